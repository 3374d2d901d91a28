"""Asking measures: sums over the keys a colleague may see; other filters go to rows, capped and said."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quen.accounts.visibility import reach_rule
from quen.insights.adding import gathered
from quen.insights.converting import in_base
from quen.insights.dimensions import dimensions_for
from quen.insights.heaps import Cell, Entry, Sum
from quen.insights.measures import (
    TIMES,
    Formula,
    Number,
    Value,
    sources_of,
)
from quen.insights.questions import Answer, Group, Question
from quen.insights.sources import Line, Present, Source
from quen.insights.tally_rows import (
    Asked,
    folds,
    owners_of,
    period_of,
    scope_for,
    spans_of,
    told_by,
)
from quen.kit.periods import moments, quarter_start, week_start
from quen.kit.refused import Refused
from quen.kit.workspace import workspace

MOST_ROWS = 20_000
_DAY = timedelta(days=1)


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
    names = frozenset({*question.by, *question.where} - {"currency"})
    key = (source.key, question.converts, names, owners_of(question))
    if key not in question.read:
        lines = source.lines(question.user, names, owners_of(question))
        question.read[key] = list(in_base(_standing(source, lines), question.converts))
    found: list[Entry] = question.read[key]
    return found


def _standing(source: Present, lines: Iterable[Line]) -> Iterator[Entry]:
    for owner, team, currency, values, one in lines:
        cell = tuple(values.get(name, "") for name in source.names)
        yield "", owner, team, currency, cell, one


def _kept(question: Question, source: Source) -> list[Entry]:
    """What the tallies say, without what is not asked for: many measures of a page ask the same."""
    asked, owners = Asked.by(question), question.where.get("owner")
    *told, entries = _told(question, source)
    key = (*told, question.converts)
    if key not in question.read:
        question.read[key] = list(in_base(entries, question.converts))
    if (*key, asked, owners) not in question.read:
        question.read[*key, asked, owners] = _without(_of(question.read[key], owners), asked)
    found: list[Entry] = question.read[*key, asked, owners]
    return found


def _of(entries: list[Entry], owners: frozenset[str] | None) -> list[Entry]:
    """A board names ten of hundreds of colleagues, and asks six figures of them."""
    if owners is None:
        return entries
    return [entry for entry in entries if _COMMON["owner"](entry) in owners]


def _told(question: Question, source: Source) -> tuple[Any, ...]:
    """What was read, and by which key; what was read of all colleagues serves for some of them."""
    scope, mine = scope_for(question, source), owners_of(question)
    folded = (Asked.by(question), question.converts) if folds(question, scope) else ()
    first = (source.key, scope, spans_of(question), question.needs_cells, *folded)
    for owners in (Q(), mine):
        if (*first, owners) in question.read:
            return (*first, owners, question.read[*first, owners])
    read = [*told_by(question, source, scope, mine), *_shared(question, source)]
    question.read[*first, mine] = read
    return (*first, mine, read)


def _without(entries: list[Entry], asked: Asked) -> list[Entry]:
    """Entries added up over the slots, owners or teams that nobody asked for."""
    sums: dict[tuple[Any, int, int, str, Cell], Sum] = {}
    for at, owner, team, currency, cell, one in entries:
        slot = at if asked.times else ""
        key = (slot, owner if asked.owners else 0, team if asked.teams else 0, currency, cell)
        if key in sums:
            sums[key].add(one)
        else:
            sums[key] = Sum(one.count, one.cents, dict(one.spread))
    return [(*key, one) for key, one in sums.items()]


def _grouped(
    question: Question, source: Source | Present, entries: Iterable[Entry]
) -> Iterator[tuple[Group, str, Sum]]:
    """Each entry with its group, without those that `where` leaves out."""
    told_by = _tellers(question, source)
    wanted = [(told_by[name], values) for name, values in question.where.items()]
    by = [told_by[name] for name in question.by]
    for entry in entries:
        if all(tell(entry) in values for tell, values in wanted):
            yield tuple(tell(entry) for tell in by), entry[3], entry[5]


def _tellers(question: Question, source: Source | Present) -> dict[str, Callable[[Entry], str]]:
    """How the value of each dimension is read from an entry."""
    found = dict(_COMMON)
    if question.time:
        found[question.time] = _following(itemgetter(0), key_of_slot(question))
    cells = source.cells if isinstance(source, Source) else source.names
    for at, name in enumerate(cells):
        found[name] = _following(itemgetter(4), itemgetter(at))
    lines = source.lines if isinstance(source, Source) else None
    for name in {*question.by, *question.where} - found.keys():
        if lines and name in lines.derived:
            known = lines.derived[name]()
            found[name] = _following(found[lines.name], partial(_known, known))
    return found


def _following(first: Callable[[Any], Any], then: Callable[[Any], str]) -> Callable[[Entry], str]:
    return lambda entry: then(first(entry))


def _known(names: Mapping[str, str], value: str) -> str:
    return names.get(value, "")


_COMMON: dict[str, Callable[[Entry], str]] = {
    "owner": lambda entry: str(entry[1] or ""),
    "team": lambda entry: str(entry[2] or ""),
    "currency": itemgetter(3),
}


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


def slots_asked(question: Question) -> list[tuple[str, tuple[date, date]]]:
    """The slots of time that a question asks for, with their days."""
    told: dict[str, tuple[date, date]] = {}
    key, day = key_of_slot(question), question.first
    while day <= question.last:
        first, _last = told.get(key(day), (day, day))
        told[key(day)] = (first, day)
        day += _DAY
    return list(told.items())


def _shared(question: Question, source: Source) -> Iterator[Entry]:
    """Records shared with the colleague, which stand in nobody's tallies that they see."""
    user, reach = question.user, question.user.reach(source.capability)
    if reach != "all" and (shared := user.shared_ids(source.noun)):
        apart = source.rows().filter(pk__in=shared)
        apart = apart.exclude(reach_rule(user, reach)) if reach else apart
        yield from _added(question, source, _within(question, source, apart))


def _within(question: Question, source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    since, until = moments(*period_of(question), workspace().zone)
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
