"""The rows that a page of a list is taken from: what the user may see, behind the cursor, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from quen.accounts.visibility import reach_rule
from quen.fields.cursors import Cursor, Sort
from quen.fields.nodes import Did, Node
from quen.kit.db import NoIndex, RowCompare
from quen.timeline.kinds import KINDS as EVENTS


@dataclass(frozen=True)
class Ask:
    """Everything one page depends on."""

    model: Any
    user: Any
    action: str
    nodes: tuple[Node, ...]
    sort: Sort
    cursor: Cursor | None
    limit: int
    trashed: bool = False

    @property
    def reach(self) -> str:
        meta = self.model._meta
        reach: str = self.user.reach(f"{meta.app_label}.{self.action}_{meta.model_name}")
        return reach

    @property
    def shared(self) -> list[int]:
        shared: list[int] = self.user.shared_ids(self.model._meta.model_name)
        return shared


def reached(ask: Ask) -> QuerySet[Any]:
    """The rows that the user may see."""
    rows: QuerySet[Any] = ask.model._base_manager.filter(deleted_at__isnull=not ask.trashed)
    return rows if ask.reach == "all" else rows.filter(_reach(ask))


def _reach(ask: Ask) -> Q:
    rule = reach_rule(ask.user, ask.reach) if ask.reach else Q(pk__in=[])
    return rule | Q(pk__in=ask.shared) if ask.shared else rule


def walking(ask: Ask) -> QuerySet[Any]:
    """The same, spelt so that SQLite walks the sort's index instead of driving from the reach."""
    if ask.reach == "all" or ask.shared or connection.vendor != "sqlite" or has_own_index(ask):
        return reached(ask)
    rows: QuerySet[Any] = ask.model._base_manager.filter(deleted_at__isnull=not ask.trashed)
    rows = rows.alias(_owner=NoIndex(F("owner_id")), _team=NoIndex(F("team_id")))
    if ask.reach == "own" or not ask.user.team_id:
        return rows.filter(_owner=ask.user.pk)
    teams = [ask.user.team_id] if ask.reach == "team" else ask.user.team_tree()
    return rows.filter(_team__in=teams)


def has_own_index(ask: Ask) -> bool:
    """Whether (owner, sort) or (team, sort) is an index, so that a narrow reach may walk it."""
    narrow = ask.reach == "own" or (
        ask.reach in ("team", "tree") and len(ask.user.team_tree()) == 1
    )
    return narrow and ask.sort.field.column == getattr(ask.model, "DEFAULT_SORT", None)


def looked(rows: QuerySet[Any], nodes: Sequence[Node]) -> QuerySet[Any]:
    """Add the looks, cheap ones first: SQLite asks them in this order."""
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    return rows


def beyond(rows: QuerySet[Any], ask: Ask, column: str) -> QuerySet[Any]:
    """The rows behind the cursor."""
    if ask.cursor is None or ask.cursor.empty:
        return rows
    mark = (ask.cursor.value, ask.cursor.id)
    return rows.filter(RowCompare((column, "pk"), mark, less=ask.sort.down))


def ordered(rows: QuerySet[Any], ask: Ask, column: str, *, index: bool) -> QuerySet[Any]:
    """Sort values and ids of the rows behind the cursor; `index`: along the index of the sort."""
    rows = beyond(rows, ask, column)
    sign = "-" if ask.sort.down else ""
    if index:
        return rows.order_by(f"{sign}{column}", f"{sign}pk").values_list(column, "pk")
    # Sorting few rows: keep both databases from walking the sort's index to avoid that sort.
    plain = NoIndex(F(column))
    first = plain.desc() if ask.sort.down else plain.asc()
    return rows.order_by(first, f"{sign}pk").values_list(column, "pk")


def without_value(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Ids of the rows behind the cursor, by id alone: they have no sort value."""
    sign = "-" if ask.sort.down else ""
    if ask.cursor and ask.cursor.empty:
        rows = rows.filter(**{f"pk__{'lt' if ask.sort.down else 'gt'}": ask.cursor.id})
    return rows.order_by(f"{sign}pk").values_list("pk", flat=True)


def hinted(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """An event within N days means activity within N days: end the walk there."""
    since = [n.since for n in ask.nodes if isinstance(n, Did) and n.driver is not None and n.since]
    if since and ask.sort.field.column == "last_activity_at" and ask.sort.down:
        return rows.filter(last_activity_at__gte=max(since)) if _all_active(ask) else rows
    return rows


def _all_active(ask: Ask) -> bool:
    return all(EVENTS[n.event].activity for n in ask.nodes if isinstance(n, Did) and n.since)
