"""What the log holds of a person: events are emptied, never deleted (law 5)."""

from typing import Any

from django.db import transaction

from quen.kit.privacy import holds_nobody, holds_person
from quen.timeline.models import Event, EventLink

KEEP = "at least one year; emptied when the contact is erased"


def declare() -> None:
    """Declare the log's tables."""
    holds_person(Event, keep=KEEP, export=_export, erase=_emptied)
    holds_nobody(EventLink)


def _export(contact_id: int) -> list[dict[str, Any]]:
    rows = Event.objects.filter(links__type="contact", links__record_id=contact_id)
    return [
        {"kind": e.kind, "at": e.at.isoformat(), "via": e.via, "data": e.data}
        for e in rows.order_by("id").iterator()
    ]


@transaction.atomic
def _emptied(contact_id: int) -> int:
    """Empty data and salt of events whose subject is the person, and the links' own data."""
    links = EventLink.objects.filter(type="contact", record_id=contact_id)
    links.update(data=None)
    rows = Event.objects.filter(subject_type="contact", subject_id=contact_id)
    return rows.update(data={}, salt="")
