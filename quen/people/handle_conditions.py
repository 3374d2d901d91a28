"""Conditions over all phones or mails of a record, not only the primary one."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from quen.fields.comparing import text_rule
from quen.kit import phones
from quen.kit.workspace import workspace
from quen.people.models import Handle


def handle_conditions(kind: str, holder: str):
    """How a field of a `contact` or `company` (the holder) looks, and drives, through these rows."""

    def look(op: str, value: Any, asker: Any) -> Q:
        rows = Handle.objects.filter(kind=kind, **{holder: OuterRef("pk")})
        return Q(Exists(rows if op == "not_empty" else rows.filter(_normal(kind, op, value))))

    def drive(op: str, value: Any, asker: Any):
        if op in ("contains", "not_empty"):
            return None
        rows = Handle.objects.filter(kind=kind, **{f"{holder}__isnull": False})
        return rows.filter(_normal(kind, op, value)).values_list(f"{holder}_id", flat=True)

    return {"look": look, "drive": drive}


def _normal(kind: str, op: str, value: Any) -> Q:
    if op in ("is", "in"):
        many = value if isinstance(value, list) else [value]
        return Q(normal__in=[_normalised(kind, one) for one in many])
    return text_rule("normal", op, str(value).strip().lower())


def _normalised(kind: str, text: str) -> str:
    if kind != "phone":
        return text.strip().lower()
    try:
        return phones.parse(text, workspace().country).e164
    except ValueError:
        return text.strip()
