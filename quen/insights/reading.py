"""Asking measures: sums over the keys a colleague may see; other filters go to rows, capped and said."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quen.accounts.visibility import reach_rule
from quen.insights.adding import gathered
from quen.insights.converting import in_base
from quen.insights.dimensions import dimensions_for
from quen.insights.heaps import Cell, Entry, Sum, unpacked
from quen.insights.measures import (
    COMMON,
    TIMES,
    Formula,
    Number,
    Value,
    sources_of,
)
from quen.insights.models import Tally
from quen.insights.questions import EVER, Answer, Group, Question
from quen.insights.sources import Present, Source
from quen.kit.periods import add_months, moments, month_start, quarter_start, week_start
from quen.kit.refused import Refused
from quen.kit.workspace import workspace

MOST_ROWS = 20_000
_DAY = timedelta(days=1)
_SHORT = ("day", "week")  # slots of time that months do not part into


def ask(question: Question) -> Answer:
    """Answer. Raises Refused for what the measure cannot be broken by."""
    if question.measure.told:
        told: Answer = question.measure.told(question)
        return told
    _check(question)
    formula = question.measure.formula_for({*question.by, *question.where})
    groups, whole, capped = _summed(question, formula)
    rows = [(group, formula.value(parts)) for group, parts in groups.items()]
    if formula is not question.measure.formula_for(question.where):
        # A record with lines of several products is counted for each, and once in the whole.
        return Answer(_ordered(question, rows), ask(replace(question, by=())).total, capped)
    return Answer(_ordered(question, rows if question.by else []), formula.value(whole), capped)


def _summed(
    question: Question, formula: Formula
) -> tuple[dict[Group, dict[str, dict[str, Sum]]], dict[str, dict[str, Sum]], bool]:
    """What the sources of a formula add up to: for each group, as a whole, and whether rows were left out."""
    capped = False
    groups: dict[Group, dict[str, dict[str, Sum]]] = defaultdict(lambda: defaultdict(dict))
    whole: dict[str, dict[str, Sum]] = defaultdict(dict)
    for source in sources_of(formula):
        entries, more = _entries(question, source)
        capped = capped or more
        for group, currency, one in _grouped(question, source, entries):
            groups[group][source.key].setdefault(currency, Sum()).add(one)
            whole[source.key].setdefault(currency, Sum()).add(one)
    return groups, whole, capped


def _check(question: Question) -> None:
    names = [d.key for d in dimensions_for(question.measure, question.user)]
    known = names if question.measure.is_now else [*TIMES, *names]
    unknown = [one for one in (*question.by, *question.where) if one not in known]
    if unknown:
        words = _("%(measure)s cannot be broken by %(by)s; it can by %(known)s.")
        told = {"measure": question.measure.label, "by": ", ".join(unknown)}
        raise Refused(words % {**told, "known": ", ".join(known)})
    if len([one for one in question.by if one in TIMES]) > 1:
        raise Refused(_("Ask for one unit of time at once."))


def _entries(question: Question, source: Source | Present) -> tuple[Iterable[Entry], bool]:
    if isinstance(source, Present):
        if question.nodes:
            raise Refused(_("This measure can only be narrowed by what it can be broken by."))
        return _now(question, source), False
    if question.from_rows:
        entries, capped = _from_rows(question, source)
        return in_base(entries, question.converts), capped
    return _kept(question, source), False


def _now(question: Question, source: Present) -> list[Entry]:
    """What stands: many measures of a page ask the same."""
    key = (source.key, question.converts)
    if key not in question.read:
        question.read[key] = list(in_base(_standing(question, source), question.converts))
    found: list[Entry] = question.read[key]
    return found


def _standing(question: Question, source: Present) -> Iterator[Entry]:
    for owner, team, currency, values, one in source.lines(question.user):
        cell = tuple(values.get(name, "") for name in source.names)
        yield "", owner, team, currency, cell, one


def _kept(question: Question, source: Source) -> list[Entry]:
    """What the tallies say, without what is not asked for: many measures of a page ask the same."""
    scope, asked = _scope(question, source), {*question.by, *question.where}
    told = (source.key, scope, _spans(question), _owners(question), question.needs_cells)
    if told not in question.read:
        question.read[told] = list(_from_tallies(question, source, scope))
    key = (*told, question.converts)
    if key not in question.read:
        question.read[key] = list(in_base(question.read[told], question.converts))
    shape = (bool(question.time), "owner" in asked, "team" in asked)
    if (*key, *shape) not in question.read:
        question.read[*key, *shape] = _without(question.read[key], *shape)
    return question.read[*key, *shape]


def _without(entries: list[Entry], times: bool, owners: bool, teams: bool) -> list[Entry]:
    """Entries added up over the slots, owners or teams that nobody asked for."""
    sums: dict[tuple[Any, int, int, str, Cell], Sum] = {}
    for at, owner, team, currency, cell, one in entries:
        key = (at if times else "", owner if owners else 0, team if teams else 0, currency, cell)
        if key in sums:
            sums[key].add(one)
        else:
            sums[key] = Sum(one.count, one.cents, dict(one.spread))
    return [(*key, one) for key, one in sums.items()]


def _scope(question: Question, source: Source) -> str:
    """The widest sums that answer it: everybody's, teams' or owners'."""
    reach, asked = question.user.reach(source.capability), {*question.by, *question.where}
    if "owner" in asked:
        return "o"
    if reach == "all":
        return "t" if "team" in asked else "e"
    return "t" if reach in ("team", "tree") and question.user.team_id else "o"


