"""A contact or company as plain facts: what events tell, the API answers and edits compare."""

from collections.abc import Iterable
from typing import Any

from quen.fields.actions.tags import tags_of
from quen.kit.plain_rows import plain
from quen.people.models import Address, Handle
from quen.people.staging import stages


def value_of(type_key: str, it: Any, key: str) -> Any:
    """One present value by its catalogue key."""
    if key.startswith("custom."):
        return it.custom.get(key.removeprefix("custom."))
    if key == "lifecycle_stage":
        return stage_key(it.stage_id)
    if key == "tags":
        return [tag.name for tag in tags_of(type_key, [it.pk])[it.pk]]
    if key in ("emails", "phones", "handles"):
        return handle_facts(it, type_key, {"emails": "email", "phones": "phone"}.get(key, ""))
    if key in ("address", "addresses"):
        return address_facts(Address.objects.filter(**{type_key: it}))
    return plain(getattr(it, key))


def stage_key(stage_id: int) -> str:
    return next((s.key for s in stages() if s.pk == stage_id), "")


def handle_facts(it: Any, type_key: str, kind: str) -> list[dict[str, Any]]:
    """Handles as the API shows them; all kinds but phone and mail where `kind` is empty."""
    rows = Handle.objects.filter(**{type_key: it})
    rows = rows.filter(kind=kind) if kind else rows.exclude(kind__in=("phone", "email"))
    return [handle_short(row, with_kind=not kind) for row in rows]


def handle_short(row: Any, *, with_kind: bool) -> dict[str, Any]:
    """A handle, or a row with its columns, as the API shows it."""
    facts = {
        "value": row.normal if row.kind == "phone" else row.value,
        "label": row.label,
        "primary": row.primary,
        "verified_at": plain(row.verified_at) if row.verified_at else None,
        "invalid": row.invalid,
    }
    return {"kind": row.kind, **facts} if with_kind else facts


def address_facts(rows: Iterable[Address]) -> list[dict[str, Any]]:
    keys = ("label", "street", "ward", "district", "province", "postcode", "country", "primary")
    return [{key: getattr(row, key) for key in keys} for row in rows]
