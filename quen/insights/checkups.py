"""Figures checked against the records, in another way than they were counted."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum

from quen.insights.adding import COLUMNS, KEY, Heaps, gathered, told
from quen.insights.heaps import Heap, merge
from quen.insights.models import LineMark, Mark, Tally
from quen.insights.sources import SOURCES, Source
from quen.insights.tallies import unsettled
from quen.kit.doctor import check
from quen.kit.periods import add_months, moments, month_start
from quen.kit.workspace import today, workspace


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
        elif not _is_marked(source) and _wrong(source, recent):
            yield f"the figures of {source.key} differ from the records: run `quen rebuild measures`."


def _is_marked(source: Source) -> bool:
    marks = (Mark.objects.filter(source=source.key), LineMark.objects.filter(source=source.key))
    return any(rows.exists() for rows in marks)


def _wrong(source: Source, recent: date) -> bool:
    months = Tally.objects.filter(source=source.key, grain="m", scope="e")
    counted = months.aggregate(n=Sum("count"))["n"] or 0
    if source.lines is None and counted != source.rows().count():
        return True
    return differing(source, recent) > 0
