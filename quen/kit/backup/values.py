"""One written form for each kind of column, the same whichever database holds it.

What SQLite and PostgreSQL give for one value differs (a day with a zone or without, 1 or true,
412500000 or 412500000.00). Hashes can be compared between them only over a form that does not.
"""

import base64
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import models

Convert = Callable[[Any], Any]
LOCAL = "local"
_INTERNAL = {
    "int": (
        "AutoField BigAutoField SmallAutoField IntegerField BigIntegerField SmallIntegerField "
        "PositiveIntegerField PositiveSmallIntegerField PositiveBigIntegerField"
    ),
    "text": "CharField TextField SlugField FileField FilePathField GenericIPAddressField",
    "bool": "BooleanField",
    "moment": "DateTimeField",
    "day": "DateField",
    "time": "TimeField",
    "float": "FloatField",
    "json": "JSONField",
    "uuid": "UUIDField",
    "bytes": "BinaryField",
}
_KINDS = {name: kind for kind, names in _INTERNAL.items() for name in names.split()}
# Columns that mean something in their own database alone, and what stands there after a restore.
_local: dict[tuple[str, str], dict[str, Any]] = {}


def local_column(table: str, column: str, **after: Any) -> None:
    """Lend a column that is not carried over; `after` says by vendor what it holds then."""
    _local[table, column] = after


def kind_of(field: Any) -> str:
    """The kind of a column. Raises TypeError for one that nobody has taught us yet."""
    if (field.model._meta.db_table, field.column) in _local:
        return LOCAL
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    name = target.get_internal_type()
    if name == "DecimalField":
        return f"decimal:{target.decimal_places}"
    if name not in _KINDS:
        raise TypeError(f"{field}: teach quen.kit.backup.values the kind of a {name}")
    return _KINDS[name]


def writers(kinds: Sequence[str]) -> list[tuple[int, Convert]]:
    """What makes the written form of a row as a database gives it, by place."""
    return [(at, made) for at, kind in enumerate(kinds) if (made := _writer(kind))]


def readers(columns: Sequence[Sequence[str]], vendor: str) -> list[tuple[int, Convert]]:
    """What makes a value for `vendor` of the written form, by place."""
    kinds = [kind for _name, kind in columns]
    return [(at, made) for at, kind in enumerate(kinds) if (made := _reader(kind, vendor))]


def local_values(
    table: str, columns: Sequence[Sequence[str]], vendor: str
) -> list[tuple[int, Any]]:
    """What local columns hold after a restore, by place."""
    return [
        (at, _local.get((table, name), {}).get(vendor))
        for at, (name, kind) in enumerate(columns)
        if kind == LOCAL
    ]


def converted(row: Sequence[Any], by: Sequence[tuple[int, Convert]]) -> list[Any]:
    """The row with these places converted; nothing stays nothing."""
    made = list(row)
    for at, convert in by:
        if made[at] is not None:
            made[at] = convert(made[at])
    return made


def _writer(kind: str) -> Convert | None:
    if kind.startswith("decimal:"):
        step = Decimal(1).scaleb(-int(kind.partition(":")[2]))
        return lambda value: format(Decimal(str(value)).quantize(step), "f")
    return _WRITERS.get(kind)


def _reader(kind: str, vendor: str) -> Convert | None:
    if kind == "bytes":
        return base64.b64decode
    if vendor == "sqlite":
        return _FOR_SQLITE.get(kind)
    return (lambda text: f"{text}+00") if kind == "moment" else None


def _moment(value: Any) -> str:
    if isinstance(value, str):
        if len(value) in (19, 26):
            return value
        value = datetime.fromisoformat(value)
    return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)


def _json(text: Any) -> str:
    return orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS).decode()


def _as_django_writes(text: str) -> str:
    """Django compares JSON on SQLite as text, so it must be spaced like its own."""
    return json.dumps(orjson.loads(text))


_FOR_SQLITE: dict[str, Convert] = {"bool": int, "json": _as_django_writes}
_WRITERS: dict[str, Convert] = {
    "text": str,
    "bool": bool,
    "moment": _moment,
    "day": str,
    "time": str,
    "float": float,
    "json": _json,
    "uuid": lambda value: uuid.UUID(str(value)).hex,
    "bytes": lambda value: base64.b64encode(bytes(value)).decode(),
    LOCAL: lambda value: None,
}
