"""Writing custom values: the JSON that shows and the typed rows that answer, together."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from quen.fields.catalogue import all_fields
from quen.fields.kinds import KINDS
from quen.fields.models import CustomField, Value
from quen.kit import rows
from quen.kit.rebuilding import rebuilds
from quen.kit.records import TYPES
from quen.kit.text import fold
from quen.kit.workspace import workspace


@transaction.atomic
def write_values(
    type_key: str, changed: Mapping[int, Mapping[str, Any]], *, new: bool = False
) -> None:
    """Write typed rows for {record id: {custom key: stored value or None}}; `new` skips deleting.

    The caller has put the same values into the records' JSON.
    """
    fields = {f.custom.key: f.custom for f in all_fields(type_key).values() if f.custom}
    named = {key for values in changed.values() for key in values}
    touched = [fields[key].pk for key in named if key in fields]
    if not new and touched:
        Value.objects.filter(field_id__in=touched, record_id__in=list(changed)).delete()
    typed_rows = (
        row
        for record_id, values in changed.items()
        for key, value in values.items()
        if key in fields
        for row in rows_of(fields[key], record_id, value)
    )
    rows.insert(Value, Typed._fields, typed_rows)


class Typed(NamedTuple):
    """A Value row's columns."""

    field_id: int
    record_id: int
    slot: int
    currency: str
    text: str | None = None
    number: Decimal | None = None
    moment: datetime | None = None
    reference: int | None = None


def rows_of(field: CustomField, record_id: int, value: Any) -> Iterable[Typed]:
    """The typed rows that answer for one stored value."""
    if value is None:
        return
    kind = KINDS[field.kind]
    for slot, one in enumerate(value if kind.many else [value]):
        currency = one["currency"] if field.kind == "money" else ""
        yield Typed(field.pk, record_id, slot, currency, **{kind.column: typed(field.kind, one)})


def typed(kind: str, value: Any) -> Any:
    """A stored value as its Value column holds it."""
    if kind == "money":
        return Decimal(value["amount"])
    if kind in ("number", "rating"):
        return Decimal(str(value))
    if kind == "boolean":
        return Decimal(1 if value else 0)
    if kind == "date":
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(workspace().zone))
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind in ("user", "relation"):
        return int(value)
    if kind == "file":
        return int(value["id"])
    return str(value) if kind in ("choice", "choices") else fold(str(value))[:200]


@rebuilds("custom values")
def rebuild_all() -> None:
    """Make the Value rows of every type that has custom fields anew."""
    for type_key in CustomField.objects.order_by().values_list("type", flat=True).distinct():
        if type_key in TYPES:
            rebuild(type_key)


@transaction.atomic
def rebuild(type_key: str) -> int:
    """Make all Value rows of a type anew from the records' JSON; gives how many records had any."""
    model = TYPES[type_key].model
    Value.objects.filter(field__type=type_key).delete()
    done = 0
    batch: dict[int, dict[str, Any]] = {}
    held = model._base_manager.exclude(custom={}).values_list("pk", "custom")
    for pk, custom in held.iterator(chunk_size=1000):
        batch[pk] = custom
        if len(batch) == 1000:
            write_values(type_key, batch, new=True)
            done, batch = done + len(batch), {}
    write_values(type_key, batch, new=True)
    return done + len(batch)
