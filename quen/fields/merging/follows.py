"""What follows a merged record: every table that points at records says how its rows move.

A test walks all models and fails for a pointer that nobody declared, so that no later table is
forgotten. A pointer is a foreign key to a record type, or a whole number that names one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from quen.fields.merging.ledger import Ledger

Counted = Callable[[int], str]


@dataclass
class Moving:
    """One merge under way. `chosen` names the record whose value is taken, by field key."""

    type: str
    survivor: Any
    losers: list[Any]
    by: Any
    now: datetime
    ledger: Ledger
    chosen: dict[str, Any] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The losers, in the order in which their values are asked for."""
        return [it.pk for it in self.losers]

    @property
    def group(self) -> list[Any]:
        return [self.survivor, *self.losers]

    def taken(self, key: str) -> Any:
        """The record whose value of this field stands; the survivor where nobody chose."""
        return self.chosen.get(key, self.survivor)

    def count(self, label: str, number: int) -> None:
        """Note how many rows of a table came along."""
        if number:
            self.moved[label] = self.moved.get(label, 0) + number


@dataclass(frozen=True)
class Follow:
    """`rows(type, ids)` are the rows that point at these records; `take(moving)` moves them.

    `counted(n)` says "12 notes" on the merge page, where people would ask for it.
    """

    model: type[Model]
    columns: tuple[str, ...]
    rows: Callable[[str, Sequence[int]], QuerySet[Any] | None]
    take: Callable[[Moving], None]
    counted: Counted | None = None
    order: int = 50


FOLLOWS: list[Follow] = []
STAYS: dict[tuple[type[Model], str], str] = {}


def follows(
    model: type[Model],
    column: str,
    *,
    type: str = "",
    type_column: str = "",
    counted: Counted | None = None,
    order: int = 50,
) -> None:
    """Rows of this table go along: a foreign key to `type`, or an id beside `type_column`."""
    rows = _rows(model, column, type, type_column)

    def take(moving: Moving) -> None:
        for loser in moving.losers:
            ids = list(rows(moving.type, [loser.pk]).order_by("pk").values_list("pk", flat=True))
            moving.ledger.move(model, column, ids, loser.pk, moving.survivor.pk)
            moving.count(model._meta.label, len(ids))

    _lend(model, (column,), rows, take, type, type_column, counted, order)


def unites(
    model: type[Model],
    column: str,
    *,
    same: Sequence[str],
    type: str = "",
    type_column: str = "",
    fitted: Callable[[Moving, Any], dict[str, Any]] = lambda moving, row: {},
    joined: Callable[[Moving, Any, Any], None] = lambda moving, standing, gone: None,
    counted: Counted | None = None,
    order: int = 50,
) -> None:
    """Rows go along, but for those that the survivor has by their `same` columns.

    `fitted(moving, row)` gives further columns of a row that goes along; `joined(moving, standing,
    gone)` lets the survivor's row take what the dropped one had better.
    """
    rows = _rows(model, column, type, type_column)

    def take(moving: Moving) -> None:
        unite(moving, rows, column, same, fitted, joined)

    _lend(model, (column,), rows, take, type, type_column, counted, order)


def unite(
    moving: Moving,
    rows: Callable[[str, Sequence[int]], QuerySet[Any]],
    column: str,
    same: Sequence[str],
    fitted: Callable[[Moving, Any], dict[str, Any]],
    joined: Callable[[Moving, Any, Any], None],
) -> None:
    """Hand the losers' rows over, each value once."""

    def key(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in same)

    mine = {key(row): row for row in rows(moving.type, [moving.survivor.pk]).order_by("-pk")}
    order = {pk: n for n, pk in enumerate(moving.ids)}
    theirs = list(rows(moving.type, moving.ids))
    for row in sorted(theirs, key=lambda row: (order[getattr(row, column)], row.pk)):
        if key(row) in mine:
            moving.ledger.drop(row)
            joined(moving, mine[key(row)], row)
        else:
            now = {column: moving.survivor.pk, **fitted(moving, row)}
            moving.ledger.hand_over(row, column, same, **now)
            mine[key(row)] = type(row)._base_manager.get(pk=row.pk)
            moving.count(type(row)._meta.label, 1)


def taken_by(
    model: type[Model],
    columns: Sequence[str],
    take: Callable[[Moving], None],
    rows: Callable[[str, Sequence[int]], QuerySet[Any] | None] = lambda key, ids: None,
    *,
    counted: Counted | None = None,
    order: int = 50,
) -> None:
    """Rows go along in a way of their own."""
    FOLLOWS.append(Follow(model, tuple(columns), rows, take, counted, order))


def stays(model: type[Model], *columns: str, why: str) -> None:
    """These columns keep what they hold in a merge, and why that is right."""
    for column in columns:
        STAYS[model, column] = why


def declared() -> set[tuple[type[Model], str]]:
    """Every pointer that a room has spoken for."""
    return {(one.model, column) for one in FOLLOWS for column in one.columns} | set(STAYS)


def _rows(
    model: type[Model], column: str, type: str, type_column: str
) -> Callable[[str, Sequence[int]], QuerySet[Any]]:
    def rows(type_key: str, ids: Sequence[int]) -> QuerySet[Any]:
        of_type = Q(**{type_column: type_key}) if type_column else Q()
        return model._base_manager.filter(of_type, **{f"{column}__in": ids})

    return rows


def _lend(
    model: type[Model],
    columns: tuple[str, ...],
    rows: Callable[[str, Sequence[int]], QuerySet[Any]],
    take: Callable[[Moving], None],
    type: str,
    type_column: str,
    counted: Counted | None,
    order: int,
) -> None:
    if bool(type) == bool(type_column):
        raise ValueError(f"{model.__name__}: name the type, or the column that holds it")

    def of_type(type_key: str, ids: Sequence[int]) -> QuerySet[Any] | None:
        return rows(type_key, ids) if type_column or type == type_key else None

    def take_of_type(moving: Moving) -> None:
        if type_column or type == moving.type:
            take(moving)

    FOLLOWS.append(Follow(model, columns, of_type, take_of_type, counted, order))
