"""One page of a list: the one function that chooses how a database is asked for it.

Nobody else writes ORDER BY with LIMIT on records of a million. The recipe and its measurements stand
in docs/performance.md: ids and sort key first, from covering indexes; then the shown columns of 50.

Five ways to a page, chosen by cached bounded counts:
  few      what the user sees, or what a condition leaves, is under LITERAL: take all, sort in Python
  drive    from the rarest condition's ids, sort what is left
  reach    from what the user may see, when that is few against what a walk would look at
  walk     along the sort's index, looking at each row
  teams    as walk, along the index of each of a few teams side by side (SQLite)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from quen.fields.cursors import Cursor, Sort
from quen.fields.kinds import KINDS
from quen.fields.list_rows import (
    Ask,
    beyond,
    has_own_index,
    hinted,
    looked,
    ordered,
    reached,
    walking,
    without_value,
)
from quen.fields.list_sizes import DRIVE, density, is_driving, related_size, rows_seen, size_of
from quen.fields.models import Value
from quen.fields.nodes import Node, Test
from quen.kit.db import MARK, IsTrue, RowCompare, TooSlow, merged, time_limit

LITERAL = 2_000
WINDOW = 20_000
MOST_TEAMS = 40
LIMIT_MS = 400


@dataclass(frozen=True)
class Page:
    """Ids in order. `next` goes on (None: the end); `looked` is how many rows a search that ran into
    its time limit has looked through."""

    ids: list[int]
    next: str | None
    looked: int = 0
    way: str = "walk"


def page_of(
    model: Any,
    user: Any,
    nodes: Sequence[Node],
    sort: Sort,
    *,
    cursor: str = "",
    limit: int = 50,
    trashed: bool = False,
) -> Page:
    """Ids of one page of what `user` may see and the nodes let through. Raises BadCursor."""
    start = Cursor.read(cursor, sort) if cursor else None
    ask = Ask(model, user, "view", tuple(nodes), sort, start, limit, trashed)
    if not ask.reach and not ask.shared:
        return Page([], None)
    if not ask.nodes and sort.field.custom is None:
        return _chosen(ask)  # bounded by itself: setting a limit would cost more than it saves
    try:
        with time_limit(LIMIT_MS):
            return _chosen(ask)
    except TooSlow:
        return _window(ask)


def _chosen(ask: Ask) -> Page:
    if ask.sort.field.custom is not None:
        return _by_value(ask)
    seen = rows_seen(ask)
    left, ids = _fetched(ask)
    few = reached(ask) if ids is None else reached(ask).filter(pk__in=ids)
    if (ids is not None or seen <= LITERAL) and (page := _few(ask, left, few)) is not None:
        return page
    walk = (ask.limit + 1) / density(ask, left)
    rare = min((n for n in left if is_driving(n)), key=size_of, default=None)
    if rare is not None and size_of(rare) * 1.5 < min(walk, seen):
        others = tuple(n for n in left if n is not rare)
        return _sorted(ask, others, reached(ask).filter(pk__in=_ids(rare)), "drive", index=False)
    if seen <= DRIVE and seen * 1.2 < walk and not has_own_index(ask):
        return _sorted(ask, left, reached(ask), "reach", index=False)
    if _several_teams(ask):
        return _side_by_side(ask, left)
    hashed = [n for n in left if isinstance(n, Test) and _worth_hashing(n, walk)]
    rows = walking(ask).filter(*(IsTrue(n.through) for n in hashed))
    return _sorted(ask, tuple(n for n in left if n not in hashed), rows, "walk", index=True)


def _several_teams(ask: Ask) -> bool:
    """Whether the reach is a few teams and (team, sort) an index, so that SQLite walks only what the
    user may see. PostgreSQL sorts instead of merging."""
    return (
        connection.vendor == "sqlite"
        and ask.reach == "tree"
        and not ask.shared
        and 1 < len(ask.user.team_tree()) <= MOST_TEAMS
        and ask.sort.field.column == getattr(ask.model, "DEFAULT_SORT", None)
    )


def _side_by_side(ask: Ask, left: tuple[Node, ...]) -> Page:
    rows = ask.model._base_manager.filter(deleted_at__isnull=not ask.trashed, team_id=MARK)
    column = ask.sort.field.column
    rows = beyond(hinted(looked(rows, left), ask), ask, column).values_list(column, "pk")
    teams, down = ask.user.team_tree(), ask.sort.down
    return _cut(ask, merged(rows, teams, down=down, limit=ask.limit + 1), "teams")


def _worth_hashing(node: Test, walk: float) -> bool:
    """Whether to gather the related records that pass once, instead of looking at each row's: on
    PostgreSQL that is half the price when the walk is longer than they are many; on SQLite twice."""
    if connection.vendor != "postgresql" or not node.related_once:
        return False
    return related_size(node) <= min(DRIVE, walk)


def _fetched(ask: Ask) -> tuple[tuple[Node, ...], list[int] | None]:
    """Take the ids of conditions with few hits; gives what is left to look at."""
    ids: set[int] | None = None
    left: list[Node] = []
    for node in ask.nodes:
        found = (
            set(_ids(node)[: LITERAL + 1])
            if is_driving(node) and size_of(node) <= LITERAL
            else None
        )
        if found is None or len(found) > LITERAL:  # grown since it was counted
            left.append(node)
        else:
            ids = found if ids is None else ids & found
    return tuple(left), None if ids is None else sorted(ids)


def _few(ask: Ask, left: tuple[Node, ...], base: QuerySet[Any]) -> Page | None:
    """All rows that pass, sorted here; None where there are more than 2,000 after all."""
    column = ask.sort.field.column
    rows = list(looked(base, left).values_list(column, "pk").order_by()[: LITERAL + 1])
    if len(rows) > LITERAL:
        return None
    filled = sorted((r for r in rows if r[0] is not None), reverse=ask.sort.down)
    empty = sorted((r for r in rows if r[0] is None), reverse=ask.sort.down)
    return _cut(ask, [r for r in filled + empty if _is_after(ask, r)], "few")


def _is_after(ask: Ask, row: tuple[Any, int]) -> bool:
    at = ask.cursor
    if at is None:
        return True
    if at.empty or row[0] is None:
        beyond = row[1] < at.id if ask.sort.down else row[1] > at.id
        return row[0] is None and (not at.empty or beyond)
    mark = (at.value, at.id)
    return tuple(row) < mark if ask.sort.down else tuple(row) > mark


def _sorted(
    ask: Ask, left: tuple[Node, ...], base: QuerySet[Any], way: str, *, index: bool
) -> Page:
    """A page in the database's order; a nullable sort has its rows without a value at the end."""
    column = ask.sort.field.column
    rows = hinted(looked(base, left), ask)
    found: list[tuple[Any, int]] = []
    if not (ask.cursor and ask.cursor.empty):
        filled = rows.filter(**{f"{column}__isnull": False}) if ask.sort.field.nullable else rows
        found = list(ordered(filled, ask, column, index=index)[: ask.limit + 1])
    if ask.sort.field.nullable and len(found) <= ask.limit:
        tail = without_value(rows.filter(**{f"{column}__isnull": True}), ask)
        found += [(None, pk) for pk in tail[: ask.limit + 1 - len(found)]]
    return _cut(ask, found, way)


