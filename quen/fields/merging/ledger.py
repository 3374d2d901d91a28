"""What a merge did to rows, step by step, so that taking it back gives exactly what was.

Steps are JSON and undone in reverse. A row that goes back to the record it came from becomes what it
was, whole; a row or column of the survivor only where nobody has touched it since.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model

from quen.kit.plain_rows import plain

Values = dict[str, Any]
Step = list[Any]
Settle = Callable[[int, Values], Values]

# Rooms lend what makes a returning row fit what has come meanwhile (another identity, an open stay).
_settling: dict[type[Model], Settle] = {}
_undo: dict[str, Callable[..., Any]] = {}


def settles(model: type[Model], settle: Settle) -> None:
    """Lend `settle(pk, values)`, asked before a row of this table gets `values` back."""
    _settling[model] = settle


def undoes(verb: str) -> Callable[[Any], Any]:
    """Lend how a step of this verb is undone; it gives True where an edit since has changed its rows."""

    def lend(undo: Callable[..., Any]) -> Any:
        _undo[verb] = undo
        return undo

    return lend


def image(row: Model) -> Values:
    """All columns of a row, JSON-able."""
    return {f.attname: plain(getattr(row, f.attname)) for f in row._meta.concrete_fields}


class Ledger:
    """Changes rows and remembers how each was."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def hand_over(self, row: Model, holder: str, same: Sequence[str] = (), **now: Any) -> None:
        """Give a loser's row to the survivor, whom the column `holder` names. `same` are the columns
        by which an equal row is known, where an editor has replaced this one meanwhile."""
        equal = {holder: now[holder], **{name: plain(getattr(row, name)) for name in same}}
        self.steps.append(["over", _name(row), image(row), equal if same else {}])
        _update(type(row), row.pk, now)

    def move(self, model: type[Model], column: str, ids: Sequence[int], old: int, new: int) -> None:
        """Point many rows from `old` to `new`; whatever points elsewhere by then stays there."""
        if ids:
            self.steps.append(["move", model._meta.label, column, list(ids), old, new])
            for start in range(0, len(ids), 500):
                rows = model._base_manager.filter(pk__in=ids[start : start + 500])
                rows.update(**{column: new})

    def change(self, row: Model, **now: Any) -> None:
        """Change columns of the survivor or one of its rows, together; undone where none was edited."""
        was = {name: plain(getattr(row, name)) for name in now}
        if was == _plain(now):
            return
        self.steps.append(["change", _name(row), row.pk, was, _plain(now)])
        _update(type(row), row.pk, now)
        for name, value in now.items():
            setattr(row, name, value)

    def drop(self, row: Model) -> None:
        """Delete a loser's row that the survivor has already."""
        self.steps.append(["drop", _name(row), image(row)])
        type(row)._base_manager.filter(pk=row.pk).delete()

    def add(self, row: Model) -> None:
        """Insert a row that goes again when the merge is undone."""
        row.save(force_insert=True)
        self.steps.append(["add", _name(row), row.pk])

    def note(self, verb: str, *facts: Any) -> None:
        """Remember a step that its own room undoes."""
        self.steps.append([verb, *facts])


def undo(steps: Sequence[Step]) -> bool:
    """Undo the steps, the last first; gives whether an edit since was met."""
    edited = False
    for verb, *facts in reversed(steps):
        edited = bool(_undo[verb](*facts)) or edited
    return edited


@undoes("change")
def _changed_back(label: str, pk: int, was: Values, now: Values) -> bool:
    model = _model(label)
    row = model._base_manager.filter(pk=pk).first()
    if row is None or any(plain(getattr(row, name)) != value for name, value in now.items()):
        return True
    _update(model, pk, _settled(model, pk, _read(model, was)))
    return False


@undoes("over")
def _handed_back(label: str, was: Values, equal: Values) -> bool:
    model, pk = _model(label), was["id"]
    if model._base_manager.filter(pk=pk).exists():
        _update(model, pk, _settled(model, pk, _read(model, was)))
        return False
    if equal:  # an editor has written the survivor's list anew: its equal row is this one
        model._base_manager.filter(**_read(model, equal)).delete()
    _put_back(label, was)
    return True


@undoes("move")
def _moved_back(label: str, column: str, ids: Sequence[int], old: int, new: int) -> None:
    rows = _model(label)._base_manager.filter(**{column: new})
    for start in range(0, len(ids), 500):
        rows.filter(pk__in=ids[start : start + 500]).update(**{column: old})


@undoes("drop")
def _put_back(label: str, was: Values) -> None:
    model = _model(label)
    values = _settled(model, was["id"], _read(model, was))
    if _stands_on_nothing(model, values):
        return
    model._base_manager.bulk_create([model(**values)])
    _update(model, was["id"], values)  # columns that a save fills in by itself


@undoes("add")
def _taken_out(label: str, pk: int) -> None:
    _model(label)._base_manager.filter(pk=pk).delete()


def _stands_on_nothing(model: type[Model], values: Values) -> bool:
    """Whether the row would point at something that is gone (a tag that was removed since)."""
    pointers = [f for f in model._meta.concrete_fields if f.is_relation and values.get(f.attname)]
    return any(
        not f.related_model._base_manager.filter(pk=values[f.attname]).exists()  # type: ignore[union-attr]
        for f in pointers
    )


def _settled(model: type[Model], pk: int, values: Values) -> Values:
    settle = _settling.get(model)
    return settle(pk, values) if settle else values


def _update(model: type[Model], pk: int, values: Mapping[str, Any]) -> None:
    rows = model._base_manager.filter(pk=pk)
    rows.update(**{name: value for name, value in values.items() if name != "id"})


def _plain(values: Mapping[str, Any]) -> Values:
    return {name: plain(value) for name, value in values.items()}


def _read(model: type[Model], values: Mapping[str, Any]) -> Values:
    known = {f.attname: f for f in model._meta.concrete_fields}
    return {
        name: value if known[name].is_relation else known[name].to_python(value)
        for name, value in values.items()
    }


def _name(row: Model) -> str:
    return row._meta.label


def _model(label: str) -> type[Model]:
    return apps.get_model(label)
