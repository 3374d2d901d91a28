"""Keeping computed fields: worked out for some records, after changes, each night, or all anew."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, Max, Min, QuerySet, Sum

from quen.fields.actions.values import write_values
from quen.fields.catalogue import Field, all_fields
from quen.fields.computed.evaluating import as_stored, evaluate
from quen.fields.computed.functions import NoValue
from quen.fields.computed.language import BadExpression, read
from quen.fields.computed.specs import RollUp, computed_of, everybody, roll_up_of, spec_of
from quen.fields.conditions import parse
from quen.fields.models import CustomField
from quen.fields.nodes import Group
from quen.fields.nouns import NOUNS
from quen.kit.money import Money
from quen.kit.rates import convert
from quen.kit.rebuilding import rebuilds
from quen.kit.workspace import today, workspace

BATCH = 500
_ADDS = {"count": Count, "sum": Sum, "min": Min, "max": Max, "avg": Avg}


@transaction.atomic
def work_out(type_key: str, ids: Sequence[int], only: int = 0) -> int:
    """Work the computed fields of at most 500 records out (one field where `only` names it); gives how
    many records have changed. Harmless when repeated."""
    fields = [one for one in computed_of(type_key) if only in (0, one.pk)]
    if not fields:
        return 0
    model: Any = NOUNS[type_key].model
    records: list[Any] = list(
        model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk")
    )
    rolled = {one.pk: _rolled(one, ids) for one in fields if "rollup" in spec_of(one)}
    changed: dict[int, dict[str, Any]] = {}
    for record in records:
        found = _found(type_key, record, fields, rolled)
        fresh = {key: value for key, value in found.items() if record.custom.get(key) != value}
        if fresh:
            changed[record.pk] = fresh
            record.custom = {k: v for k, v in {**record.custom, **fresh}.items() if v is not None}
    if changed:
        model._base_manager.bulk_update([r for r in records if r.pk in changed], ["custom"])
        write_values(type_key, changed)
    return len(changed)


def _found(
    type_key: str, record: Any, fields: Iterable[CustomField], rolled: dict[int, dict[int, Any]]
) -> dict[str, Any]:
    """What each field gives, in order: a later one sees what an earlier one gave."""
    found: dict[str, Any] = {}
    known = all_fields(type_key)

    def lookup(key: str) -> Any:
        bare = key.removeprefix("custom.")
        if key.startswith("custom.") and bare in found:
            return plain_value(known[key], found[bare])
        return value_on(type_key, record, known[key]) if key in known else None

    for field in fields:
        try:
            value = (
                rolled[field.pk].get(record.pk)
                if "rollup" in spec_of(field)
                else evaluate(read(spec_of(field)["expression"]), lookup)
            )
            found[field.key] = as_stored(value, field.kind, getattr(record, "currency", ""))
        except (NoValue, BadExpression):
            found[field.key] = None
    return found


def value_on(type_key: str, record: Any, field: Field) -> Any:
    """What a record holds in a field, as expressions reckon with it."""
    return plain_value(field, NOUNS[type_key].value(record, field.key))


def plain_value(field: Field, stored: Any) -> Any:
    """A stored value as a Decimal, a day, a moment, a truth or a text."""
    if stored in (None, ""):
        return None
    if field.kind in ("number", "rating", "money"):
        return Decimal(str(stored["amount"] if isinstance(stored, dict) else stored))
    if field.kind == "date":
        return date.fromisoformat(str(stored)[:10])
    if field.kind == "datetime":
        return datetime.fromisoformat(str(stored))
    return stored if isinstance(stored, bool) else str(stored)


def _rolled(field: CustomField, ids: Sequence[int]) -> dict[int, Any]:
    try:
        return rolled_up(roll_up_of(spec_of(field), field.type), ids)
    except BadExpression:
        return {}


def rolled_up(it: RollUp, ids: Sequence[int]) -> dict[int, Any]:
    """What a roll-up gives for each of these records; 0 for a count or a sum of none."""
    rows = _children(it, ids).order_by().values(it.through.column)
    if it.field is None or it.do == "count":
        told = {r[it.through.column]: Decimal(r["n"]) for r in rows.annotate(n=Count("pk"))}
        return dict.fromkeys(ids, Decimal(0)) | told
    if it.field.kind == "money":
        return _in_one_currency(it, rows, ids)
    worked = rows.annotate(n=_ADDS[it.do](it.field.column))
    empty = dict.fromkeys(ids, Decimal(0)) if it.do == "sum" else {}
    return empty | {r[it.through.column]: _exact(r["n"]) for r in worked}


def _children(it: RollUp, ids: Sequence[int]) -> QuerySet[Any]:
    rows = NOUNS[it.type].model._base_manager.filter(
        deleted_at=None, **{f"{it.through.column}__in": list(ids)}
    )
    nodes = parse(it.rule, everybody(it.type)) if it.rule else []
    return rows.filter(Group("all", tuple(nodes)).q()) if nodes else rows


def _in_one_currency(it: RollUp, rows: QuerySet[Any], ids: Sequence[int]) -> dict[int, Any]:
    """Amounts in the company's currency at today's rate; nothing where a rate is missing, never a guess.

    An average is that of all amounts; the least and the greatest are compared once converted.
    """
    column = str(it.field.column) if it.field else ""
    adds = {"sum": Sum, "avg": Sum, "min": Min, "max": Max}[it.do]
    worked = rows.annotate(total=adds(column), n=Count("pk")).values_list(
        it.through.column, "currency", "total", "n"
    )
    parts: dict[int, list[tuple[Decimal | None, int]]] = {}
    for pk, currency, total, n in worked:
        same = convert(Money(_exact(total), currency), workspace().currency, today())
        parts.setdefault(pk, []).append((same.amount if same else None, n))
    empty = dict.fromkeys(ids, Decimal(0)) if it.do == "sum" else {}
    return empty | {pk: _joined(it.do, found) for pk, found in parts.items()}


def _joined(do: str, found: list[tuple[Decimal | None, int]]) -> Decimal | None:
    amounts = [amount for amount, _n in found if amount is not None]
    if len(amounts) < len(found):
        return None
    if do == "avg":
        return sum(amounts, Decimal(0)) / sum(n for _amount, n in found)
    return {
        "sum": lambda: sum(amounts, Decimal(0)),
        "min": lambda: min(amounts),
        "max": lambda: max(amounts),
    }[do]()


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, (int, float)) else value


@rebuilds("computed fields")
def rebuild() -> None:
    """Work every computed field out anew, 500 records at a time."""
    for type_key in (
        CustomField.objects.live()
        .exclude(computed=None)
        .values_list("type", flat=True)
        .distinct()
        .order_by()
    ):
        last: int | None = 0
        while last is not None:
            last = work_out_next(type_key, last)


def work_out_next(type_key: str, after: int, only: int = 0) -> int | None:
    """The next 500 records after an id; gives the last id, or None at the end."""
    rows = NOUNS[type_key].model._base_manager.filter(pk__gt=after).order_by("pk")
    ids: list[int] = list(rows.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return None
    work_out(type_key, ids, only)
    return ids[-1]
