"""Tallies: adding records up by day and month, keeping the sums right after changes, making them anew.

Owners' days come from rows by an index; months and the sums over everybody come from those days. So a
change costs what its owner's day holds, and no order of changes can spoil a sum.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Max, Min, Q, QuerySet
from django.utils import timezone

from quen.insights import marking
from quen.insights.heaps import Cell, Heap, Sum, bin_of, merge, packed, unpacked, whole_of
from quen.insights.lines import cents, portions_of, shares_of
from quen.insights.models import Counted, LineMark, Mark, Tally
from quen.insights.sources import SOURCES, Source
from quen.kit.db import NoIndex, lock
from quen.kit.periods import add_months, moments, month_start
from quen.kit.rebuilding import rebuilds
from quen.kit.rows import insert
from quen.kit.workspace import workspace

KEY = ("source", "grain", "scope", "day", "owner_id", "team_id", "currency")
COLUMNS = (*KEY, "count", "cents", "cells")
MARKS_AT_ONCE = 2_000
DAYS_AT_ONCE = 11  # a third of a month
DAYS_TOGETHER = 3  # of several thirds in one transaction: whoever writes waits for it
LONG, LONGEST = 0.05, 1.0  # seconds of counting after which it rests, and ends
_FEW_OWNERS = 100
_DAY = timedelta(days=1)
# owner id or 0, team id or 0, currency
Key = tuple[int, int, str]
Heaps = dict[Key, Heap]


@dataclass(frozen=True)
class Span:
    """Days of one month, of these owners and teams (None: all)."""

    source: Source
    first: date
    last: date
    owners: frozenset[int] | None = None
    teams: frozenset[int] | None = None

    @property
    def tallies(self) -> QuerySet[Tally]:
        return Tally.objects.filter(source=self.source.key)

    @property
    def month(self) -> tuple[date, date]:
        """The first and last day of its month."""
        start = month_start(self.first)
        return start, add_months(start, 1) - _DAY


def gathered(
    source: Source, rows: QuerySet[Any], slot: Callable[[datetime], Any]
) -> dict[Any, Heaps]:
    """Records added up in Python: exactly, and alike on both databases. `slot` says where a moment goes."""
    plain = ("pk", source.moment, "owner_id", "team_id")
    told = (source.money or "pk", source.currency or "pk", source.since or "pk")
    columns = (*plain, *told, *(column for _name, column in source.dims))
    found: dict[Any, Heaps] = defaultdict(dict)
    zone = ZoneInfo(workspace().zone)
    portions = portions_of(source.lines, rows, source.currency) if source.lines else {}
    read = rows.values_list(*columns).iterator(5_000)
    for pk, at, owner, team, amount, currency, since, *values in read:
        key = (owner or 0, team or 0, currency if source.currency else "")
        cell = tuple(_told(value, zone) for value in values)
        heap = found[slot(at)].setdefault(key, {})
        worth = cents(amount) if source.money else 0
        days = bin_of((at - since).days) if source.since else None
        if source.lines:
            for value, (count, part) in shares_of(portions.get(pk, {}), worth).items():
                _count(heap, (*cell, value), count, part, days)
        else:
            _count(heap, cell, 1, worth, days)
    return found


def _count(heap: Heap, cell: Cell, count: int, worth: int, days: int | None) -> None:
    one = heap.setdefault(cell, Sum())
    one.count += count
    one.cents += worth
    if days is not None and count:
        one.spread[days] = one.spread.get(days, 0) + count


def _told(value: Any, zone: ZoneInfo) -> str:
    """A value of a dimension as cells keep it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m}"
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return "" if value is None else str(value)


_rests = {"until": 0.0}


def recount(most: int = MARKS_AT_ONCE) -> int:
    """Count marked days anew, as many as a transaction should hold; gives how many marks were taken."""
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
        teams |= _count_days(Span(source, day, day, _few(owners)))
    whose = _few(set().union(*days.values()))
    _count_month(Span(source, start, start, whose, frozenset(teams)))


