"""A record made by hand is a draft for a minute: it stands, and those who react to it wait."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from quen.accounts.models import User
from quen.fields.actions.records import add_one
from quen.fields.nouns import Noun
from quen.timeline.actions.settling import hold_back


@transaction.atomic
def add_fresh(it: Noun, given: Mapping[str, Any], *, by: User, share: bool = False) -> Any:
    """Add a record; readers of events hear of it once it is left, or after a minute.

    Imports and programs give whole records and do not wait. Raises Refused as `add_one` does.
    """
    made = add_one(it, given, by=by, share=share)
    hold_back(it.type, made.pk)
    return made
