"""The audit log as pages: every event that a reader may see, filtered, newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import KINDS
from quen.timeline.models import Event
from quen.timeline.reading import Cursor, Line, line_of, visible_events

PAGE = 50
MOST_LOOKED = 1000
GROUPS = {
    "audit": _("Sign-in, rights and settings"),
    "change": _("Changes to records"),
    "business": _("Deals and orders"),
    "talk": _("Messages and calls"),
    "service": _("Support"),
    "behaviour": _("Visits and clicks"),
}


@dataclass(frozen=True)
class Asked:
    """What the reader filters by; empty values ask for everything."""

    group: str = ""
    actor: int | None = None
    day: date | None = None
    record: tuple[str, int] | None = None


def audit_page(
    asked: Asked, user: Any, before: Cursor | None = None
) -> tuple[list[Line], Cursor | None]:
    """A page of events whose subjects `user` may see, and where the next begins.

    Looks at no more than 1,000 events at a time, so a page may be short where much is hidden.
    """
    shown: list[Line] = []
    looked, cursor = 0, before
    while len(shown) < PAGE and looked < MOST_LOOKED:
        rows = list(_found(asked, user, cursor)[:PAGE])
        looked += len(rows)
        for event in visible_events(rows, user):
            if len(shown) < PAGE:
                shown.append(line_of(event, user))
                cursor = Cursor(event.at, event.pk)
        if len(rows) < PAGE:
            return shown, None
        if len(shown) < PAGE:
            cursor = Cursor(rows[-1].at, rows[-1].pk)
    return shown, cursor


def _found(asked: Asked, user: Any, before: Cursor | None) -> QuerySet[Event]:
    events = Event.objects.select_related("actor")
    if asked.group:
        kinds = [k for k, declared in KINDS.items() if declared.group == asked.group]
        events = events.filter(kind__in=kinds)
    if asked.actor:
        events = events.filter(actor_id=asked.actor)
    if asked.day:
        begin = datetime.combine(asked.day, time.min, ZoneInfo(user.zone))
        events = events.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    if asked.record:
        key, pk = asked.record
        events = events.filter(links__type=key, links__record_id=pk)
    if before:
        events = events.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.id))
    return events.order_by("-at", "-pk")
