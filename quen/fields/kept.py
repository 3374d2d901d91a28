"""Kept members of saved views: who they hold for, and the condition that reads them.

A list whose view is followed asks for its kept members instead of its conditions (hot path rule 14).
Its rule is read by the looker's own catalogue first, and every row passes `visible_to` of the looker.
"""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from quen.fields.models import Keeping, SavedView, ViewMember
from quen.fields.nodes import Asker

_FRESH_SECONDS = 5
_any: list[tuple[float, bool]] = []


@dataclass(frozen=True)
class Kept:
    """A condition met by the members of a keeping."""

    asker: Asker
    keeping: Keeping

    cost = 1

    @property
    def key(self) -> str:
        return f"kept {self.keeping.pk} {self.keeping.at}"

    def q(self) -> Q:
        rows = ViewMember.objects.filter(keeping=self.keeping, record_id=OuterRef("pk"))
        return Q(Exists(rows))

    def ids(self) -> QuerySet[Any]:
        rows = ViewMember.objects.filter(keeping=self.keeping)
        return rows.values_list("record_id", flat=True)

    @cached_property
    def driver(self) -> QuerySet[Any]:
        """`ids`, built once."""
        return self.ids()


def keeping_for(view: SavedView, user: Any) -> Keeping | None:
    """What is kept of a view for this user, once it was worked out."""
    whose = user if depends_on_asker(view.filter) else None
    return Keeping.objects.filter(view=view, user=whose, many=False).exclude(at=None).first()


def depends_on_asker(rule: Any) -> bool:
    """Whether two colleagues who see the same records may get different ones from this rule.

    "Me" is somebody else for each, and a related record that one may not see has no values.
    """
    if not isinstance(rule, dict):
        return False
    inner = [*(rule.get("all") or []), *(rule.get("any") or []), rule.get("not")]
    value, field = rule.get("value"), str(rule.get("field", ""))
    me = "me" in value if isinstance(value, list) else value == "me"
    related = "." in field and not field.startswith("custom.")
    return me or related or any(depends_on_asker(one) for one in inner)


def anything_kept() -> bool:
    """Whether any view is followed at all; asked anew after five seconds."""
    if not _any or _any[0][0] < time.monotonic():
        _any[:] = [(time.monotonic() + _FRESH_SECONDS, Keeping.objects.exists())]
    return _any[0][1]


def forget_kept() -> None:
    """Ask anew whether anything is kept (after a change, and between tests)."""
    _any.clear()
