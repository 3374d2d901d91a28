"""A record is made although others are like it, or what was typed is added to one that stands."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.fresh import add_fresh
from quen.fields.actions.records import change_one
from quen.fields.alike import LIKENESS, Alike, Found, held_elsewhere
from quen.fields.nouns import Noun
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.timeline.log import record


class Unexplained(Refused):
    """Records like it stand, and nobody said why this is another one; `alike` are they."""

    def __init__(self, alike: list[Alike]) -> None:
        super().__init__(
            _("This may be here already. Open it, add to it, or say why this is another.")
        )
        self.alike = alike


@transaction.atomic
def add_anyway(
    it: Noun, given: Mapping[str, Any], *, by: User, why: str = "", share: bool = False
) -> Any:
    """Add a fresh record; why it is another one than those like it is kept on its timeline.

    `share` is a reason too: they share a phone or mail. Raises Unexplained where others are like it and
    no reason is given, and Refused as adding does.
    """
    why = why.strip() or (_("They share a phone or e-mail.") if share else "")
    like = LIKENESS[it.type].look(given, by).alike if it.type in LIKENESS else []
    if like and not why:
        raise Unexplained(like)
    made = add_fresh(it, given, by=by, share=share)
    if like:
        record(events.LikenessOverruled(note=why[:200]), on=[made], by=by)
    return made


class Elsewhere(Refused):
    """Another record has a value that should be one record's own; `found` says which, as far as may be told."""

    def __init__(self, found: Found) -> None:
        super().__init__(_("This belongs to another record already."), status=409)
        self.found = found


@transaction.atomic
def change_anyway(
    it: Noun, changing: Any, given: Mapping[str, Any], *, by: User, why: str = "", **how: Any
) -> Any:
    """Change one record; why it has what another has already is kept on its timeline.

    Raises Elsewhere where another stands and no reason is given, and Refused as a change does, which
    takes `how`.
    """
    found, why = held_elsewhere(it.type, changing, given, by), why.strip()
    warned = bool(found.alike or found.hidden)
    if warned and not why:
        raise Elsewhere(found)
    changed = change_one(it, changing, given, by=by, **how)
    if warned:
        record(events.ValueShared(note=why[:200]), on=[changed], by=by)
    return changed


def add_to(it: Noun, pk: int, given: Mapping[str, Any], *, by: User) -> Any:
    """Add typed values to a record that stands: empty fields are filled, phones and mails come along.

    Raises Refused (404) where `by` may not change it, and as a change does.
    """
    found = TYPES[it.type].visible_to(by, "change").filter(pk=pk).first()
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    changes = LIKENESS[it.type].joined(found, given)
    return change_one(it, found, changes, by=by, share=True) if changes else found