def _few(owners: set[int]) -> frozenset[int] | None:
    """These owners, or None where all are counted as fast."""
    return frozenset(owners) if len(owners) <= _FEW_OWNERS else None


def _count_days(span: Span) -> set[int]:
    """Owners' days from rows, then those of teams and of everybody; gives the teams concerned."""
    zone, days = ZoneInfo(workspace().zone), (span.first, span.last)
    known = _touched(span, "o").filter(grain="d", day__range=days)
    teams = set(known.values_list("team_id", flat=True))
    found = gathered(span.source, _rows(span), lambda at: at.astimezone(zone).date())
    _replace(span, "d", "o", found)
    for scope, wider in _wider(span).items():
        _replace(span, "d", scope, wider)
    return teams | {team for heaps in found.values() for _owner, team, _currency in heaps}


def _count_month(span: Span) -> None:
    """The month of a span from its days, for each scope."""
    for scope in "ote":
        _replace(span, "m", scope, _of_month(span, scope))


def _rows(span: Span) -> QuerySet[Any]:
    since, until = moments(span.first, span.last, workspace().zone)
    moment = span.source.moment
    rows = span.source.rows().filter(**{f"{moment}__gte": since, f"{moment}__lt": until})
    if span.owners is None:
        return rows
    nobody = Q(whose=None) if 0 in span.owners else Q()
    # By the index of the day: an owner's whole history is longer than everybody's day.
    rows = rows.alias(whose=NoIndex(F("owner_id"), output_field=BigIntegerField()))
    return rows.filter(Q(whose__in=span.owners - {0}) | nobody)


def _wider(span: Span) -> dict[str, dict[date, Heaps]]:
    """The days of teams and of everybody, from those of owners."""
    found: dict[str, dict[date, Heaps]] = {"t": defaultdict(dict), "e": defaultdict(dict)}
    rows = span.tallies.filter(grain="d", scope="o", day__range=(span.first, span.last))
    for day, team, currency, cells in rows.values_list("day", "team_id", "currency", "cells"):
        heap = unpacked(cells)
        merge(found["t"][day].setdefault((0, team, currency), {}), heap)
        merge(found["e"][day].setdefault((0, 0, currency), {}), heap)
    return found


def _of_month(span: Span, scope: str) -> dict[date, Heaps]:
    start, end = span.month
    month: Heaps = {}
    rows = _touched(span, scope).filter(grain="d", day__range=(start, end))
    for owner, team, currency, cells in rows.values_list(
        "owner_id", "team_id", "currency", "cells"
    ):
        merge(month.setdefault((owner, team, currency), {}), unpacked(cells))
    return {start: month}


def told(heap: Heap) -> tuple[int, str, str]:
    """A heap as a tally keeps it."""
    whole = whole_of(heap)
    return whole.count, str(whole.cents), packed(heap)


def _touched(span: Span, scope: str) -> QuerySet[Tally]:
    """Tallies of a scope: of the span's owners where they are owners', of its teams where teams'."""
    rows = span.tallies.filter(scope=scope)
    if scope == "o" and span.owners is not None:
        return rows.filter(owner_id__in=span.owners)
    if scope == "t" and span.teams is not None:
        return rows.filter(team_id__in=span.teams)
    return rows


def _replace(span: Span, grain: str, scope: str, found: dict[date, Heaps]) -> None:
    start = span.month[0]
    days = (start, start) if grain == "m" else (span.first, span.last)
    _touched(span, scope).filter(grain=grain, day__range=days).delete()
    insert(
        Tally,
        COLUMNS,
        (
            (span.source.key, grain, scope, day, *key, *told(heap))
            for day, heaps in found.items()
            for key, heap in heaps.items()
        ),
    )


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
            _count_days(month)
            _count_month(month)
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
    """Make anew what is unsettled, then count what is marked."""
    for source in unsettled():
        rebuild_source(source)
    recount_all()
