"""The mail that tells a customer of a meeting, with the meeting as a calendar part (RFC 6047)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from quen.channels.actions.outbox import plan_mail
from quen.kit import days
from quen.kit.workspace import workspace
from quen.work.calendar.entry import Entry, Person
from quen.work.calendar.planned import entry_of
from quen.work.calendar.writing import file_of
from quen.work.models import Invitation, Task

METHODS = {"sent": "REQUEST", "updated": "REQUEST", "cancelled": "CANCEL"}


def told_of(task: Task) -> dict[str, Any]:
    """What a customer is told of a meeting; when it differs from the last mail, they know old facts."""
    at = task.at.isoformat() if task.at else ""
    return {"title": task.title, "at": at, "minutes": task.minutes, "place": task.place}


def entry_for_guest(task: Task, invitation: Invitation, *, cancelled: bool = False) -> Entry:
    """The meeting as the customer's calendar keeps it: no words of ours that were meant for colleagues."""
    owner = task.owner
    guest = Person(invitation.address, invitation.name, "" if cancelled else "NEEDS-ACTION")
    return replace(
        entry_of(task),
        uid=invitation.uid,
        sequence=invitation.sequence,
        text="",
        url="",
        alarm=None,
        rule="",
        cancelled=cancelled,
        organizer=Person(owner.email, owner.full_name) if owner else None,
        attendees=(guest,) if invitation.address else (),
    )


def mail_guest(task: Task, invitation: Invitation, how: str, *, link: str = "") -> None:
    """Plan the mail: an invitation "sent", "updated" or "cancelled". Once for each sequence."""
    entry = entry_for_guest(task, invitation, cancelled=how == "cancelled")
    with translation.override(invitation.language):
        subject, text = _words(task, invitation, how, link)
    plan_mail(
        recipient=invitation.address,
        subject=subject,
        text=text,
        calendar=file_of([entry], method=METHODS[how]).decode(),
        headers={"Reply-To": task.owner.email} if task.owner else {},
        key=f"meeting-{invitation.pk}-{invitation.sequence}-{how}",
    )


def _words(task: Task, invitation: Invitation, how: str, link: str) -> tuple[str, str]:
    when = shown_when(task.at, invitation.zone, invitation.language) if task.at else ""
    subjects = {
        "sent": _("Meeting: %(title)s, %(when)s"),
        "updated": _("New time: %(title)s, %(when)s"),
        "cancelled": _("Cancelled: %(title)s, %(when)s"),
    }
    facts = {
        "how": how,
        "name": invitation.name,
        "title": task.title,
        "when": when,
        "zone": shown_zone(invitation.zone),
        "place": task.place,
        "host": task.owner.full_name if task.owner else "",
        "company": workspace().name,
        "link": link,
    }
    return subjects[how] % facts, render_to_string("work/mail/meeting.txt", facts)


def shown_zone(zone: str) -> str:
    """A zone as people read it."""
    return zone.replace("_", " ")


def shown_when(at: datetime, zone: str, language: str) -> str:
    """Day and hour as a customer reads them."""
    return days.shown_moment(at, zone, language, "buddhist" if language == "th" else "common")
