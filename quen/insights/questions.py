"""What is asked of a measure, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quen.fields.nodes import Node
from quen.insights.measures import COMMON, TIMES, Measure, Quantile, Value
from quen.insights.read_once import Read

EVER = (date(1990, 1, 1), date(2200, 1, 1))
Group = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What is asked: days of the business zone, both included; what it is broken by; which values of
    dimensions count (`where`); conditions that only records can answer (`nodes`).

    With a `base` amounts come in that currency, at the rate of the day that counts; what has no rate stays
    in its own. Questions of one page that share `read` read the same numbers once.
    """

    measure: Measure
    user: Any
    first: date
    last: date
    by: tuple[str, ...] = ()
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nodes: Sequence[Node] = ()
    read: Read = field(default_factory=dict, compare=False)
    base: str = ""

    @property
    def time(self) -> str:
        """The slot of time it is broken by, if any."""
        return next((one for one in self.by if one in TIMES), "")

    @property
    def converts(self) -> str:
        """The currency to convert to; none where currencies themselves are asked for."""
        asked = "currency" in {*self.by, *self.where}
        return self.base if self.measure.has_currencies and not asked else ""

    @property
    def needs_cells(self) -> bool:
        """Whether it asks for dimensions of the source's own, or for a spread."""
        own = {*self.by, *self.where} - {*COMMON, *TIMES}
        return bool(own) or isinstance(self.measure.formula, Quantile)

    @property
    def from_rows(self) -> bool:
        """Tallies know neither hours nor other fields."""
        return bool(self.nodes) or self.time == "hour"


@dataclass(frozen=True)
class Answer:
    """A value for each group, in the order of `by`; `capped` where more records matched than were read."""

    rows: list[tuple[Group, Value]]
    total: Value
    capped: bool = False
