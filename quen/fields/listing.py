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

import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from quen.accounts.visibility import reach_rule
from quen.fields.catalogue import Field
from quen.fields.conditions import Did, Node, Test
from quen.fields.kept import Kept
from quen.fields.kinds import KINDS
from quen.fields.models import Value
from quen.kit.db import MARK, IsTrue, NoIndex, RowCompare, TooSlow, merged, time_limit
from quen.timeline.kinds import KINDS as EVENTS

LITERAL, DRIVE = 2_000, 25_000
WINDOW = 20_000
MOST_TEAMS = 40
LIMIT_MS = 400
_KEPT_SECONDS = 300
_UNKNOWN = 0.3
_sizes: dict[Any, tuple[float, int]] = {}


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


@dataclass(frozen=True)
class Page:
    """Ids in order. `next` goes on (None: the end); `looked` is how many rows a search that ran into
    its time limit has looked through."""

    ids: list[int]
    next: str | None
    looked: int = 0
    way: str = "walk"


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
    seen = _seen(ask)
    left, ids = _fetched(ask)
    few = _base(ask) if ids is None else _base(ask).filter(pk__in=ids)
    if (ids is not None or seen <= LITERAL) and (page := _few(ask, left, few)) is not None:
        return page
    walk = (ask.limit + 1) / _density(ask, left)
    rare = min((n for n in left if _driving(n)), key=_size, default=None)
    if rare is not None and _size(rare) * 1.5 < min(walk, seen):
        others = tuple(n for n in left if n is not rare)
        return _sorted(ask, others, _base(ask).filter(pk__in=_ids(rare)), "drive", index=False)
    if seen <= DRIVE and seen * 1.2 < walk and not _own_index(ask):
        return _sorted(ask, left, _base(ask), "reach", index=False)
    if _several_teams(ask):
        return _side_by_side(ask, left)
    hashed = [n for n in left if isinstance(n, Test) and _worth_hashing(n, walk)]
    rows = _walking(ask).filter(*(IsTrue(n.through) for n in hashed))
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
    rows = _beyond(_hinted(_looked(rows, left), ask), ask, column).values_list(column, "pk")
    teams, down = ask.user.team_tree(), ask.sort.down
    return _cut(ask, merged(rows, teams, down=down, limit=ask.limit + 1), "teams")


def _worth_hashing(node: Test, walk: float) -> bool:
    """Whether to gather the related records that pass once, instead of looking at each row's: on
    PostgreSQL that is half the price when the walk is longer than they are many; on SQLite twice."""
    if connection.vendor != "postgresql" or not node.related_once:
        return False
    size = _kept(("related", node.key, node.asker.user.pk), node.related)
    return size <= min(DRIVE, walk)


def _fetched(ask: Ask) -> tuple[tuple[Node, ...], list[int] | None]:
    """Take the ids of conditions with few hits; gives what is left to look at."""
    ids: set[int] | None = None
    left: list[Node] = []
    for node in ask.nodes:
        found = (
            set(_ids(node)[: LITERAL + 1]) if _driving(node) and _size(node) <= LITERAL else None
        )
        if found is None or len(found) > LITERAL:  # grown since it was counted
            left.append(node)
        else:
            ids = found if ids is None else ids & found
    return tuple(left), None if ids is None else sorted(ids)


def _base(ask: Ask) -> QuerySet[Any]:
    rows: QuerySet[Any] = ask.model._base_manager.filter(deleted_at__isnull=not ask.trashed)
    return rows if ask.reach == "all" else rows.filter(_reach(ask))


def _reach(ask: Ask) -> Q:
    rule = reach_rule(ask.user, ask.reach) if ask.reach else Q(pk__in=[])
    return rule | Q(pk__in=ask.shared) if ask.shared else rule


def _walking(ask: Ask) -> QuerySet[Any]:
    """The base, spelt so that SQLite walks the sort's index instead of driving from the reach."""
    if ask.reach == "all" or ask.shared or connection.vendor != "sqlite" or _own_index(ask):
        return _base(ask)
    rows: QuerySet[Any] = ask.model._base_manager.filter(deleted_at__isnull=not ask.trashed)
    rows = rows.alias(_owner=NoIndex(F("owner_id")), _team=NoIndex(F("team_id")))
    if ask.reach == "own" or not ask.user.team_id:
        return rows.filter(_owner=ask.user.pk)
    teams = [ask.user.team_id] if ask.reach == "team" else ask.user.team_tree()
    return rows.filter(_team__in=teams)


def _own_index(ask: Ask) -> bool:
    """Whether (owner, sort) or (team, sort) is an index, so that a narrow reach may walk it."""
    narrow = ask.reach == "own" or (
        ask.reach in ("team", "tree") and len(ask.user.team_tree()) == 1
    )
    return narrow and ask.sort.field.column == getattr(ask.model, "DEFAULT_SORT", None)


def _few(ask: Ask, left: tuple[Node, ...], base: QuerySet[Any]) -> Page | None:
    """All rows that pass, sorted here; None where there are more than 2,000 after all."""
    column = ask.sort.field.column
    rows = list(_looked(base, left).values_list(column, "pk").order_by()[: LITERAL + 1])
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
    rows = _hinted(_looked(base, left), ask)
    found: list[tuple[Any, int]] = []
    if not (ask.cursor and ask.cursor.empty):
        filled = rows.filter(**{f"{column}__isnull": False}) if ask.sort.field.nullable else rows
        found = list(_ordered(filled, ask, column, index=index)[: ask.limit + 1])
    if ask.sort.field.nullable and len(found) <= ask.limit:
        tail = _tail(rows.filter(**{f"{column}__isnull": True}), ask)
        found += [(None, pk) for pk in tail[: ask.limit + 1 - len(found)]]
    return _cut(ask, found, way)


