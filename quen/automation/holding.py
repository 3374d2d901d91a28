"""Whether a condition holds for a record, in the eyes of whom a flow acts for."""

from typing import Any

from django.db.models import QuerySet

from quen.accounts.models import User
from quen.fields.catalogue import catalogue
from quen.fields.conditions import matching
from quen.kit.records import TYPES


def holds(rule: Any, type_key: str, record_id: int, user: User) -> bool:
    """Whether the record passes a rule of the one condition language; no rule holds always.

    What `user` may not see or know of holds nothing. Raises BadRule.
    """
    return bool(all_that_hold(rule, type_key, user).filter(pk=record_id).exists())


def all_that_hold(rule: Any, type_key: str, user: User) -> QuerySet[Any]:
    """The records that `user` may see and that pass the rule. Raises BadRule."""
    rows = TYPES[type_key].visible_to(user)
    return rows.filter(matching(rule, catalogue(type_key, user))) if rule else rows


def stood_with(record: Any, type_key: str) -> list[tuple[str, int]]:
    """The record and those whose events concern it: its customer and its company."""
    found = [(type_key, record.pk)]
    for key in ("contact", "company"):
        pk = getattr(record, f"{key}_id", None)
        if pk and key != type_key:
            found.append((key, pk))
    return found
