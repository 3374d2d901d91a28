"""The leader board: colleagues, teams or products side by side in several measures, best first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quen.fields.showing import Words
from quen.insights import showing
from quen.insights.asking import labels_of
from quen.insights.dimensions import dimension_of, dimensions_for
from quen.insights.drilling import records_url
from quen.insights.kpi import Page
from quen.insights.measures import MEASURES, Measure, Value
from quen.insights.read_once import Read
from quen.insights.reading import size_of
from quen.insights.spans import Span
from quen.kit.workspace import workspace

COLUMNS = (
    "deals.won_value",
    "deals.won_count",
    "deals.lost_count",
    "deals.win_rate",
    "deals.average_deal",
    "deals.cycle_days_median",
    "targets.attainment",
)
WAYS = ("owner", "team", "product", "category", "source")
# Measure by measure: what a group reached.
Values = dict[str, Value]


@dataclass(frozen=True)
class Place:
    """A line: equal ones share a rank; each cell is its measure, its words and the records behind it."""

    rank: int
    label: str
    cells: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Leaders:
    """What one colleague sees of it for a span, in the company's currency."""

    user: Any
    words: Words
    span: Span
    by: str
    sort: str
    read: Read = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[Measure]:
        """The measures that this colleague may see broken by this."""
        known = (MEASURES[key] for key in COLUMNS)
        return [m for m in known if m.is_for(self.user) and self.by in self._ways(m)]

    def _ways(self, measure: Measure) -> list[str]:
        return [one.key for one in dimensions_for(measure, self.user)]

    @cached_property
    def sorted_by(self) -> Measure | None:
        """The measure that ranks: as asked, else the first."""
        known = {m.key: m for m in self.columns}
        return known.get(self.sort) or next(iter(known.values()), None)

    def groups(self) -> list[tuple[str, str, Values]]:
        """Every group with its words and values, best first."""
        values: dict[str, Values] = {}
        labels: dict[str, str] = {}
        for measure in self.columns:
            page = Page(measure, self.user, self.words, self.span, self.read, workspace().currency)
            asked, answer = page.ask(self.span, self.by)
            for (group, value), (label,) in zip(answer.rows, labels_of(asked, answer), strict=True):
                values.setdefault(group[0], {})[measure.key] = value
                labels[group[0]] = label
        told = [(key, labels[key], values[key]) for key in values]
        return sorted(told, key=lambda one: (-self._weight(one[2]), one[1]))

    def _weight(self, values: Values) -> float:
        """The greater the better; groups without a value come last."""
        first = self.sorted_by
        value = values.get(first.key) if first else None
        if first is None or value is None:
            return float("-inf")
        return size_of(value) * (first.better or 1)

    def places(self) -> list[Place]:
        """The lines of the page."""
        found: list[Place] = []
        before, rank = None, 0
        for n, (key, label, values) in enumerate(self.groups(), 1):
            weight = self._weight(values)
            rank = rank if weight == before else n
            before = weight
            found.append(Place(rank, label, [self._cell(m, key, values) for m in self.columns]))
        return found

    def _cell(self, measure: Measure, key: str, values: Values) -> tuple[str, str, str]:
        days = self.span.first, self.span.last
        if measure.key not in values:
            return str(measure.label), showing.NOTHING, ""
        url = "" if measure.told else records_url(measure, *days, {self.by: key})
        words = showing.full(measure, values[measure.key], self.words.language)
        return str(measure.label), words, url

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Heads and rows of a file: plain numbers, money in a column for each currency."""
        groups = self.groups()
        parts = [(m, c) for m in self.columns for c in _currencies(m, [v for _k, _l, v in groups])]
        heads = [str(dimension_of("deal", self.by).label)]
        heads += [f"{m.label} {c}".strip() for m, c in parts]
        rows = [[label, *(_plain(v.get(m.key), c) for m, c in parts)] for _k, label, v in groups]
        return heads, rows


def _currencies(measure: Measure, values: Sequence[Values]) -> list[str]:
    if not measure.has_currencies:
        return [""]
    found = {c for one in values for c in _parts(one.get(measure.key))}
    return sorted(found, key=lambda c: (c != workspace().currency, c))


def _parts(value: Value) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(value: Value, currency: str) -> str:
    number = _parts(value).get(currency) if currency else value
    return "" if number is None else str(number)
