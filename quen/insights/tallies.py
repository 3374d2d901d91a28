"""Tallies: adding records up by day and month, keeping the sums right after changes, making them anew.

Owners' days come from rows by an index; months and the sums over everybody come from those days. So a
change costs what its owner's day holds, and no order of changes can spoil a sum.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models import Sum as Total
from django.utils import timezone

from quen.insights import marking
from quen.insights.heaps import Heap, Sum, bin_of, merge, packed, unpacked, whole_of
from quen.insights.models import Counted, Mark, Tally
from quen.insights.sources import SOURCES, Source
from quen.kit.db import lock
from quen.kit.doctor import check
from quen.kit.periods import add_months, moments, month_start
from quen.kit.rebuilding import rebuilds
from quen.kit.rows import insert
from quen.kit.workspace import today, workspace

KEY = ("source", "grain", "scope", "day", "owner_id", "team_id", "currency")
COLUMNS = (*KEY, "count", "cents", "cells")
MARKS_AT_ONCE = 2_000
_FEW_OWNERS = 100
_DAY = timedelta(days=1)
# owner id or 0, team id or 0, currency
Key = tuple[int, int, str]
Heaps = dict[Key, Heap]


@dataclass(frozen=True)
class Span:
    """Days of one month, of these owners (None: all)."""

    source: Source
    first: date
    last: date
    owners: frozenset[int] | None = None

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
    plain = (source.moment, "owner_id", "team_id")
    told = (source.money or "pk", source.currency or "pk", source.since or "pk")
    columns = (*plain, *told, *(column for _name, column in source.dims))
    found: dict[Any, Heaps] = defaultdict(dict)
    zone = ZoneInfo(workspace().zone)
    for at, owner, team, amount, currency, since, *values in rows.values_list(*columns).iterator(
        5_000
    ):
        key = (owner or 0, team or 0, currency if source.currency else "")
        cell = tuple(_told(value, zone) for value in values)
        one = found[slot(at)].setdefault(key, {}).setdefault(cell, Sum())
        one.count += 1
        if source.money:
            one.cents += cents(amount)
        if source.since:
            days = bin_of((at - since).days)
            one.spread[days] = one.spread.get(days, 0) + 1
    return found


def _told(value: Any, zone: ZoneInfo) -> str:
    """A value of a dimension as cells keep it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m}"
    return "" if value is None else str(value)


def cents(amount: Decimal) -> int:
    """An amount in hundredths, as columns of money keep two decimals."""
    return int(amount.scaleb(2))


def recount(most: int = MARKS_AT_ONCE) -> int:
    """Count the marked days anew; gives how many marks were taken."""
    with transaction.atomic():
        lock("insights tallies")
        marks = list(
            Mark.objects.order_by("pk").values_list("pk", "source", "at", "owner_id")[:most]
        )
        if not marks:
            return 0
        Mark.objects.filter(pk__in=[pk for pk, *_rest in marks]).delete()
        for span in _spans((source, at, owner) for _pk, source, at, owner in marks):
            _count(span)
    return len(marks)


def recount_all() -> None:
    """Count until no mark is left."""
    while recount():
        pass


def _spans(marks: Iterable[tuple[str, datetime, int]]) -> Iterator[Span]:
    zone = ZoneInfo(workspace().zone)
    days: dict[tuple[str, date], set[int]] = defaultdict(set)
    for source, at, owner in marks:
        days[source, at.astimezone(zone).date()].add(owner)
    for (source, day), owners in sorted(days.items()):
        if source in SOURCES:
            few = frozenset(owners) if len(owners) <= _FEW_OWNERS else None
            yield Span(SOURCES[source], day, day, few)


def _count(span: Span) -> None:
    """Owners' days from rows, then all that is made of them."""
    zone = ZoneInfo(workspace().zone)
    days = gathered(span.source, _rows(span), lambda at: at.astimezone(zone).date())
    _replace(span, "d", "o", days)
    for scope, wider in _wider(span).items():
        _replace(span, "d", scope, wider)
    for scope in "ote":
        _replace(span, "m", scope, _of_month(span, scope))


def _rows(span: Span) -> QuerySet[Any]:
    since, until = moments(span.first, span.last, workspace().zone)
    moment = span.source.moment
    rows = span.source.rows().filter(**{f"{moment}__gte": since, f"{moment}__lt": until})
    if span.owners is None:
        return rows
    nobody = Q(owner=None) if 0 in span.owners else Q()
    return rows.filter(Q(owner_id__in=span.owners - {0}) | nobody)


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
    """Tallies of a scope, of the span's owners where they are owners'."""
    rows = span.tallies.filter(scope=scope)
    return rows if span.owners is None or scope != "o" else rows.filter(owner_id__in=span.owners)


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
    for start in _months(source):
        with transaction.atomic():
            lock("insights tallies")
            _count(Span(source, start, add_months(start, 1) - _DAY))
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


def differing(source: Source, first: date | None = None) -> int:
    """How many keys differ from the records, all told or from the month of `first` on: a second way to count."""
    zone = ZoneInfo(workspace().zone)
    rows, tallies = source.rows(), Tally.objects.filter(source=source.key)
    if first is not None:
        start = month_start(first)
        rows = rows.filter(**{f"{source.moment}__gte": moments(start, start, zone.key)[0]})
        tallies = tallies.filter(day__gte=start)
    days = gathered(source, rows, lambda at: at.astimezone(zone).date())
    few = len(KEY) - 1
    kept = {row[:few]: row[few:] for row in tallies.values_list(*COLUMNS[1:]).iterator(5_000)}
    return len({key for key, _facts in _flat(days).items() ^ kept.items()})


def _flat(days: dict[date, Heaps]) -> dict[tuple[Any, ...], tuple[int, str, str]]:
    """Every tally that these days make, by its key."""
    wanted: dict[tuple[Any, ...], Heap] = defaultdict(dict)
    for day, heaps in days.items():
        for key, heap in heaps.items():
            for grain, at in (("d", day), ("m", month_start(day))):
                merge(wanted[grain, "o", at, *key], heap)
                merge(wanted[grain, "t", at, 0, *key[1:]], heap)
                merge(wanted[grain, "e", at, 0, 0, key[2]], heap)
    return {key: told(heap) for key, heap in wanted.items()}


@check("measures")
def measures_are_right() -> Iterator[str]:
    """The figures of reports are what the records add up to: all counts, and each key of two months."""
    fresh, recent = unsettled(), add_months(today(), -1)
    for source in SOURCES.values():
        if source in fresh:
            yield f"{source.key} was not counted as a whole: run `quen rebuild measures`."
        elif not Mark.objects.filter(source=source.key).exists() and _wrong(source, recent):
            yield f"the figures of {source.key} differ from the records: run `quen rebuild measures`."


def _wrong(source: Source, recent: date) -> bool:
    months = Tally.objects.filter(source=source.key, grain="m", scope="e")
    counted = months.aggregate(n=Total("count"))["n"] or 0
    return counted != source.rows().count() or differing(source, recent) > 0
