"""Nameless stubs: what stays of a purged deal that money points at."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from quen.fields.actions.trash import nameless
from quen.sales.models import Deal


@nameless("deal")
@transaction.atomic
def empty_deals(deals: Sequence[Any]) -> None:
    """Take the words out of trashed deals; amount, stage and days stay for the figures."""
    blank = dict.fromkeys(("name", "name_key", "norm", "lost_note", "source"), "")
    Deal.objects.filter(pk__in=[row.pk for row in deals]).update(**blank)
