"""How many masked values each colleague showed themselves, day by day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from quen.accounts.models import User
from quen.timeline.models import Event

DAYS = 30
MOST = 500


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
    days = late.annotate(day=TruncDate("at", tzinfo=zone))
    told = set(days.filter(kind="reveal.unusual").values_list("subject_id", "day"))
    shown = days.filter(kind="field.revealed", actor__isnull=False)
    counted = shown.values_list("day", "actor").annotate(n=Count("pk")).order_by("-day", "-n")
    rows = list(counted[:MOST])
    people = User.objects.in_bulk({actor for _day, actor, _n in rows})
    return [Reveals(day, people[pk], n, (pk, day) in told) for day, pk, n in rows]
