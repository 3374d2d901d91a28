"""Moving contacts round the loop: every stay is a row, and coming back starts the next round."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit import rows
from quen.kit.refused import Refused
from quen.people import events
from quen.people.models import Contact, Stage, Stay
from quen.people.staging import stage_named, stages
from quen.timeline.log import record

BEGINS = {"reach", "acquire", "convert"}
BOUGHT = {"retain", "loyalty"}
_STAY = ("contact_id", "stage_id", "entered_at", "why", "by_id", "round")


def enter_first(contacts: Iterable[Contact], *, by: User | None, at: datetime) -> None:
    """Write the first stay of new contacts."""
    who = by.pk if by else None
    rows.insert(Stay, _STAY, ((it.pk, it.stage_id, at, "", who, 1) for it in contacts))


def move_stage(contact: Contact, stage: str, *, by: User | None, why: str = "") -> Contact:
    """Move one contact. Raises Refused for an unknown stage, or a backward move without a reason."""
    return move_contacts([contact], stage, by=by, why=why)[0]


@transaction.atomic
def move_contacts(
    contacts: Sequence[Contact],
    stage: str,
    *,
    by: User | None,
    why: str = "",
    rule: Any = None,
    at: datetime | None = None,
    tell: bool = True,
) -> list[Contact]:
    """Move at most 500 contacts into a stage; those in it already stay as they are."""
    to = stage_named(stage)
    if to is None:
        raise Refused(_("There is no such stage."))
    moved = [it for it in contacts if it.stage_id != to.pk]
    if tell and by is not None and not why and any(_is_backward(it, to) for it in moved):
        raise Refused(
            _("Say why the customer goes back a stage."), errors={"why": _("This is required.")}
        )
    now = at or timezone.now()
    before = {it.pk: _key(it.stage_id) for it in moved}
    for it in moved:
        it.round += 1 if _starts_round(it, to) else 0
        it.stage, it.stage_entered_at = to, now
        it.version += 1
    _write(moved, to, now, by, why, rule)
    if moved and tell:
        _tell(moved, before, to, by, why, now)
    return list(contacts)


def _write(
    moved: Sequence[Contact], to: Stage, now: datetime, by: User | None, why: str, rule: Any
) -> None:
    rows.update_all(moved, ["stage_id", "stage_entered_at", "round", "version"])
    ids, who = [it.pk for it in moved], by.pk if by else None
    Stay.objects.filter(contact__in=ids, left_at=None).update(left_at=now)
    stays = ((it.pk, to.pk, now, why[:300], who, it.round, rule) for it in moved)
    rows.insert(Stay, (*_STAY, "rule"), stays)


def _tell(
    moved: Sequence[Contact],
    before: dict[int, str],
    to: Stage,
    by: User | None,
    why: str,
    now: datetime,
) -> None:
    per_record: dict[int, dict[str, Any]] = {
        it.pk: {"changes": {"lifecycle_stage": [before[it.pk], to.key]}, "round": it.round}
        for it in moved
    }
    single = moved[0] if len(moved) == 1 else None
    told = events.ContactStageChanged(
        changes=per_record[single.pk]["changes"] if single else {},
        why=why,
        round=single.round if single else 1,
    )
    record(told, on=moved, by=by, at=now, per_record=None if single else per_record)


def _is_backward(contact: Contact, to: Stage) -> bool:
    """Towards the start without a new round beginning; out of the loop is never backward."""
    now = _stage(contact.stage_id)
    if now is None or not now.loop or not to.loop or _starts_round(contact, to):
        return False
    return to.position < now.position


def _starts_round(contact: Contact, to: Stage) -> bool:
    """Entering reach, acquire or convert again after having been a customer (row E1)."""
    now = _stage(contact.stage_id)
    return now is not None and now.loop in BOUGHT and to.loop in BEGINS


def _stage(stage_id: int) -> Stage | None:
    return next((s for s in stages() if s.pk == stage_id), None)


def _key(stage_id: int) -> str:
    found = _stage(stage_id)
    return found.key if found else ""
