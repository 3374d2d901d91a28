"""What a note or task stands on: a record of any type, seen through its own right."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from quen.kit import records
from quen.kit.refused import Refused


def target(type_key: str, record_id: int | None, user: Any) -> Model | None:
    """The record, where `user` may see it; None for no record. Raises Refused (404) otherwise."""
    if not type_key and record_id is None:
        return None
    found = records.visible(type_key, record_id or 0, user)
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    return found


def around(it: Model | None) -> list[Any]:
    """The record and those whose timeline also tells of it."""
    if it is None:
        return []
    return [it, getattr(it, "contact", None), getattr(it, "company", None)]
