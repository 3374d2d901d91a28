"""The measures there are: what each counts, in words and in sums; rooms lend theirs when Django starts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from quen.accounts.rights import Words
from quen.insights.heaps import Sum, quantile
from quen.insights.sources import PRESENT, SOURCES, Present, Source

# What each source adds up to, by currency.
Parts = Mapping[str, Mapping[str, Sum]]
Number = Decimal | int | None
# A number, or for amounts of money a number for each currency: never added without a rate.
Value = Number | dict[str, Decimal]
# Answers a question (insights.reading) in a way that sums cannot.
Teller = Callable[[Any], Any]
UNITS = ("money", "count", "percent", "days")
TIMES = ("hour", "day", "week", "month", "quarter", "year")
COMMON = ("owner", "team", "currency")


class Formula(Protocol):
    """How a value comes from sums."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    def value(self, parts: Parts) -> Value: ...


def _whole(parts: Parts, source: str) -> Sum:
    total = Sum()
    for one in parts.get(source, {}).values():
        total.add(one)
    return total


def _cents(cents: int | Decimal) -> Decimal:
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _share(part: int | Decimal, whole: int | Decimal) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Count:
    """How many records."""

    source: str

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)

    def value(self, parts: Parts) -> Value:
        return _whole(parts, self.source).count


@dataclass(frozen=True)
class Worth:
    """What the records are worth, by currency."""

    source: str

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)

    def value(self, parts: Parts) -> Value:
        known = parts.get(self.source, {})
        return {c: _cents(one.cents) for c, one in known.items() if one.count or one.cents}


@dataclass(frozen=True)
class Mean:
    """The average amount of a record, by currency, rounded half up to hundredths."""

    source: str

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)

    def value(self, parts: Parts) -> Value:
        known = parts.get(self.source, {})
        return {
            c: (Decimal(one.cents).scaleb(-2) / one.count).quantize(Decimal("0.01"), ROUND_HALF_UP)
            for c, one in known.items()
            if one.count
        }


@dataclass(frozen=True)
class Share:
    """Records of one source among those of several, in percent; None where there are none."""

    part: str
    among: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return self.among

    def value(self, parts: Parts) -> Value:
        whole = sum(_whole(parts, source).count for source in self.among)
        return _share(_whole(parts, self.part).count, whole) if whole else None


@dataclass(frozen=True)
class ShareOfWorth:
    """The same by what they are worth, in percent, for each currency."""

    part: str
    among: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return self.among

    def value(self, parts: Parts) -> Value:
        currencies = {c for source in self.among for c in parts.get(source, {})}
        wholes = {c: sum(_of(parts, s, c).cents for s in self.among) for c in currencies}
        return {c: _share(_of(parts, self.part, c).cents, w) for c, w in wholes.items() if w}


@dataclass(frozen=True)
class Quantile:
    """The days by which a share of the records was done; 0.5 is the median."""

    source: str
    share: float

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)

    def value(self, parts: Parts) -> Value:
        return quantile(_whole(parts, self.source).spread, self.share)


def _of(parts: Parts, source: str, currency: str) -> Sum:
    return parts.get(source, {}).get(currency, Sum())


@dataclass(frozen=True)
class Measure:
    """A number of the business. `counts_by` says which moment decides the period ("" for what stands now).

    `fields` are fields of its records it tells of: hidden from a role, the measure is hidden too. `rule`
    is the filter of the records behind it and `day_field` their field of the moment; `better` is 1 where
    more is better, -1 where less is, 0 where neither. One that only serves a page is not `in_library`.
    `finer` is the same formula over what the records are made of, asked where it is broken by that.
    `told` answers in a way of its own, is broken by `ways` alone and narrowed by `narrows`; `behind` names the list of buyers that
    such a figure counts (at `route_behind`), `adds_up` says that its parts make up the whole. `shown_to` narrows who may see it,
    `finest` is the shortest slot of time of its trend, and `notes` tells in words what a question leaves out, `enter` is the page (its right, its
    route, words for its link) where data is entered that it lacks or its rule is set.
    """

    key: str
    label: Words
    group: Words
    formula_words: Words
    unit: str
    formula: Formula
    counts_by: Words = ""
    day_field: str = ""
    fields: tuple[str, ...] = ()
    rule: tuple[dict[str, Any], ...] = ()
    why_empty: Words = ""
    better: int = 1
    first_by: str = "owner"
    in_library: bool = True
    told: Teller | None = None
    finer: Formula | None = None
    ways: tuple[str, ...] = ()
    narrows: tuple[str, ...] = ()
    behind: str = ""
    route_behind: str = "insights:buyers"
    adds_up: bool = False
    shown_to: Callable[[Any], bool] | None = None
    enter: tuple[str, str, Words] = ("", "", "")
    finest: str = "hour"
    notes: Teller | None = None
    names: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        if self.told:
            object.__setattr__(self, "names", self.ways)
            return
        own = _shared(self.formula)
        fine = [n for n in _shared(self.finer) if n not in own] if self.finer else []
        object.__setattr__(self, "names", (*COMMON, *own, *fine))

    def formula_for(self, names: Collection[str]) -> Formula:
        """The formula that knows these dimensions."""
        known = {*COMMON, *TIMES, *_shared(self.formula)}
        return self.finer if self.finer and not known.issuperset(names) else self.formula

    @property
    def sources(self) -> list[Source | Present]:
        """What it is made of."""
        return sources_of(self.formula)

    @property
    def type(self) -> str:
        """The record type behind it."""
        return self.sources[0].noun

    @property
    def capability(self) -> str:
        """The right it needs."""
        return self.sources[0].capability

    @property
    def has_currencies(self) -> bool:
        """Whether its value is one for each currency."""
        return not self.told and isinstance(self.formula, Worth | Mean | ShareOfWorth)

    @property
    def is_now(self) -> bool:
        """Whether it tells what stands now, whatever the period."""
        return not self.counts_by

    def is_for(self, user: Any) -> bool:
        """Whether this colleague may see it: the records, and every field it tells of."""
        hidden = (f for f in self.fields if not user.may_read_field(f"{self.type}.{f}"))
        if self.shown_to and not self.shown_to(user):
            return False
        return user.can(self.capability) and next(hidden, None) is None


def sources_of(formula: Formula) -> list[Source | Present]:
    """What a formula adds up."""
    return [SOURCES.get(key) or PRESENT[key] for key in formula.sources]


def _shared(formula: Formula) -> list[str]:
    """The dimensions that all sources of a formula have."""
    first, *others = sources_of(formula)
    return [name for name in first.names if all(name in one.names for one in others)]


MEASURES: dict[str, Measure] = {}


def measure(key: str, **facts: Any) -> Measure:
    """Lend a measure. Raises ValueError where the key is taken or the unit unknown."""
    if key in MEASURES:
        raise ValueError(f"the measure {key} exists already")
    if facts.get("unit") not in UNITS:
        raise ValueError(f"a measure is one of {UNITS}")
    MEASURES[key] = made = Measure(key, **facts)
    return made


def measures_for(user: Any) -> Sequence[Measure]:
    """All that this colleague may see, in the order they were lent."""
    return [m for m in MEASURES.values() if m.is_for(user)]
