"""Tallies: keeping the sums of days right after changes, and making them anew.

A change costs what its owner's day holds, and no order of changes can spoil a sum.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from quen.insights import marking
from quen.insights.adding import Span, count_days, count_month
from quen.insights.models import Counted, LineMark, Mark, Tally
from quen.insights.sources import SOURCES, Source
from quen.kit.db import lock
from quen.kit.periods import add_months, month_start
from quen.kit.rebuilding import rebuilds
from quen.kit.workspace import workspace

MARKS_AT_ONCE = 2_000
DAYS_AT_ONCE = 11  # a third of a month
DAYS_TOGETHER = 1  # of several thirds in one transaction: whoever writes waits for it
LONG, LONGEST = 0.05, 1.0  # seconds of counting after which it rests, and ends
_FEW_OWNERS = 100
_DAY = timedelta(days=1)


_rests = {"until": 0.0}


def recount(most: int = MARKS_AT_ONCE) -> int:
    """Count marked days anew, as many as a transaction should hold; gives how many marks were taken."""
    if not (Mark.objects.exists() or LineMark.objects.exists()):
        return 0  # without a transaction: on SQLite it would wait for whoever writes
    with transaction.atomic():
        lock("insights tallies")
        _point_at_days()
        marks = Mark.objects.order_by("pk").values_list("pk", "source", "at", "owner_id")[:most]
        taken: list[int] = []
        days = 0
        for (source, start, _third), marked in _parts(marks).items():
            if days and days + len(marked.days) > DAYS_TOGETHER:
                continue
            days += len(marked.days)
            taken += marked.marks
            if source in SOURCES:
                _recount_month(SOURCES[source], start, marked.days)
        Mark.objects.filter(pk__in=taken).delete()
    return len(taken)


def follow() -> None:
    """Count what is marked, a little at a time. Where counting takes long it takes a tenth of the time, so
    that whoever writes is not held up; what is left then is counted by the next call, or by the clock."""
    began = time.monotonic()
    if began < _rests["until"]:
        return
    while recount() and time.monotonic() - began < LONGEST:
        pass
    took = time.monotonic() - began
    _rests["until"] = time.monotonic() + (9 * took if took > LONG else 0)


def calmly(step: Callable[[], int]) -> None:
    """Take a step until one finds nothing; each that took long is followed by a rest as long, so that whoever
    writes gets through."""
    found = 1
    while found:
        began = time.monotonic()
        found = step()
        took = time.monotonic() - began
        if found and took > LONG:
            time.sleep(took)


def _point_at_days(most: int = MARKS_AT_ONCE) -> None:
    """Turn marks of records into marks of their days; one that counts no more has been marked by itself."""
    marks = list(LineMark.objects.order_by("pk").values_list("pk", "source", "record_id")[:most])
    for key in {source for _pk, source, _record in marks if source in SOURCES}:
        ids = {record for _pk, source, record in marks if source == key}
        rows = SOURCES[key].rows().filter(pk__in=ids)
        Mark.objects.bulk_create(
            Mark(source=key, at=at, owner_id=owner or 0)
            for at, owner in rows.values_list(SOURCES[key].moment, "owner_id").distinct()
        )
    LineMark.objects.filter(pk__in=[pk for pk, _source, _record in marks]).delete()


def recount_all() -> None:
    """Count until no mark is left."""
    while recount() or LineMark.objects.exists():
        pass


@dataclass
class Marked:
    """What is marked in a third of a month: the marks, and whose records on which days."""

    marks: list[int] = field(default_factory=list)
    days: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))


def _parts(
    marks: Iterable[tuple[int, str, datetime, int]],
) -> dict[tuple[str, date, int], Marked]:
    """Marks by source and third of a month: what one transaction counts at least."""
    zone = ZoneInfo(workspace().zone)
    found: dict[tuple[str, date, int], Marked] = defaultdict(Marked)
    for pk, source, at, owner in marks:
        day = at.astimezone(zone).date()
        part = found[source, month_start(day), (day.day - 1) // DAYS_AT_ONCE]
        part.marks.append(pk)
        part.days[day].add(owner)
    return found


def _recount_month(source: Source, start: date, days: dict[date, set[int]]) -> None:
    """The marked days, then their month once."""
    teams: set[int] = set()
    for day, owners in days.items():
        teams |= count_days(Span(source, day, day, _few(owners)))
    whose = _few(set().union(*days.values()))
    count_month(Span(source, start, start, whose, frozenset(teams)))


def _few(owners: set[int]) -> frozenset[int] | None:
    """These owners, or None where all are counted as fast."""
    return frozenset(owners) if len(owners) <= _FEW_OWNERS else None


@rebuilds("measures")
def rebuild() -> None:
    """Make the tallies of all sources anew, and their triggers."""
    for source in SOURCES.values():
        rebuild_source(source)


def rebuild_source(source: Source) -> None:
    """Make one source's tallies anew, a month in each transaction: readers go on, writers wait little.

    What changes meanwhile is marked by the triggers, which stand first.
    """
    with transaction.atomic():
        lock("insights tallies")
        marking.install(connection, source.noun)
        Mark.objects.filter(source=source.key).delete()
        LineMark.objects.filter(source=source.key).delete()
    for start in _months(source):
        with transaction.atomic():
            lock("insights tallies")
            month = Span(source, start, add_months(start, 1) - _DAY)
            count_days(month)
            count_month(month)
    facts = {"zone": workspace().zone, "shape": source.shape, "at": timezone.now()}
    Counted.objects.update_or_create(source=source.key, defaults=facts)


def _months(source: Source) -> list[date]:
    """The months that hold records or, from another zone or before a loss, tallies."""
    zone = ZoneInfo(workspace().zone)
    ends = source.rows().aggregate(a=Min(source.moment), b=Max(source.moment))
    told = Tally.objects.filter(source=source.key).aggregate(a=Min("day"), b=Max("day"))
    days = [at.astimezone(zone).date() for at in ends.values() if at]
    days += [day for day in told.values() if day]
    if not days:
        return []
    start, last = month_start(min(days)), max(days)
    made = []
    while start <= last:
        made.append(start)
        start = add_months(start, 1)
    return made


def unsettled() -> list[Source]:
    """Sources whose tallies are of another zone or declaration, were never made, or lost their triggers."""
    zone, lost = workspace().zone, marking.missing(connection)
    known = {c.source: (c.zone, c.shape) for c in Counted.objects.all()}
    return [s for s in SOURCES.values() if known.get(s.key) != (zone, s.shape) or s.key in lost]


def keep_right() -> None:
    """Make anew what is unsettled, then count what is marked; where that takes long, with rests."""
    for source in unsettled():
        rebuild_source(source)
    calmly(recount)
    recount_all()
