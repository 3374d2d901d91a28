"""What work holds of a person: what was written and planned about them (SR-56)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from quen.kit.privacy import holds_nobody, holds_person
from quen.people.facts import plain
from quen.work.models import Feed, Invitation, Note, Task

KEEP = "until the contact is erased, or 60 days in the trash"


def declare() -> None:
    """Declare the tables of this room."""
    for model in (Note, Task):
        holds_person(model, keep=KEEP, export=_export(model), erase=_erase(model))
    holds_person(
        Invitation, keep="as long as its meeting", export=_invitations, erase=_no_invitations
    )
    holds_nobody(Feed)


def _invitations(contact_id: int) -> list[dict[str, Any]]:
    rows = Invitation.objects.filter(task__type="contact", task__record_id=contact_id).values()
    return [{key: plain(value) for key, value in row.items()} for row in rows]


def _no_invitations(contact_id: int) -> int:
    rows = Invitation.objects.filter(task__type="contact", task__record_id=contact_id)
    return rows.delete()[0]


def _export(model: type[Model]) -> Callable[[int], list[dict[str, Any]]]:
    def export(contact_id: int) -> list[dict[str, Any]]:
        rows = model._base_manager.filter(type="contact", record_id=contact_id).values()
        return [{key: plain(value) for key, value in row.items()} for row in rows]

    return export


def _erase(model: type[Model]) -> Callable[[int], int]:
    def erase(contact_id: int) -> int:
        return model._base_manager.filter(type="contact", record_id=contact_id).delete()[0]

    return erase
