"""Tallies: keeping the sums of days right after changes, and making them anew.

A change costs what its owner's day holds, and no order of changes can spoil a sum.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Max, Min
from django.utils import timezone

from quen.insights import marking
from quen.insights.adding import Days, Month, Span, count_days, count_month
from quen.insights.models import Counted, LineMark, Mark, Tally
from quen.insights.sources import SOURCES, Source
from quen.kit.calm import calm
from quen.kit.db import lock
from quen.kit.periods import add_months, month_start
from quen.kit.rebuilding import rebuilds
from quen.kit.workspace import workspace

# The rows of a file are of all months: each month is counted once for all of these.
MARKS_AT_ONCE = 50_000
_CHUNK = 5_000
DAYS_AT_ONCE = 11  # a third of a month
LONG, LONGEST = 0.05, 1.0  # seconds of counting after which it rests, and ends
_FEW_OWNERS = 100
_FEW_MARKS = 1_000  # with so few of a month it is counted as a whole, at a third of the questions
_TRIES = 3
_DAY = timedelta(days=1)


_rests = {"until": 0.0}


def recount(most: int = MARKS_AT_ONCE, ends: float = inf) -> int:
    """Count marked days anew, a month or a third of it at a time, until that moment of `time.monotonic()`; gives how
    many marks it looked at.

    It counts in no transaction, so that whoever writes waits for the writing alone. What was changed meanwhile
    is marked again; where somebody else counted meanwhile, what was counted is thrown away.
    """
    _point_at_days()
    versions = dict(Counted.objects.values_list("source", "version"))
    marks = list(Mark.objects.order_by("pk").values_list("pk", "source", "at", "owner_id")[:most])
    for (key, *_third), marked in _parts(marks).items():
        if time.monotonic() > ends:
            break
        if key not in SOURCES:
            Mark.objects.filter(pk__in=marked.marks).delete()
        elif key not in versions:
            Counted.objects.get_or_create(source=key, defaults=_unsettled())
        else:
            counted = _counted(SOURCES[key], marked.days)
            versions[key] += _write(SOURCES[key], versions[key], counted, marked.marks)
    return len(marks)


def _unsettled() -> dict[str, Any]:
    return {"zone": "", "shape": "", "at": timezone.now()}


def follow() -> None:
    """Count what is marked, a little at a time. Where counting takes long it takes a quarter of the time, for
    pages want the processor too; what is left then is counted by the next call, or by the clock."""
    began = time.monotonic()
    if began < _rests["until"]:
        return
    ends = began + LONGEST
    while recount(ends=ends) and time.monotonic() < ends:
        pass
    took = time.monotonic() - began
    _rests["until"] = time.monotonic() + (3 * took if took > LONG else 0)


def _point_at_days(most: int = _CHUNK) -> None:
    """Turn marks of records into marks of their days; one that counts no more has been marked by itself."""
    if not LineMark.objects.exists():
        return  # without a transaction: on SQLite it would wait for whoever writes
    with transaction.atomic():
        lock("insights tallies")
        marks = list(
            LineMark.objects.order_by("pk").values_list("pk", "source", "record_id")[:most]
        )
        for key in {source for _pk, source, _record in marks if source in SOURCES}:
            ids = {record for _pk, source, record in marks if source == key}
            rows = SOURCES[key].rows().filter(pk__in=ids)
            Mark.objects.bulk_create(
                Mark(source=key, at=at, owner_id=owner or 0)
                for at, owner in rows.values_list(SOURCES[key].moment, "owner_id").distinct()
            )
        LineMark.objects.filter(pk__in=[pk for pk, _source, _record in marks]).delete()


def _version(source: Source) -> int:
    """How often its tallies were written."""
    return Counted.objects.get_or_create(source=source.key, defaults=_unsettled())[0].version


def _write(
    source: Source, version: int, counted: Iterable[Days | Month], marks: Sequence[int] = ()
) -> bool:
    """Write what was counted and take its marks, unless the tallies were written since this version."""
    with calm(), transaction.atomic():
        lock("insights tallies")
        same = Counted.objects.filter(source=source.key, version=version)
        if not same.update(version=version + 1):
            return False
        for one in counted:
            one.write()
        for at in range(0, len(marks), _CHUNK):
            Mark.objects.filter(pk__in=marks[at : at + _CHUNK]).delete()
    return True


def recount_all() -> None:
    """Count until no mark is left."""
    while recount() or LineMark.objects.exists():
        pass


@dataclass
class Marked:
    """What is marked in a month or a third of it: the marks, and whose records on which days."""

    marks: list[int] = field(default_factory=list)
    days: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))


def _parts(
    marks: Iterable[tuple[int, str, datetime, int]],
) -> dict[tuple[str, date, int], Marked]:
    """Marks by source and month; of a month with many by thirds of it."""
    zone = ZoneInfo(workspace().zone)
    dated = [(pk, source, at.astimezone(zone).date(), owner) for pk, source, at, owner in marks]
    many = Counter((source, month_start(day)) for _pk, source, day, _owner in dated)
    found: dict[tuple[str, date, int], Marked] = defaultdict(Marked)
    for pk, source, day, owner in dated:
        month = month_start(day)
        third = (day.day - 1) // DAYS_AT_ONCE if many[source, month] > _FEW_MARKS else 0
        part = found[source, month, third]
        part.marks.append(pk)
        part.days[day].add(owner)
    return found


def _counted(source: Source, marked: dict[date, set[int]]) -> list[Days | Month]:
    """The marked days of a month, and that month once."""
    days = [count_days(span) for span in _spans(source, marked)]
    whose, start = _few(set().union(*marked.values())), month_start(min(marked))
    few = frozenset[int]().union(*(one.span.teams or () for one in days))
    teams = None if whose is None else few
    return [*days, count_month(Span(source, start, start, whose, teams), days)]


def _spans(source: Source, marked: dict[date, set[int]]) -> list[Span]:
    """The marked days one by one; all that lies between them at once where most of it is marked."""
    first, last = min(marked), max(marked)
    if 2 * len(marked) > (last - first).days + 1:
        return [Span(source, first, last, _few(set().union(*marked.values())))]
    return [Span(source, day, day, _few(owners)) for day, owners in marked.items()]


def _few(owners: set[int]) -> frozenset[int] | None:
    """These owners, or None where all are counted as fast."""
    return frozenset(owners) if len(owners) <= _FEW_OWNERS else None


@rebuilds("measures")
def rebuild() -> None:
    """Make the tallies of all sources anew, and their triggers."""
    for source in SOURCES.values():
        rebuild_source(source)


def rebuild_source(source: Source) -> None:
    """Make one source's tallies anew, a month in each transaction: readers go on, writers wait for its writing.

    What changes meanwhile is marked by the triggers, which stand first.
    """
    with transaction.atomic():
        lock("insights tallies")
        marking.install_for(connection, [source])
        Counted.objects.filter(source=source.key).update(version=F("version") + 1)
        Mark.objects.filter(source=source.key).delete()
        LineMark.objects.filter(source=source.key).delete()
    for start in _months(source):
        _count_whole(source, start)
    facts = {"zone": workspace().zone, "shape": source.shape, "at": timezone.now()}
    Counted.objects.update_or_create(source=source.key, defaults=facts)


def _count_whole(source: Source, start: date) -> None:
    """A month anew: beside whoever writes, or, where somebody else counts again and again, in their way."""
    if not any(_whole_month(source, start) for _try in range(_TRIES)):
        with transaction.atomic():
            lock("insights tallies")
            _whole_month(source, start)


def _whole_month(source: Source, start: date) -> bool:
    version = _version(source)
    month = Span(source, start, add_months(start, 1) - _DAY)
    days = count_days(month)
    return _write(source, version, [days, count_month(month, [days])])


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
    """Make anew what is unsettled, then count what is marked by now: what is marked meanwhile, without end where
    many are at work, is counted by who hears of it."""
    for source in unsettled():
        rebuild_source(source)
    _point_at_days()
    newest = Mark.objects.aggregate(pk=Max("pk"))["pk"]
    while newest and Mark.objects.filter(pk__lte=newest).exists():
        recount()
