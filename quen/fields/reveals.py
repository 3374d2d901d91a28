"""How many masked values each colleague showed themselves, day by day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils import timezone

from quen.accounts.models import User
from quen.kit import days
from quen.kit.records import type_of
from quen.kit.workspace import workspace
from quen.timeline.models import Event

DAYS = 30
MOST, SHOWN = 500, 12


@dataclass(frozen=True)
class Reveals:
    """A colleague's day: how often a value was shown, and whether the company was told."""

    day: date
    user: User
    count: int
    unusual: bool


def reveals_of(reader: Any) -> list[Reveals]:
    """The last 30 days in the reader's zone, newest first, at most 500 lines. Three queries."""
    zone = ZoneInfo(reader.zone)
    late = Event.objects.filter(at__gt=timezone.now() - timedelta(days=DAYS)).order_by()
    daily = late.annotate(day=TruncDate("at", tzinfo=zone))
    told = set(daily.filter(kind="reveal.unusual").values_list("subject_id", "day"))
    shown = daily.filter(kind="field.revealed", actor__isnull=False)
    counted = shown.values_list("day", "actor").annotate(n=Count("pk")).order_by("-day", "-n")
    rows = list(counted[:MOST])
    people = User.objects.in_bulk({actor for _day, actor, _n in rows})
    return [Reveals(day, people[pk], n, (pk, day) in told) for day, pk, n in rows]


def reveals_beside(record: Any, user: Any) -> dict[str, Any] | None:
    """Who showed themselves masked values of this record in the last 30 days, the last first; nothing
    where nobody did. One query where some role reads masked, else none."""
    if not workspace().masks:
        return None
    late = Event.objects.filter(kind="field.revealed", at__gt=timezone.now() - timedelta(days=DAYS))
    here = late.filter(data__type=type_of(record), data__record=record.pk, actor__isnull=False)
    told = here.order_by().values_list("actor__full_name").annotate(n=Count("pk"), last=Max("at"))
    era = "buddhist" if user.buddhist_years else "common"
    items = [
        {
            "icon": "eye",
            "title": who,
            "sub": days.ago(last, timezone.now(), user.language, user.zone, era),
            "end": n,
        }
        for who, n, last in sorted(told, key=lambda row: row[2], reverse=True)[:SHOWN]
    ]
    return {"items": items} if items else None