def _beyond(rows: QuerySet[Any], ask: Ask, column: str) -> QuerySet[Any]:
    """The rows behind the cursor."""
    if ask.cursor is None or ask.cursor.empty:
        return rows
    mark = (ask.cursor.value, ask.cursor.id)
    return rows.filter(RowCompare((column, "pk"), mark, less=ask.sort.down))


def _ordered(rows: QuerySet[Any], ask: Ask, column: str, *, index: bool) -> QuerySet[Any]:
    rows = _beyond(rows, ask, column)
    sign = "-" if ask.sort.down else ""
    if index:
        return rows.order_by(f"{sign}{column}", f"{sign}pk").values_list(column, "pk")
    # Sorting few rows: keep both databases from walking the sort's index to avoid that sort.
    plain = NoIndex(F(column))
    first = plain.desc() if ask.sort.down else plain.asc()
    return rows.order_by(first, f"{sign}pk").values_list(column, "pk")


def _tail(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    sign = "-" if ask.sort.down else ""
    if ask.cursor and ask.cursor.empty:
        rows = rows.filter(**{f"pk__{'lt' if ask.sort.down else 'gt'}": ask.cursor.id})
    return rows.order_by(f"{sign}pk").values_list("pk", flat=True)


def _looked(rows: QuerySet[Any], nodes: Sequence[Node]) -> QuerySet[Any]:
    """Add the looks, cheap ones first: SQLite asks them in this order."""
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    return rows


def _hinted(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """An event within N days means activity within N days: end the walk there."""
    since = [n.since for n in ask.nodes if isinstance(n, Did) and n.driver is not None and n.since]
    if since and ask.sort.field.column == "last_activity_at" and ask.sort.down:
        return rows.filter(last_activity_at__gte=max(since)) if _all_active(ask) else rows
    return rows


def _all_active(ask: Ask) -> bool:
    return all(EVENTS[n.event].activity for n in ask.nodes if isinstance(n, Did) and n.since)


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
    passing = _looked(_base(ask), ask.nodes)
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
        tail = _tail(passing.exclude(pk__in=values.values("record_id")), ask)
        found += [(None, pk) for pk in tail[: ask.limit + 1 - len(found)]]
    return _cut(ask, found, "value")


def _window(ask: Ask) -> Page:
    """A search that took too long: what the next 20,000 rows of the sort hold, and where to go on."""
    if ask.sort.field.custom is not None or ask.sort.field.nullable:
        return Page([], None, looked=0, way="gave up")
    column = ask.sort.field.column
    bare = replace(ask, nodes=(), limit=WINDOW)
    rows = _ordered(_walking(bare), bare, column, index=True)
    edge = list(rows[WINDOW - 1 : WINDOW])
    passing = _ordered(_looked(_walking(ask), ask.nodes), ask, column, index=True)
    if edge:
        # Told as "at least" and not as "not less than", which PostgreSQL finds no index for.
        within = RowCompare((column, "pk"), edge[0], less=not ask.sort.down, same=True)
        passing = passing.filter(within)
    found = list(passing[: ask.limit + 1])
    if len(found) > ask.limit or not edge:
        return _cut(ask, found, "window")
    value, pk = edge[0]
    return Page([p for _, p in found], Cursor(value, pk).text(), looked=WINDOW, way="window")


def _seen(ask: Ask) -> int:
    """How many rows the user may see, up to DRIVE + 1; kept for minutes, never exact."""
    if ask.reach == "all" and not ask.trashed:
        key: tuple[Any, ...] = (ask.model, "all")
    else:
        key = (ask.model, ask.reach, ask.trashed, ask.user.pk, tuple(ask.user.team_ids))
    return _kept(key, lambda: _base(ask))


def _density(ask: Ask, nodes: Sequence[Node]) -> float:
    """The guessed share of looked-at rows that pass."""
    total = max(_kept_total(ask.model), 1)
    share = 1.0
    for node in nodes:
        size = _size(node) if _driving(node) else None
        share *= _UNKNOWN if size is None or size > DRIVE else max(size / total, 1e-6)
    if ask.reach != "all" and not _own_index(ask):
        share *= min(_seen(ask) / total, 1.0) if _seen(ask) <= DRIVE else _UNKNOWN
    return max(share, 1e-9)


def _driving(node: Node) -> bool:
    return isinstance(node, (Test, Did, Kept)) and node.driver is not None


def _ids(node: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = node.driver
    return found


def _size(node: Any) -> int:
    return _kept((node.key, _day_of(node)), lambda: node.driver)


def _day_of(node: Any) -> Any:
    return node.asker.now.date() if isinstance(node, Did) else node.asker.user.pk


def _kept_total(model: Any) -> int:
    return _kept((model, "total"), lambda: None, count=model._base_manager.count)


def _kept(key: Any, rows: Any, count: Any = None) -> int:
    kept = _sizes.get(key)
    if kept is None or kept[0] < time.monotonic():
        number = count() if count else rows().order_by().values("pk")[: DRIVE + 1].count()
        if len(_sizes) > 5_000:
            _sizes.clear()
        _sizes[key] = kept = (time.monotonic() + _KEPT_SECONDS, number)
    return kept[1]


def forget_sizes() -> None:
    """Count anew (after imports, and between tests)."""
    _sizes.clear()


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
