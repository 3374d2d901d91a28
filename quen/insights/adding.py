"""Records added up by day and month: owners' days from rows, all other sums from those days."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, F, Q, QuerySet

from quen.insights.heaps import Cell, Heap, Sum, bin_of, merge, packed, unpacked, whole_of
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


@dataclass(frozen=True)
class Days:
    """The days of a span as their records add up: for owners, so for teams, and so for everybody; and all teams
    that had or have records on them."""

    span: Span
    found: dict[str, dict[date, Heaps]]
    teams: frozenset[int]

    def counts(self, scope: str, day: date, owner: int) -> bool:
        """Whether it says what this tally of a day is now."""
        if not self.span.first <= day <= self.span.last:
            return False
        return scope != "o" or self.span.owners is None or owner in self.span.owners

    def write(self) -> None:
        """Put it in the place of what is kept."""
        for scope, found in self.found.items():
            _replace(self.span, "d", scope, found)


@dataclass(frozen=True)
class Month:
    """The month of a span, for each scope."""

    span: Span
    found: dict[str, dict[date, Heaps]]

    def write(self) -> None:
        """Put it in the place of what is kept."""
        for scope, found in self.found.items():
            _replace(self.span, "m", scope, found)


def count_days(span: Span) -> Days:
    """Owners' days from rows, then those of teams and of everybody. Writes nothing."""
    zone, days = ZoneInfo(workspace().zone), (span.first, span.last)
    known = _touched(span, "o").filter(grain="d", day__range=days)
    teams = set(known.values_list("team_id", flat=True))
    found = gathered(span.source, _rows(span), lambda at: at.astimezone(zone).date())
    teams |= {team for heaps in found.values() for _owner, team, _currency in heaps}
    return Days(span, {"o": found, **_wider(span, found)}, frozenset(teams))


def count_month(span: Span, fresh: Sequence[Days]) -> Month:
    """The month of a span from its days, for each scope: those just counted, and the others as they are kept.
    Writes nothing."""
    start = span.month[0]
    return Month(span, {scope: {start: _of_month(span, scope, fresh)} for scope in "ote"})


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


def _wider(span: Span, found: dict[date, Heaps]) -> dict[str, dict[date, Heaps]]:
    """The days of teams and of everybody, from those of the span's owners and what is kept of the others'."""
    wider: dict[str, dict[date, Heaps]] = {"t": defaultdict(dict), "e": defaultdict(dict)}
    for day, (_owner, team, currency), heap in (*_each(found), *_others(span)):
        merge(wider["t"][day].setdefault((0, team, currency), {}), heap)
        merge(wider["e"][day].setdefault((0, 0, currency), {}), heap)
    return wider


def _each(found: dict[date, Heaps]) -> Iterator[tuple[date, Key, Heap]]:
    return ((day, key, heap) for day, heaps in found.items() for key, heap in heaps.items())


def _others(span: Span) -> Iterator[tuple[date, Key, Heap]]:
    """The days kept of owners who are not the span's."""
    if span.owners is None:
        return
    rows = span.tallies.filter(grain="d", scope="o", day__range=(span.first, span.last))
    for day, owner, team, currency, cells in rows.values_list(*_KEPT):
        if owner not in span.owners:
            yield day, (owner, team, currency), unpacked(cells)


def _of_month(span: Span, scope: str, fresh: Sequence[Days]) -> Heaps:
    month: Heaps = {}
    rows = _touched(span, scope).filter(grain="d", day__range=span.month)
    for day, owner, team, currency, cells in rows.values_list(*_KEPT):
        if not any(one.counts(scope, day, owner) for one in fresh):
            merge(month.setdefault((owner, team, currency), {}), unpacked(cells))
    for one in fresh:
        for _day, key, heap in _each(one.found[scope]):
            if scope != "t" or span.teams is None or key[1] in span.teams:
                merge(month.setdefault(key, {}), heap)
    return month


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
