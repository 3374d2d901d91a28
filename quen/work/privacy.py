"""What work holds of a person: what was written and planned about them (SR-56)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from quen.kit.privacy import holds_nobody, holds_person
from quen.people.facts import plain
from quen.work.models import (
    Booking,
    BookingHost,
    BookingPage,
    BusyTime,
    CalendarAccount,
    CalendarApp,
    CalendarLink,
    CalendarTrace,
    CareCourse,
    CareLine,
    CarePlan,
    Feed,
    Invitation,
    Note,
    Task,
)

ON = {"type": "contact"}
KEEP = "until the contact is erased, or 60 days in the trash"


def declare() -> None:
    """Declare the tables of this room."""
    for model in (Note, Task):
        holds_person(model, keep=KEEP, export=_export(model), erase=_erase(model))
    hangs = {"task__type": "contact"}
    for below in (Invitation, Booking):
        holds_person(
            below,
            keep="as long as its meeting",
            export=_export(below, "task__record_id", hangs),
            erase=_erase(below, "task__record_id", hangs),
        )
    # The run that a course goes with is erased with its customer, and the course with it.
    holds_nobody(CarePlan, CareLine, CareCourse)
    holds_nobody(Feed, BookingPage, BookingHost)
    # Another calendar's events are the colleague's own; those that concern a customer are tasks here.
    holds_nobody(CalendarApp, CalendarAccount, CalendarLink, CalendarTrace, BusyTime)


def _export(
    model: type[Model], column: str = "record_id", on: dict[str, str] = ON
) -> Callable[[int], list[dict[str, Any]]]:
    def export(contact_id: int) -> list[dict[str, Any]]:
        rows = model._base_manager.filter(**on, **{column: contact_id}).values()
        return [{key: plain(value) for key, value in row.items()} for row in rows]

    return export


def _erase(
    model: type[Model], column: str = "record_id", on: dict[str, str] = ON
) -> Callable[[int], int]:
    def erase(contact_id: int) -> int:
        return model._base_manager.filter(**on, **{column: contact_id}).delete()[0]

    return erase
