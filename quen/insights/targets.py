"""How far targets are reached: what was to be done by a span, what was done, for the company or its parts.

Of a target only the days count that lie in the span. Where a part has targets of several units, the
shortest that covers a day counts for that day, so that a year and its months are not added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from quen.accounts.models import Team
from quen.insights.markets import MARKETS
from quen.insights.measures import Count, Measure, Share, Value, Worth
from quen.insights.models import Target
from quen.insights.questions import Question
from quen.insights.read_once import Read
from quen.insights.reading import ask
from quen.insights.target_periods import MONTHS, period_of
from quen.kit.periods import add_months, month_start
from quen.kit.rates import rate_on
from quen.kit.workspace import workspace

# The part that a target is of: a dimension ("" is the company) and its value.
Part = tuple[str, str]
Days = tuple[date, date]
Set = dict[tuple[str, date], Decimal]
COMPANY: Part = ("", "")
PARTS = ("owner", "team", "product", "category")
NOWHERE: Mapping[str, frozenset[str]] = {}
_UNITS = tuple(MONTHS)
_DAY = timedelta(days=1)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Targets:
    """What a colleague sees of the targets of a measure, in the company's currency."""

    measure: Measure
    user: Any
    parts: Mapping[Part, Set]

    def planned(self, part: Part, first: date, last: date) -> Decimal | None:
        """What is to be reached on these days; None where nothing was set for any of them. Of a rate it is
        the mean of what was set, by days: a rate is not shared out."""
        known = self.parts.get(part, {})
        covered = [
            (*found, (end - day).days + 1)
            for day, end in _by_months(first, last)
            if (found := _covering(known, day))
        ]
        if not covered:
            return None
        if is_rate(self.measure):
            days = sum(here for _amount, _whole, here in covered)
            told = sum((amount * here for amount, _whole, here in covered), Decimal(0)) / days
        else:
            told = sum((amount * here / whole for amount, whole, here in covered), Decimal(0))
        return told.quantize(_CENT, ROUND_HALF_UP)

    def covered(self, part: Part, first: date, last: date) -> list[Days]:
        """The days among these that have a target, in as few stretches as there are; of a rate, which cannot
        be added up, from the first to the last of them."""
        known = self.parts.get(part, {})
        found: list[Days] = []
        for day, end in _by_months(first, last):
            if not _covering(known, day):
                continue
            meets = found and (is_rate(self.measure) or found[-1][1] + _DAY == day)
            found.append((found.pop()[0] if meets else day, end))
        return found


def _by_months(first: date, last: date) -> Iterator[Days]:
    """Days, both included, cut where months begin, as all targets do."""
    day = first
    while day <= last:
        end = min(add_months(month_start(day), 1) - _DAY, last)
        yield day, end
        day = end + _DAY


def _covering(known: Set, day: date) -> tuple[Decimal, int] | None:
    """The target that counts for a day, of the shortest unit, with the days of its period."""
    for unit in _UNITS:
        period = period_of(unit, day)
        if (unit, period.first) in known:
            return known[unit, period.first], period.days
    return None


def targets_of(measure: Measure, user: Any) -> Targets:
    """The targets of a measure that this colleague may see: as far as the records behind it."""
    rows = Target.objects.filter(measure=measure.key).within(user, user.reach(measure.capability))
    parts: dict[Part, Set] = defaultdict(dict)
    base = workspace().currency
    for it in rows:
        rate = rate_on(it.currency, base, it.starts) if it.currency else Decimal(1)
        if rate is not None:
            parts[it.by, it.value][it.unit, it.starts] = it.amount * rate
    return Targets(measure, user, parts)


def reached(
    targets: Targets,
    parts: Iterable[Part],
    days: Days,
    done: Callable[[date, date, str], Mapping[str, Decimal]],
) -> dict[Part, Decimal]:
    """What parts did on those of the days that have a target of theirs, named as far as `done` names them: in a
    year of which one month has a target that month counts alone. `done` is asked once for the same days."""
    asked: dict[tuple[date, date, str], Mapping[str, Decimal]] = {}
    found: dict[Part, Decimal] = {}
    for by, value in parts:
        for stretch in targets.covered((by, value), *days):
            key = (*stretch, by)
            did = asked[key] if key in asked else asked.setdefault(key, done(*key))
            if value in did:
                found[by, value] = found.get((by, value), Decimal(0)) + did[value]
    return found


