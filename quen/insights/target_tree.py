"""The page of targets: the company, its teams and their people, or products, each with what it is to reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import Team, User
from quen.insights import showing
from quen.insights.actions.targets import key_of
from quen.insights.dimensions import dimension_of
from quen.insights.markets import MARKETS
from quen.insights.measures import Measure, Value
from quen.insights.models import Target
from quen.insights.questions import Question
from quen.insights.reading import ask
from quen.insights.target_periods import Period
from quen.insights.targets import COMPANY, Part, done, is_rate, percent
from quen.kit import money
from quen.kit.workspace import today, workspace

DEEPEST = 5
MOST_THINGS = 60  # products, those that sell most first
_YEAR = timedelta(days=365)


@dataclass
class Node:
    """A part of the company with the parts below it."""

    part: Part
    label: str
    depth: int
    below: list["Node"] = field(default_factory=list)

    def every(self) -> Iterable["Node"]:
        """This one and all below it, in the order of the page."""
        yield self
        for one in self.below:
            yield from one.every()


@dataclass(frozen=True)
class Row:
    """A line of the page; `parts` is what is set below it, `differs` where that is not its target."""

    key: str
    label: str
    depth: int
    typed: str
    set: str
    parts: str
    differs: str
    reached: str
    percent: str


@dataclass(frozen=True)
class Sheet:
    """Targets of one measure in one period, as one colleague sees them."""

    measure: Measure
    period: Period
    user: Any

    def rows(self, by: str) -> list[Row]:
        """The lines: teams and people for "team", else the values of a dimension."""
        nodes = self.nodes(by)
        every = [node for root in nodes for node in root.every()]
        kinds = {node.part[0] for node in every}
        days = self.period.first, self.period.last
        reached = {kind: done(self.measure, self.user, *days, kind) for kind in kinds}
        known = self._known()
        return [self._row(node, known, reached) for node in every]

    def nodes(self, by: str) -> list[Node]:
        """The parts that this colleague may see."""
        return self._organisation() if by == "team" else self._things(by)

    def _known(self) -> dict[Part, Decimal]:
        rows = Target.objects.filter(
            measure=self.measure.key, unit=self.period.unit, starts=self.period.first
        )
        seen = rows.within(self.user, self.user.reach(self.measure.capability))
        return {(it.by, it.value): it.amount for it in seen}

    def _row(
        self,
        node: Node,
        known: Mapping[Part, Decimal],
        reached: Mapping[str, Mapping[str, Decimal]],
    ) -> Row:
        target = known.get(node.part)
        below = [] if is_rate(self.measure) else node.below
        parts = sum((_sum(one, known) for one in below), Decimal(0))
        nothing = None if is_rate(self.measure) else Decimal(0)
        got = reached[node.part[0]].get(node.part[1], nothing)
        share = percent(got, target) if target and got is not None else None
        return Row(
            key=key_of(node.part),
            label=node.label,
            depth=min(node.depth, DEEPEST),
            typed=self._typed(target),
            set=self._words(target) if target else showing.NOTHING,
            parts=self._words(parts) if parts else "",
            differs=self._differs(target, parts),
            reached=self._words(got) if got is not None else showing.NOTHING,
            percent=showing.percent(
                float(share) / 100 if share is not None else None, self._tongue
            ),
        )

    def _differs(self, target: Decimal | None, parts: Decimal) -> str:
        if not target or not parts or target == parts:
            return ""
        words = _("%s short of it") if parts < target else _("%s above it")
        return words % self._words(abs(target - parts))

    def _organisation(self) -> list[Node]:
        teams = list(Team.objects.order_by("path"))
        reach = self.user.reach(self.measure.capability)
        seen = {"all": {t.pk for t in teams}, "tree": set(self.user.team_tree())}
        seen["team"] = {self.user.team_id} - {None}
        shown = [t for t in teams if t.pk in seen.get(reach, set())]
        if not shown and reach != "all":
            return [_person(self.user, 0)]
        roots: list[Node] = []
        at: dict[int | None, Node] = {}
        people = _by_team([t.pk for t in shown])
        top = 1 if reach == "all" else 0
        for team in shown:
            above = at.get(team.parent_id)
            node = Node(("team", str(team.pk)), team.name, above.depth + 1 if above else top)
            node.below = [_person(one, node.depth + 1) for one in people.get(team.pk, [])]
            (above.below if above else roots).append(node)
            at[team.pk] = node
        if reach != "all":
            return roots
        return [Node(COMPANY, workspace().name, 0, roots)]

    def _things(self, by: str) -> list[Node]:
        """Products, categories or markets: those that sold within a year, and those with a target."""
        values = self._sold(by)[:MOST_THINGS]
        values += [value for kind, value in self._known() if kind == by and value not in values]
        names = dimension_of(self.measure.type, by).names(values)
        return [Node((by, value), names.get(value, value), 0) for value in values]

    def _sold(self, by: str) -> list[str]:
        """What sold within a year, most first."""
        days = (today() - _YEAR, today())
        if by in MARKETS:
            reached = done(self.measure, self.user, *days, by)
            return sorted(reached, key=lambda name: (-reached[name], name))
        question = Question(self.measure, self.user, *days, (by,), base=workspace().currency)
        return [group[0] for group, _value in ask(question).rows if group[0]]

    def _words(self, amount: Decimal) -> str:
        told: Value = {workspace().currency: amount} if self.measure.unit == "money" else amount
        return showing.short(self.measure, told, self._tongue)[0]

    def _typed(self, amount: Decimal | None) -> str:
        if amount is None:
            return ""
        if self.measure.unit != "money":
            return showing.decimals(amount, self._tongue)
        return money.figures(money.Money(amount, workspace().currency), self._tongue)

    @property
    def _tongue(self) -> str:
        return str(self.user.language)


def _sum(node: Node, known: Mapping[Part, Decimal]) -> Decimal:
    """The node's target, or what is set below it."""
    if node.part in known:
        return known[node.part]
    return sum((_sum(one, known) for one in node.below), Decimal(0))


def _person(user: User, depth: int) -> Node:
    return Node(("owner", str(user.pk)), user.full_name, depth)


def _by_team(team_ids: Sequence[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    rows = User.objects.active().filter(team_id__in=team_ids)
    for one in rows.order_by("full_name", "pk"):
        found.setdefault(one.team_id, []).append(one)
    return found
