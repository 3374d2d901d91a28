"""How far targets are reached, as a figure of its own: of the company or its parts, by slots, of colleagues."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from quen.accounts.models import Team
from quen.insights.markets import MARKETS
from quen.insights.measures import MEASURES, TIMES, Value
from quen.insights.questions import Answer, Question
from quen.insights.reading import ask, slots_asked
from quen.insights.targets import (
    PARTS,
    Part,
    Targets,
    done,
    number_of,
    percent,
    rolled_up,
    targets_of,
    whole_parts,
)
from quen.kit.refused import Refused
from quen.kit.workspace import workspace


def attainment(question: Question) -> Answer:
    """How far the targets of won value are reached, in percent, of all or of some colleagues. Raises Refused
    for other breaks."""
    _check(question)
    targets, days = targets_of(MEASURES["deals.won_value"], question.user), _days(question)
    some = [("owner", one) for one in question.where.get("owner", ())]
    parts = some or whole_parts(targets, *days)
    reached = {by: _done(targets, question, by) for by in {by for by, _value in parts}}
    value = _together(targets, parts, days, reached)
    rows: list[tuple[tuple[str, ...], Value]] = []
    if question.time:
        rows = _by_slots(targets, parts, question)
    elif question.by:
        rows = _by_parts(targets, question)
    return Answer([(group, one) for group, one in rows if one is not None], value)


def _days(question: Question) -> tuple[date, date]:
    return question.first, question.last


def _done(targets: Targets, question: Question, by: str) -> dict[str, Decimal]:
    days, more = _days(question), (question.read, question.where)
    return done(targets.measure, question.user, *days, by, *more)


def _check(question: Question) -> None:
    known = [name for name in (*PARTS, *MARKETS, *TIMES[1:]) if name not in question.where]
    may = {"owner", *TIMES[1:]} if question.where else {*known}
    others = set(question.where) - {"owner"} or set(question.by) - may
    if question.nodes or others or len(question.by) > 1:
        words = _("Targets can be broken by one of: %s.") % ", ".join(known)
        raise Refused(words)


def _by_parts(targets: Targets, question: Question) -> list[tuple[tuple[str, ...], Value]]:
    (by,) = question.by
    reached, only = _done(targets, question, by), question.where.get(by)
    found: list[tuple[tuple[str, ...], Value]] = []
    for kind, value in targets.parts:
        asked = kind == by and (only is None or value in only)
        planned = targets.planned((kind, value), *_days(question)) if asked else None
        if planned:
            found.append(((value,), percent(reached.get(value, Decimal(0)), planned)))
    return sorted(found, key=lambda row: (-Decimal(str(row[1] or 0)), row[0]))


def _together(
    targets: Targets,
    parts: Iterable[Part],
    days: tuple[date, date],
    reached: Mapping[str, Mapping[str, Decimal]],
) -> Value:
    found = {part: planned for part in parts if (planned := targets.planned(part, *days))}
    if not found:
        return None
    got = (reached[by].get(value, Decimal(0)) for by, value in found)
    return percent(sum(got, Decimal(0)), sum(found.values(), Decimal(0)))


def _by_slots(
    targets: Targets, parts: Sequence[Part], question: Question
) -> list[tuple[tuple[str, ...], Value]]:
    """Each slot of time; what was reached in all of them is asked once for each kind of part."""
    kinds = {by for by, _value in parts}
    by_slot = {by: _done_by_slot(targets, question, by) for by in kinds}
    return [
        ((key,), _together(targets, parts, days, {by: by_slot[by].get(key, {}) for by in kinds}))
        for key, days in slots_asked(question)
    ]


def _done_by_slot(targets: Targets, question: Question, by: str) -> dict[str, dict[str, Decimal]]:
    names = (question.time, by) if by else (question.time,)
    base = workspace().currency
    answer = ask(replace(question, measure=targets.measure, by=names, base=base))
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (slot, *value), number in answer.rows:
        found[slot]["".join(value)] = number_of(number)
    if by != "team":
        return found
    teams = list(Team.objects.values_list("pk", "path"))
    return {slot: rolled_up(plain, teams) for slot, plain in found.items()}
