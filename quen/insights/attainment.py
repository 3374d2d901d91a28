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
    Days,
    Part,
    Targets,
    done,
    number_of,
    percent,
    reached,
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
    value = _together(targets, parts, days, _reached(targets, parts, days, question))
    rows: list[tuple[tuple[str, ...], Value]] = []
    if question.time:
        rows = _by_slots(targets, parts, question)
    elif question.by:
        rows = _by_parts(targets, question)
    return Answer([(group, one) for group, one in rows if one is not None], value)


def _days(question: Question) -> Days:
    return question.first, question.last


def _reached(
    targets: Targets, parts: Iterable[Part], days: Days, question: Question
) -> Mapping[Part, Decimal]:
    def did(first: date, last: date, by: str) -> dict[str, Decimal]:
        more = question.read, question.where
        return done(targets.measure, question.user, first, last, by, *more)

    return reached(targets, parts, days, did)


def _check(question: Question) -> None:
    known = [name for name in (*PARTS, *MARKETS, *TIMES[1:]) if name not in question.where]
    may = {"owner", *TIMES[1:]} if question.where else {*known}
    others = set(question.where) - {"owner"} or set(question.by) - may
    if question.nodes or others or len(question.by) > 1:
        words = _("Targets can be broken by one of: %s.") % ", ".join(known)
        raise Refused(words)


def _by_parts(targets: Targets, question: Question) -> list[tuple[tuple[str, ...], Value]]:
    (by,) = question.by
    days, only = _days(question), question.where.get(by)
    parts = [one for one in targets.parts if one[0] == by and (only is None or one[1] in only)]
    did = _reached(targets, parts, days, question)
    found: list[tuple[tuple[str, ...], Value]] = []
    for part in parts:
        if planned := targets.planned(part, *days):
            found.append(((part[1],), percent(did.get(part, Decimal(0)), planned)))
    return sorted(found, key=lambda row: (-Decimal(str(row[1] or 0)), row[0]))


def _together(
    targets: Targets,
    parts: Iterable[Part],
    days: Days,
    did: Mapping[Part, Decimal],
) -> Value:
    found = {part: planned for part in parts if (planned := targets.planned(part, *days))}
    if not found:
        return None
    got = sum((did.get(part, Decimal(0)) for part in found), Decimal(0))
    return percent(got, sum(found.values(), Decimal(0)))


def _by_slots(
    targets: Targets, parts: Sequence[Part], question: Question
) -> list[tuple[tuple[str, ...], Value]]:
    """Each slot of time; what was reached in all of them is asked once for each kind of part, and once more
    for a slot of which some days have no target."""
    by_slot = {by: _done_by_slot(targets, question, by) for by in {by for by, _value in parts}}
    rows: list[tuple[tuple[str, ...], Value]] = []
    for key, days in slots_asked(question):
        if all(targets.covered(part, *days) in ([], [days]) for part in parts):
            slots = {by: slots.get(key, {}) for by, slots in by_slot.items()}
            did = {(by, one): slots[by][one] for by, one in parts if one in slots[by]}
        else:
            did = dict(_reached(targets, parts, days, question))
        rows.append(((key,), _together(targets, parts, days, did)))
    return rows


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
