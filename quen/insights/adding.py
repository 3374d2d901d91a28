"""Records added up by day and month: owners' days from rows, all other sums from those days."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, F, Q, QuerySet

from quen.insights.heaps import Cell, Heap, Sum, bin_of, merge, packed, part, unpacked, whole_of
from quen.insights.lines import cents, portions_of, shares_of
from quen.insights.models import Tally
from quen.insights.sources import Source
from quen.kit.db import NoIndex
from quen.kit.periods import add_months, moments, month_start
from quen.kit.rows import insert
from quen.kit.workspace import workspace

KEY = ("source", "grain", "scope", "day", "owner_id", "team_id", "currency")
COLUMNS = (*KEY, "count", "cents", "cells")
_KEPT = ("day", "owner_id", "team_id", "currency", "cells")
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


# Days or months of one scope.
Kept = dict[date, Heaps]


@dataclass(frozen=True)
class Days:
    """The days of a span as their records add up: for owners, so for teams, and so for everybody. `before` is what
    is kept of the same owners and their teams, nothing where all owners are counted."""

    span: Span
    found: dict[str, Kept]
    before: dict[str, Kept]

    def write(self) -> None:
        """Put it in the place of what is kept."""
        for scope, found in self.found.items():
            _replace(self.span, "d", scope, found)


@dataclass(frozen=True)
class Month:
    """The month of a span, for each scope."""

    span: Span
    found: dict[str, Kept]

    def write(self) -> None:
        """Put it in the place of what is kept."""
        for scope, found in self.found.items():
            _replace(self.span, "m", scope, found)


def count_days(span: Span) -> Days:
    """Owners' days from rows; those of teams and of everybody from them all, or, where few owners are counted,
    from what is kept by what has changed. Writes nothing."""
    zone = ZoneInfo(workspace().zone)
    found = gathered(span.source, _rows(span), lambda at: at.astimezone(zone).date())
    if span.owners is None:
        return Days(span, {"o": found, **_all_of(found)}, {scope: {} for scope in "ote"})
    mine = _kept(span, "d", "o")
    both = (*_each(found), *_each(mine))
    span = replace(span, teams=frozenset(team for _day, (_owner, team, _cur), _heap in both))
    before = {"o": mine, "t": _kept(span, "d", "t"), "e": _kept(span, "d", "e")}
    return Days(span, {"o": found, **_moved(before, found)}, before)


def count_month(span: Span, fresh: Sequence[Days]) -> Month:
    """The month of a span from its days, for each scope: from all of them where all owners are counted, else
    from what is kept by what has changed. Writes nothing."""
    start, months = span.month[0], {}
    for scope in "ote":
        months[scope] = month = _older(span, scope, fresh)
        for one in fresh:
            for _day, key, heap in _each(one.before[scope]):
                part(month.setdefault(key, {}), heap)
            for _day, key, heap in _each(one.found[scope]):
                merge(month.setdefault(key, {}), heap)
    return Month(span, {scope: {start: month} for scope, month in months.items()})


def _older(span: Span, scope: str, fresh: Sequence[Days]) -> Heaps:
    """A month as it is kept; where all owners are counted, from its kept days but those counted anew."""
    if span.owners is not None:
        return _kept(span, "m", scope).get(span.month[0], {})
    anew = [
        Q(day__range=(one.span.first, one.span.last)) for one in fresh if one.span.owners is None
    ]
    month: Heaps = {}
    for _day, key, heap in _each(_kept(span, "d", scope, anew)):
        merge(month.setdefault(key, {}), heap)
    return month


def _all_of(found: Kept) -> dict[str, Kept]:
    """The days of teams and of everybody, from those of all owners."""
    wider: dict[str, Kept] = {"t": defaultdict(dict), "e": defaultdict(dict)}
    for scope, day, key, heap in _widened(found):
        merge(wider[scope][day].setdefault(key, {}), heap)
    return wider


def _moved(before: dict[str, Kept], found: Kept) -> dict[str, Kept]:
    """The days of teams and of everybody as they are kept, moved by what owners had and have."""
    wider: dict[str, Kept] = {"t": defaultdict(dict), "e": defaultdict(dict)}
    for scope, days in wider.items():
        for day, key, heap in _each(before[scope]):
            merge(days[day].setdefault(key, {}), heap)
    for scope, day, key, heap in _widened(before["o"]):
        part(wider[scope][day].setdefault(key, {}), heap)
    for scope, day, key, heap in _widened(found):
        merge(wider[scope][day].setdefault(key, {}), heap)
    return wider


def _widened(owned: Kept) -> Iterator[tuple[str, date, Key, Heap]]:
    """What is an owner's as their team's, and as everybody's."""
    for day, (_owner, team, currency), heap in _each(owned):
        yield "t", day, (0, team, currency), heap
        yield "e", day, (0, 0, currency), heap


def _each(found: Kept) -> Iterator[tuple[date, Key, Heap]]:
    return ((day, key, heap) for day, heaps in found.items() for key, heap in heaps.items())


def _kept(span: Span, grain: str, scope: str, without: Sequence[Q] = ()) -> Kept:
    """What is kept of the days of a span, or of its month: as months, or as days where all owners are asked."""
    whole = span.month if span.owners is None else (span.first, span.last)
    days = (span.month[0],) * 2 if grain == "m" else whole
    rows = _touched(span, scope).filter(grain=grain, day__range=days)
    for one in without:
        rows = rows.exclude(one)
    found: Kept = defaultdict(dict)
    for day, owner, team, currency, cells in rows.values_list(*_KEPT):
        found[day][owner, team, currency] = unpacked(cells)
    return found


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


def told(heap: Heap) -> tuple[int, str, str]:
    """A heap as a tally keeps it."""
    whole = whole_of(heap)
    return whole.count, str(whole.cents), packed(heap)


def _without_nothing(heap: Heap) -> Heap:
    return {cell: one for cell, one in heap.items() if not one.is_nothing}


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
            (span.source.key, grain, scope, day, *key, *told(full))
            for day, key, heap in _each(found)
            if (full := _without_nothing(heap))
        ),
    )
