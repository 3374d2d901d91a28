"""What a note or task stands on: a record of any type, seen through its own right."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from quen.kit import records
from quen.kit.refused import Refused

# Rooms lend where a record's next step is kept: its earliest open task with a day.
NEXT_STEPS: dict[str, Callable[[int, datetime | None], None]] = {}


def next_step(type_key: str) -> Callable[[Any], Any]:
    """Lend `keep(record_id, at)` for a type. Raises ValueError where it has one."""

    def lend(keep: Callable[[int, datetime | None], None]) -> Any:
        if type_key in NEXT_STEPS:
            raise ValueError(f"the next step of {type_key} is kept already")
        NEXT_STEPS[type_key] = keep
        return keep

    return lend


def target(type_key: str, record_id: int | None, user: Any) -> Model | None:
    """The record, where `user` may see it; None for no record. Raises Refused (404) otherwise."""
    return _found(records.visible, type_key, record_id, user)


def held_target(type_key: str, record_id: int | None, user: Any) -> Model | None:
    """As `target`, to write something new on it: nobody merges the record before this transaction ends, and
    one that went up into another meanwhile gives that one."""
    return _found(records.held, type_key, record_id, user)


def _found(
    look: Callable[[str, int, Any], Model | None], type_key: str, record_id: int | None, user: Any
) -> Model | None:
    if not type_key and record_id is None:
        return None
    found = look(type_key, record_id or 0, user)
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    return found


def around(it: Model | None) -> list[Any]:
    """The record and those whose timeline also tells of it."""
    if it is None:
        return []
    return [it, getattr(it, "contact", None), getattr(it, "company", None)]
