"""Whom work tells: who is named after an @, who wrote in a thread, whose customer is written about."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from quen.kit.records import TYPES
from quen.timeline.kinds import GUEST
from quen.timeline.models import Event
from quen.timeline.notices import Links, notice


def declare() -> None:
    """Lend the kinds (once, at start)."""
    notice(
        "reminder",
        label=_("Reminders"),
        about=_("A task, call or meeting of yours reminds of itself"),
        kinds="task.reminded",
        to=owner_of_subject,
        mail="now",
        order=5,
    )
    notice(
        "booked",
        label=_("Booked, moved or called off by the customer"),
        about=_("A customer does it on one of your booking pages"),
        kinds="meeting.booked meeting.moved meeting.called_off",
        to=lambda event, links: owner_of_subject(event, links) if event.via == GUEST else (),
        mail="now",
        order=6,
    )
    notice(
        "mentioned",
        label=_("Mentioned you"),
        about=_("A colleague wrote your name or your team's after an @"),
        kinds="note.added",
        to=lambda event, links: event.data.get("mentioned") or (),
        mail="now",
        order=10,
        part="talk",
    )
    notice(
        "answered",
        label=_("Answered you"),
        about=_("A colleague answered in a thread that you wrote in"),
        kinds="note.added",
        to=lambda event, links: event.data.get("thread") or (),
        mail="now",
        order=15,
        part="talk",
    )
    notice(
        "noted",
        label=_("Wrote about yours"),
        about=_("A colleague wrote a note on a customer, company or deal of yours"),
        kinds="note.added",
        to=owner_of_subject,
        order=30,
        part="talk",
    )


def owner_of_subject(event: Event, links: Links) -> Iterable[int]:
    """Who owns the record that the event happened to."""
    known = TYPES.get(event.subject_type)
    if known is None or not hasattr(known.model, "owner"):
        return ()
    rows = known.model._base_manager.filter(pk=event.subject_id, owner__isnull=False)
    return rows.values_list("owner_id", flat=True)
