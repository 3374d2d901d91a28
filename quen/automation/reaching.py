"""Rows that stand on a record of any type follow that record's right."""

from typing import Any

from django.db.models import Q

from quen.kit.records import TYPES

# The record types that flows go through and people are asked about; `panels.carries` adds them.
ON: list[str] = []


def on_records_of(user: Any, action: str = "view", column: str = "record_id") -> Q:
    """The condition on rows with `type` and a record id: `user` may see that record (or do `action` to it)."""
    rule = Q(pk__in=[])
    for key in ON:
        if user.can(right_of(key, action)):
            rule |= Q(TYPES[key].seen_from(column, user, action), type=key)
    return rule


def right_of(type_key: str, action: str) -> str:
    """The right to do `action` to records of a type."""
    meta = TYPES[type_key].model._meta
    return f"{meta.app_label}.{action}_{meta.model_name}"
