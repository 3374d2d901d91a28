"""What a list is ordered by, and the cursor that says where a page of it ended."""

import base64
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.utils import timezone

from quen.fields.catalogue import Field
from quen.fields.kinds import KINDS


class BadCursor(ValueError):
    """A cursor that this list did not give out."""


@dataclass(frozen=True)
class Sort:
    """What a list is ordered by; ties are broken by id in the same direction."""

    field: Field
    down: bool

    @property
    def key(self) -> str:
        return f"-{self.field.key}" if self.down else self.field.key


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: the sort value and id of its last row; `empty` in the rows without a value."""

    value: Any
    id: int
    empty: bool = False

    def text(self) -> str:
        """Opaque, safe in URLs."""
        plain = [_plain(self.value), self.id, self.empty]
        return base64.urlsafe_b64encode(orjson.dumps(plain)).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, sort: Sort) -> "Cursor":
        """Raises BadCursor."""
        try:
            value, pk, empty = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not isinstance(pk, int) or not 0 <= pk < 2**63 or not isinstance(empty, bool):
                raise ValueError
            return cls(None if empty else _typed(value, sort.field), pk, empty)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise BadCursor from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) or hasattr(value, "isoformat") else value


def _typed(value: Any, field: Field) -> Any:
    """A cursor's value as its column holds it."""
    kind = KINDS[field.kind]
    if field.kind in ("number", "money", "rating", "boolean"):
        return Decimal(str(value))
    if field.kind == "datetime" or (field.custom and kind.column == "moment"):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
    if field.kind == "date":
        return datetime.fromisoformat(value).date()
    if kind.column == "reference" or field.kind == "choice":
        return value if isinstance(value, (int, str)) else str(value)
    return str(value)
