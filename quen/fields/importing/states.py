"""The exact state of records: their columns and the rows of tables of their own, taken and put back.

Rooms lend the tables that belong to a type's records with `part`. A state is JSON; only what differs
between two states is kept, and putting it back gives every row its old id.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from quen.fields.models import Tagged, Value
from quen.kit import rows
from quen.kit.plain_rows import plain, rows_by
from quen.kit.records import TYPES

Cells = list[Any]
State = dict[str, Any]
UNWATCHED = frozenset({"id", "version", "updated_at"})


@dataclass(frozen=True)
class Part:
    """A table whose rows belong to records of a type by the column `holder`. `where` narrows it where
    several types share it; `settle` mends rows that are about to be put back."""

    name: str
    model: type[models.Model]
    holder: str
    where: Q | None = None
    settle: Callable[[list[Any]], None] = lambda found: None

    @property
    def columns(self) -> tuple[str, ...]:
        return _columns(self.model)

    def of(self, ids: Collection[int]) -> "models.QuerySet[Any]":
        found = self.model._base_manager.filter(**{f"{self.holder}__in": list(ids)})
        return found if self.where is None else found.filter(self.where)


_PARTS: dict[str, list[Part]] = {}


def part(type_key: str, name: str, model: type[models.Model], holder: str, **facts: Any) -> None:
    """Lend a table of a type's records."""
    _PARTS.setdefault(type_key, []).append(Part(name, model, holder, **facts))


def parts_of(type_key: str) -> list[Part]:
    """The tables of a type: what the rooms lent, tags, and typed values."""
    shared = [
        Part("tags", Tagged, "record_id", Q(type=type_key)),
        Part("values", Value, "record_id", Q(field__type=type_key)),
    ]
    return [*_PARTS.get(type_key, ()), *shared]


def states(type_key: str, ids: Sequence[int]) -> dict[int, State]:
    """The whole state of records by id: {"columns": {…}, a part's name: [rows]}."""
    model = TYPES[type_key].model
    names = _columns(model)
    found: dict[int, State] = {
        row[names.index("id")]: {"columns": dict(zip(names, row, strict=True))}
        for row in rows_by(model, names, "id", ids)
    }
    for one in parts_of(type_key):
        at = one.columns.index(one.holder)
        for state in found.values():
            state[one.name] = []
        for row in one.of(ids).order_by("pk").values_list(*one.columns):
            found[row[at]][one.name].append([plain(value) for value in row])
    return found


def difference(before: State, after: State) -> State:
    """What of `before` is other in `after`; empty where nothing is."""
    was, now = before["columns"], after["columns"]
    columns = {k: v for k, v in was.items() if k not in UNWATCHED and v != now[k]}
    told = {k: v for k, v in before.items() if k != "columns" and v != after[k]}
    return told | ({"columns": columns} if columns else {})


def put_back(type_key: str, wanted: Mapping[int, State], now: Any) -> None:
    """Give locked records the state that `difference` kept; rows that point at what is gone are left."""
    for one in parts_of(type_key):
        _put_part(one, {pk: s[one.name] for pk, s in wanted.items() if one.name in s})
    model: type[Any] = TYPES[type_key].model
    found = model._base_manager.in_bulk(list(wanted))
    known = {f.attname: f for f in model._meta.concrete_fields}
    gone = _gone(model, [_columned(wanted[pk]) for pk in found])
    for pk, record in found.items():
        for name, value in _columned(wanted[pk]).items():
            if value not in gone.get(name, []):
                setattr(record, name, known[name].to_python(value))
        record.version, record.updated_at = record.version + 1, now
    changed = {name for pk in found for name in _columned(wanted[pk])}
    rows.update_all(list(found.values()), [*sorted(changed), "version", "updated_at"])


def _columned(state: State) -> dict[str, Any]:
    found: dict[str, Any] = state.get("columns", {})
    return found


def _put_part(one: Part, wanted: Mapping[int, list[Cells]]) -> None:
    if not wanted:
        return
    one.of(wanted).delete()
    known = {f.attname: f for f in one.model._meta.concrete_fields}
    told = [
        dict(zip(one.columns, cells, strict=True)) for many in wanted.values() for cells in many
    ]
    gone = _gone(one.model, told)
    whole = (row for row in told if not any(row[name] in ids for name, ids in gone.items()))
    found = [one.model(**{k: known[k].to_python(v) for k, v in row.items()}) for row in whole]
    one.settle(found)
    rows.insert(one.model, one.columns, ([getattr(it, k) for k in one.columns] for it in found))


def _gone(model: type[models.Model], told: Iterable[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Foreign keys' columns with the ids that are no longer there."""
    listed = list(told)
    gone: dict[str, list[int]] = {}
    for key in model._meta.concrete_fields:
        if isinstance(key, models.ForeignKey):
            ids = {row[key.attname] for row in listed if row.get(key.attname) is not None}
            stand = key.related_model._base_manager.filter(pk__in=ids) if ids else None
            there = set() if stand is None else set(stand.values_list("pk", flat=True))
            gone[key.attname] = sorted(ids - there)
    return gone


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields)
