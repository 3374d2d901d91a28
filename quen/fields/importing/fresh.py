"""Custom fields that a mapping asks for, with the choices that the file holds."""

from typing import Any

from quen.fields.actions.custom import add_field, change_field
from quen.fields.importing.files import rows_of
from quen.fields.importing.running import header_of, reading_of
from quen.fields.models import CustomField, ImportRun
from quen.kit.text import fold

MOST = 200


def add_fresh_fields(run: ImportRun) -> None:
    """Add the fields of `mapping["fields"]` where missing. Raises Refused, BadFile.

    Each is {"type", "key", "kind", "labels", "from"}; for choices "from" is the column whose values
    become them.
    """
    for asked in run.mapping.get("fields") or []:
        known = CustomField.objects.live().filter(type=asked["type"], key=asked["key"]).first()
        choices = _choices(run, asked) if asked["kind"] in ("choice", "choices") else []
        if known is None:
            facts: dict[str, Any] = {k: asked[k] for k in ("labels", "kind", "key")}
            add_field(asked["type"], by=run.user, choices=choices, **facts)
        elif new := [c for c in choices if c["key"] not in {k["key"] for k in known.choices}]:
            change_field(known, by=run.user, choices=[*known.choices, *new])


def _choices(run: ImportRun, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The distinct values of a column, in the order they come."""
    at = header_of(run).index(asked["from"])
    rows = rows_of(reading_of(run))
    next(rows)
    values = dict.fromkeys(row[at].strip() for row in rows if len(row) > at and row[at].strip())
    return [{"key": _key(v), "labels": {"en": v, "vi": v, "th": v}} for v in list(values)[:MOST]]


def _key(value: str) -> str:
    return "-".join(fold(value).split())[:40]
