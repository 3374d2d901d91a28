"""What tallies say to a question, in the fewest rows: the database adds up what nobody asked to see apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, BigIntegerField, Case, F, Min, Q, QuerySet, Value, When
from django.db.models import Sum as Total

from quen.accounts.visibility import reach_rule
from quen.insights.heaps import Entry, Sum, unpacked
from quen.insights.models import Tally
from quen.insights.questions import EVER, Question
from quen.insights.sources import Source
from quen.kit.asked import id_in
from quen.kit.periods import add_months, month_start
from quen.kit.rates import changes_of

# So many changes of rates are told apart by comparing days; with more, each day stands for itself.
MOST_CHANGES = 24
_DAY = timedelta(days=1)
_SHORT = ("day", "week")  # slots of time that months do not part into


class CentsSum(Aggregate):
    """The exact sum of numbers that are kept as digits: SQLite has no whole numbers above 64 bits, so it
    hands the digits over and they are added here."""

    function = "SUM"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "%(function)s((%(expressions)s)::numeric)"
        return super().as_sql(compiler, connection, template=template, **extra)

    @property
    def convert_value(self) -> Any:
        return _added


def _added(value: Any, _expression: Any, _connection: Any) -> int:
    return sum(map(int, value.split(","))) if isinstance(value, str) else int(value)


@dataclass(frozen=True)
class Asked:
    """What of a tally's key a question wants to see: slots of time, owners, teams."""

    times: bool
    owners: bool
    teams: bool

    @staticmethod
    def by(question: Question) -> "Asked":
        names = {*question.by, *question.where}
        return Asked(bool(question.time), "owner" in names, "team" in names)


def scope_for(question: Question, source: Source) -> str:
    """The widest sums that answer it: everybody's, teams' or owners'."""
    reach, asked = question.user.reach(source.capability), Asked.by(question)
    if asked.owners:
        return "o"
    if reach == "all":
        return "t" if asked.teams else "e"
    return "t" if reach in ("team", "tree") and question.user.team_id else "o"


def folds(question: Question, scope: str) -> bool:
    """Whether the database adds up: everybody's sums are few, and whoever asks for times shares them."""
    return scope != "e" and not question.needs_cells and not question.time


def told_by(question: Question, source: Source, scope: str, owners: Q) -> Iterator[Entry]:
    """The tallies that the colleague may see."""
    user, reach = question.user, question.user.reach(source.capability)
    if not reach:
        return
    rows = Tally.objects.filter(spans_of(question), owners, source=source.key, scope=scope)
    rows = rows if reach == "all" else rows.filter(reach_rule(user, reach))
    if folds(question, scope):
        yield from _folded(rows, question)
    else:
        yield from _cells(rows) if question.needs_cells else _wholes(rows)


def _folded(rows: QuerySet[Tally], question: Question) -> Iterator[Entry]:
    """One row for all days of one rate, which any of them stands for."""
    asked = Asked.by(question)
    key = {
        "owner": F("owner_id") if asked.owners else Value(0),
        "team": F("team_id") if asked.teams else Value(0),
    }
    apart = rows.order_by().annotate(stretch=_stretch(question), **key)
    groups = apart.values("owner", "team", "currency", "stretch")
    told = groups.annotate(at=Min("day"), number=Total("count"), worth=CentsSum("cents"))
    columns = ("at", "owner", "team", "currency", "number", "worth")
    for at, owner, team, currency, count, cents in told.values_list(*columns):
        yield at, owner, team, currency, (), Sum(count, cents)


def _stretch(question: Question) -> Any:
    """Days between two changes of a rate are alike."""
    if not question.converts:
        return Value(0)
    changes = changes_of(question.converts, *period_of(question))
    if len(changes) > MOST_CHANGES:
        return F("day")
    whens = [When(day__lt=change, then=Value(n)) for n, change in enumerate(changes)]
    return Case(*whens, default=Value(len(whens))) if whens else Value(0)


def _cells(rows: QuerySet[Tally]) -> Iterator[Entry]:
    columns = ("day", "owner_id", "team_id", "currency", "cells")
    for day, owner, team, currency, cells in rows.values_list(*columns):
        for cell, one in unpacked(cells).items():
            yield day, owner, team, currency, cell, one


def _wholes(rows: QuerySet[Tally]) -> Iterator[Entry]:
    columns = ("day", "owner_id", "team_id", "currency", "count", "cents")
    for day, owner, team, currency, count, cents in rows.values_list(*columns):
        yield day, owner, team, currency, (), Sum(count, int(cents))


def spans_of(question: Question) -> Q:
    """Whole months from months, the rest from days; days alone where days or weeks are asked for."""
    first, last = period_of(question)
    start = first if first.day == 1 else add_months(month_start(first), 1)
    end = month_start(last + _DAY)
    every = Q(grain="d", day__range=(first, last))
    if question.time in _SHORT or start >= end:
        return every
    days = Q(day__gte=first, day__lt=start) | Q(day__gte=end, day__lte=last)
    whole = Q(grain="m", day__gte=start, day__lt=end) | Q(days, grain="d")
    if not question.converts:
        return whole
    # A month knows no day, and each day has its rate: other currencies are read by days.
    home = Q(currency=question.converts)
    return whole & home | every & ~home


def owners_of(question: Question) -> Q:
    """Of a question about some colleagues only their sums are read."""
    wanted = question.where.get("owner", frozenset())
    if not wanted or "" in wanted:
        return Q()
    return Q(owner_id__in=sorted(id_in(one) for one in wanted))


def period_of(question: Question) -> tuple[date, date]:
    """The days that it asks about; all of them where it asks for what stands now."""
    return EVER if question.measure.is_now else (question.first, question.last)