def _grouped(
    question: Question, source: Source | Present, entries: Iterable[Entry]
) -> Iterator[tuple[Group, str, Sum]]:
    """Each entry with its group, without those that `where` leaves out."""
    slot = key_of_slot(question)
    told_by = _tellers(question, source)
    for at, owner, team, currency, cell, one in entries:
        common = {"owner": str(owner or ""), "team": str(team or ""), "currency": currency}

        def told(name: str, common: dict[str, str] = common, cell: Cell = cell) -> str:
            return common[name] if name in COMMON else told_by[name](cell)

        if all(told(name) in values for name, values in question.where.items()):
            group = tuple(slot(at) if name in TIMES else told(name) for name in question.by)
            yield group, currency, one


def _tellers(question: Question, source: Source | Present) -> dict[str, Callable[[Cell], str]]:
    """How the value of each dimension is read from a cell."""
    cells = source.cells if isinstance(source, Source) else source.names
    found: dict[str, Callable[[Cell], str]] = {n: itemgetter(at) for at, n in enumerate(cells)}
    lines = source.lines if isinstance(source, Source) else None
    for name in {*question.by, *question.where} - found.keys():
        if lines and name in lines.derived:
            found[name] = _following(found[lines.name], lines.derived[name]())
    return found


def _following(first: Callable[[Cell], str], known: Mapping[str, str]) -> Callable[[Cell], str]:
    return lambda cell: known.get(first(cell), "")


def key_of_slot(question: Question) -> Any:
    """What names the slot of time that a day (or an hour) falls into."""
    language = question.user.language
    return {
        "hour": lambda at: at,
        "day": lambda day: day.isoformat(),
        "week": lambda day: week_start(day, language).isoformat(),
        "month": lambda day: f"{day:%Y-%m}",
        "quarter": lambda day: quarter_start(day).isoformat()[:7],
        "year": lambda day: f"{day:%Y}",
    }.get(question.time, lambda at: "")


def _from_tallies(question: Question, source: Source, scope: str) -> Iterator[Entry]:
    user, reach = question.user, question.user.reach(source.capability)
    if reach:
        spans, owners = _spans(question), _owners(question)
        rows = Tally.objects.filter(spans, owners, source=source.key, scope=scope)
        rows = rows if reach == "all" else rows.filter(reach_rule(user, reach))
        yield from _cells(rows) if question.needs_cells else _wholes(rows)
    if reach != "all" and (shared := user.shared_ids(source.noun)):
        apart = source.rows().filter(pk__in=shared)
        apart = apart.exclude(reach_rule(user, reach)) if reach else apart
        yield from _added(question, source, _within(question, source, apart))


def _cells(rows: QuerySet[Tally]) -> Iterator[Entry]:
    columns = ("day", "owner_id", "team_id", "currency", "cells")
    for day, owner, team, currency, cells in rows.values_list(*columns):
        for cell, one in unpacked(cells).items():
            yield day, owner, team, currency, cell, one


def _wholes(rows: QuerySet[Tally]) -> Iterator[Entry]:
    columns = ("day", "owner_id", "team_id", "currency", "count", "cents")
    for day, owner, team, currency, count, cents in rows.values_list(*columns):
        yield day, owner, team, currency, (), Sum(count, int(cents))


def _spans(question: Question) -> Q:
    """Whole months from months, the rest from days; days alone where days or weeks are asked for."""
    first, last = _period(question)
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


def _owners(question: Question) -> Q:
    """Of a question about some colleagues only their sums are read."""
    wanted = question.where.get("owner", frozenset())
    if not wanted or "" in wanted:
        return Q()
    return Q(owner_id__in=sorted(int(one) for one in wanted if one.isdigit()))


def _period(question: Question) -> tuple[date, date]:
    return EVER if question.measure.is_now else (question.first, question.last)


def _within(question: Question, source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    since, until = moments(*_period(question), workspace().zone)
    return rows.filter(**{f"{source.moment}__gte": since, f"{source.moment}__lt": until})


def _from_rows(question: Question, source: Source) -> tuple[Iterable[Entry], bool]:
    seen: Any = source.model._default_manager
    rows = _within(question, source, source.counting(seen.visible_to(question.user)))
    for node in sorted(question.nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    read = list(rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    few = (
        source.rows().filter(pk__in=rows.values("pk")[:MOST_ROWS])
        if len(read) > MOST_ROWS
        else rows
    )
    return _added(question, source, few), len(read) > MOST_ROWS


def _added(question: Question, source: Source, rows: QuerySet[Any]) -> Iterator[Entry]:
    zone = ZoneInfo(workspace().zone)

    def slot(at: datetime) -> Any:
        here = at.astimezone(zone)
        return f"{here:%Y-%m-%dT%H}" if question.time == "hour" else here.date()

    for at, heaps in gathered(source, rows, slot).items():
        for (owner, team, currency), heap in heaps.items():
            for cell, one in heap.items():
                yield at, owner, team, currency, cell, one


def _ordered(question: Question, rows: list[tuple[Group, Value]]) -> list[tuple[Group, Value]]:
    """By time where there is one, else the greatest first."""
    if question.time:
        place = question.by.index(question.time)
        return sorted(rows, key=lambda row: (row[0][place], row[0]))
    return sorted(rows, key=lambda row: (-size_of(row[1]), row[0]))


def size_of(value: Value) -> float:
    """A number to order values by; of amounts the one in the company's currency, else the greatest."""
    if isinstance(value, dict):
        own = value.get(workspace().currency)
        return float(own if own is not None else max(value.values(), default=0))
    number: Number = value
    return float(number or 0)