def done(
    measure: Measure,
    user: Any,
    first: date,
    last: date,
    by: str,
    read: Read | None = None,
    where: Mapping[str, frozenset[str]] = NOWHERE,
) -> dict[str, Decimal]:
    """What was reached, by the values of a dimension or a market; a team's is that of all teams below it.

    Of a rate only those are named that have one. Tallies that stand in `read` already are not read again;
    `where` names the colleagues of whom it is asked, all where it names none.
    """
    formula = measure.formula
    if by == "team" and is_rate(measure) and isinstance(formula, Share):
        return _rates_of_teams(measure, formula, user, (first, last), read)
    if by in MARKETS:
        return MARKETS[by].reached(user, measure.key, first, last)
    base, kept = workspace().currency, {} if read is None else read
    names = (by,) if by else ()
    answer = ask(Question(measure, user, first, last, names, where, read=kept, base=base))
    rows = answer.rows if by else [(("",), answer.total)]
    known = [row for row in rows if row[1] is not None or not is_rate(measure)]
    plain = {group[0]: number_of(value) for group, value in known}
    return rolled_up(plain) if by == "team" else plain


def _rates_of_teams(
    measure: Measure,
    formula: Share,
    user: Any,
    days: tuple[date, date],
    read: Read | None,
) -> dict[str, Decimal]:
    """A team's rate is that of all records of the teams below it, and no mean of their rates."""
    counts = {
        source: done(replace(measure, formula=Count(source), finer=None), user, *days, "team", read)
        for source in {formula.part, *formula.among}
    }
    wholes = {
        team: sum((counts[source].get(team, Decimal(0)) for source in formula.among), Decimal(0))
        for source in formula.among
        for team in counts[source]
    }
    part = counts[formula.part]
    return {team: percent(part.get(team, Decimal(0)), n) for team, n in wholes.items() if n}


def rolled_up(
    plain: Mapping[str, Decimal], teams: Iterable[tuple[int, str]] | None = None
) -> dict[str, Decimal]:
    """Each team with the teams below it, by its id; `teams` are ids with their paths."""
    found: dict[str, Decimal] = {}
    for pk, path in Team.objects.values_list("pk", "path") if teams is None else teams:
        for above in path.strip("/").split("/"):
            found[above] = found.get(above, Decimal(0)) + plain.get(str(pk), Decimal(0))
    return found


def number_of(value: Value) -> Decimal:
    if isinstance(value, dict):
        return Decimal(value.get(workspace().currency, 0))
    return Decimal(value or 0)


def whole_parts(targets: Targets, first: date, last: date) -> list[Part]:
    """What makes up the whole: the company, else the topmost teams, else the people, that have targets.

    Rates do not add up: of a rate the whole is the part that one sees all of, if it has a target itself.
    """
    live = [part for part in targets.parts if targets.planned(part, first, last)]
    if is_rate(targets.measure):
        return [part for part in live if part == _seen_whole(targets)]
    if COMPANY in live:
        return [COMPANY]
    teams = {value for by, value in live if by == "team"}
    if teams:
        paths = Team.objects.filter(pk__in=teams).values_list("pk", "path")
        tops = [pk for pk, path in paths if not teams & set(path.strip("/").split("/")[:-1])]
        return [("team", str(pk)) for pk in tops]
    return [part for part in live if part[0] == "owner"]


def _seen_whole(targets: Targets) -> Part:
    user = targets.user
    reach = user.reach(targets.measure.capability)
    if reach == "all":
        return COMPANY
    return ("owner", str(user.pk)) if reach == "own" else ("team", str(user.team_id))


def percent(reached: Decimal, planned: Decimal) -> Decimal:
    """In hundredths of a percent, half up."""
    return (100 * reached / planned).quantize(_CENT, ROUND_HALF_UP)


def line_of(measure: Measure, user: Any, slots: Iterable[tuple[date, date]]) -> list[float]:
    """What is to be reached in each slot of a trend, empty where nothing is set."""
    if not may_have_targets(measure):
        return []
    targets, every = targets_of(measure, user), list(slots)
    if not targets.parts or not every:
        return []
    parts = whole_parts(targets, every[0][0], every[-1][1])
    found = [
        float(sum((targets.planned(part, *days) or Decimal(0) for part in parts), Decimal(0)))
        for days in every
    ]
    return found if any(found) else []


def may_have_targets(measure: Measure) -> bool:
    """Whether targets can be set on it: on a sum, a number or a rate of a period, of which more is better."""
    sums = measure.adds_up if measure.told else isinstance(measure.formula, Count | Worth)
    whole = sums or is_rate(measure)
    return whole and not measure.is_now and measure.in_library and measure.better > 0


def is_rate(measure: Measure) -> bool:
    """Whether it is a share in percent: its targets stand each for itself and are never added up."""
    return isinstance(measure.formula, Share) and not measure.told
