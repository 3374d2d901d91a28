"""What can be added up: records of a kind by the moment that counts, lent by the rooms that own them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet

from quen.insights.heaps import Sum


@dataclass(frozen=True)
class Lines:
    """What records are made of: rows of `model` that point at them by `joint`, a column, and that the
    records reach by `path`.

    `name` is the dimension whose value is the first of `columns`; `worth` gives a line's amount from the
    others and the record's currency. Lines that stand `together` count their record once, under all their
    values: the stages that a deal stayed in. `derived` are dimensions that follow from that value: how it is
    now, so that nothing is counted anew when a product moves to another category.
    """

    model: type[Model]
    path: str
    joint: str
    name: str
    columns: tuple[str, ...]
    worth: Callable[[Sequence[Any], str], Decimal]
    derived: Mapping[str, Callable[[], Mapping[str, str]]] = field(default_factory=dict)
    together: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions that come with the lines."""
        return (self.name, *self.derived)

    @property
    def shape(self) -> tuple[object, ...]:
        """What tallies of them depend on."""
        return (self.columns, "together") if self.together else (self.columns,)


@dataclass(frozen=True)
class Source:
    """Records that count on the day of `moment`, a column; those outside the trash where `where` holds.

    `dims` names a source's own dimensions with their columns, of which moments and days count as their month;
    owner, team and currency are there anyway.
    `money` is a column of amounts, `since` one of moments from which days are counted up to `moment`.
    With `lines` a record is counted once for each value of its lines, and what they do not account for
    of its amount stands under no value.
    """

    key: str
    noun: str
    model: type[Model]
    moment: str
    where: tuple[tuple[str, str], ...] = ()
    dims: tuple[tuple[str, str], ...] = ()
    money: str = ""
    currency: str = ""
    since: str = ""
    lines: Lines | None = None

    @property
    def capability(self) -> str:
        """The right to see these records."""
        meta = self.model._meta
        return f"{meta.app_label}.view_{meta.model_name}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The dimensions that a cell holds, in its order."""
        own = tuple(name for name, _column in self.dims)
        return (*own, self.lines.name) if self.lines else own

    @property
    def names(self) -> tuple[str, ...]:
        """Its own dimensions: those of its cells, and what follows from them."""
        return (*self.cells, *(self.lines.derived if self.lines else ()))

    @property
    def shape(self) -> str:
        """What tallies depend on; tallies of another shape are counted anew."""
        shape = (self.moment, self.where, self.dims, self.money, self.currency, self.since)
        return repr((*shape, *self.lines.shape) if self.lines else shape)

    @property
    def watched(self) -> tuple[str, ...]:
        """Columns whose change can change a tally."""
        asked = (self.moment, self.money, self.currency, self.since, "owner_id", "team_id")
        columns = (*asked, *(c for c, _v in self.where), *(c for _n, c in self.dims), "deleted_at")
        return tuple(dict.fromkeys(c for c in columns if c))

    def rows(self) -> QuerySet[Any]:
        """The records that count, whoever may see them."""
        return self.counting(self.model._base_manager.all())

    def counting(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of these records that count."""
        known = {"deleted_at": None, f"{self.moment}__isnull": False, **dict(self.where)}
        return rows.filter(**known).order_by()


# (owner id or 0, team id or 0, currency, values of the dimensions by name, what it adds up to)
Line = tuple[int, int, str, dict[str, str], Sum]


@dataclass(frozen=True)
class Present:
    """What stands now, whatever period is asked for.

    `lines(user, names, owners)` gives what the user may see of it, of these owners: told apart by currency
    and by those of `names`; what else a line names is nobody's, no team's or "".
    """

    key: str
    noun: str
    model: type[Model]
    names: tuple[str, ...]
    lines: Callable[[Any, Collection[str], Q], Iterable[Line]]

    @property
    def capability(self) -> str:
        """The right to see these records."""
        meta = self.model._meta
        return f"{meta.app_label}.view_{meta.model_name}"


SOURCES: dict[str, Source] = {}
PRESENT: dict[str, Present] = {}


def source(key: str, **facts: Any) -> Source:
    """Lend a source. Raises ValueError where the key is taken."""
    if key in SOURCES or key in PRESENT:
        raise ValueError(f"the source {key} exists already")
    SOURCES[key] = made = Source(key, **facts)
    return made


def present(key: str, **facts: Any) -> Present:
    """Lend what stands now. Raises ValueError where the key is taken."""
    if key in SOURCES or key in PRESENT:
        raise ValueError(f"the source {key} exists already")
    PRESENT[key] = made = Present(key, **facts)
    return made
