"""A record is made although others are like it, or what was typed is added to one that stands."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.fresh import add_fresh
from quen.fields.actions.records import Noun, change_one
from quen.fields.alike import LIKENESS
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def add_anyway(
    it: Noun, given: Mapping[str, Any], *, by: User, why: str = "", share: bool = False
) -> Any:
    """Add a fresh record; where a colleague said why it is another one, its timeline keeps that."""
    made = add_fresh(it, given, by=by, share=share)
    if why.strip():
        record(events.LikenessOverruled(note=why.strip()[:200]), on=[made], by=by)
    return made


def add_to(it: Noun, pk: int, given: Mapping[str, Any], *, by: User) -> Any:
    """Add typed values to a record that stands: empty fields are filled, phones and mails come along.

    Raises Refused (404) where `by` may not change it, and as a change does.
    """
    found = TYPES[it.type].visible_to(by, "change").filter(pk=pk).first()
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    changes = LIKENESS[it.type].joined(found, given)
    return change_one(it, found, changes, by=by, share=True) if changes else found