def _cut(ask: Ask, rows: list[tuple[Any, int]], way: str) -> Page:
    shown = rows[: ask.limit]
    if len(rows) <= ask.limit or not shown:
        return Page([pk for _, pk in shown], None, way=way)
    value, pk = shown[-1]
    return Page([pk for _, pk in shown], Cursor(value, pk, value is None).text(), way=way)


def _by_value(ask: Ask) -> Page:
    """Sorted by a custom field: walk its values, then the records without one."""
    custom = ask.sort.field.custom
    column = KINDS[ask.sort.field.kind].column
    passing = looked(reached(ask), ask.nodes)
    found: list[tuple[Any, int]] = []
    values = Value.objects.filter(field=custom, slot=0, **{f"{column}__isnull": False})
    if not (ask.cursor and ask.cursor.empty):
        walk = values.filter(record_id__in=passing.values("pk"))
        if ask.cursor:
            mark = (ask.cursor.value, ask.cursor.id)
            walk = walk.filter(RowCompare((column, "record_id"), mark, less=ask.sort.down))
        sign = "-" if ask.sort.down else ""
        walk = walk.order_by(f"{sign}{column}", f"{sign}record_id")
        found = list(walk.values_list(column, "record_id")[: ask.limit + 1])
    if len(found) <= ask.limit:
        tail = without_value(passing.exclude(pk__in=values.values("record_id")), ask)
        found += [(None, pk) for pk in tail[: ask.limit + 1 - len(found)]]
    return _cut(ask, found, "value")


def _window(ask: Ask) -> Page:
    """A search that took too long: what the next 20,000 rows of the sort hold, and where to go on."""
    if ask.sort.field.custom is not None or ask.sort.field.nullable:
        return Page([], None, looked=0, way="gave up")
    column = ask.sort.field.column
    bare = replace(ask, nodes=(), limit=WINDOW)
    rows = ordered(walking(bare), bare, column, index=True)
    edge = list(rows[WINDOW - 1 : WINDOW])
    passing = ordered(looked(walking(ask), ask.nodes), ask, column, index=True)
    if edge:
        # Told as "at least" and not as "not less than", which PostgreSQL finds no index for.
        within = RowCompare((column, "pk"), edge[0], less=not ask.sort.down, same=True)
        passing = passing.filter(within)
    found = list(passing[: ask.limit + 1])
    if len(found) > ask.limit or not edge:
        return _cut(ask, found, "window")
    value, pk = edge[0]
    return Page([p for _, p in found], Cursor(value, pk).text(), looked=WINDOW, way="window")


def _ids(node: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = node.driver
    return found
