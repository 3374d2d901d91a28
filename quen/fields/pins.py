"""Pinned views in the side bar, with their counts: as many as this colleague may see of each."""

import time
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from quen.fields.catalogue import catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.kept import keeping_for
from quen.fields.lists import SPECS
from quen.fields.models import Following, SavedView, ViewMember
from quen.kit.db import TooSlow, time_limit
from quen.kit.records import TYPES
from quen.kit.shell import Entry

# Pinning in one process shows in another after this long.
_FRESH_SECONDS = 10
COUNTED, LIMIT_MS = 100, 150
_pins: dict[int, tuple[float, list[Entry]]] = {}


def pins_of(user: Any) -> list[Entry]:
    """The entries of the side bar."""
    kept = _pins.get(user.pk)
    if kept is None or kept[0] < time.monotonic():
        entries = [_entry(view, n) for n, view in enumerate(_views(user))]
        _pins[user.pk] = kept = (time.monotonic() + _FRESH_SECONDS, entries)
    return kept[1]


def counts_of(user: Any) -> dict[str, int]:
    """How many of each one's members `user` may see, up to a hundred: in one query for all."""
    asked = {
        f"view-{view.pk}": rows for view in _views(user) if (rows := _rows(view, user)) is not None
    }
    if not asked:
        return {}
    try:
        with time_limit(LIMIT_MS):
            return dict(zip(asked, _counted(list(asked.values())), strict=True))
    except TooSlow:
        return {}


def forget_pins() -> None:
    """Ask anew (after a change, and between tests)."""
    _pins.clear()


def _views(user: Any) -> list[SavedView]:
    followed = Following.objects.filter(user=user, pinned=True).values("view_id")
    rows = SavedView.objects.visible_to(user).filter(pk__in=followed).order_by("type", "name", "pk")
    return [view for view in rows if view.type in SPECS and user.can(TYPES[view.type].capability)]


def _entry(view: SavedView, order: int) -> Entry:
    """A view that was saved as a board or a calendar opens as one."""
    laid_out = view.layout != "list"
    return Entry(
        key=f"view-{view.pk}",
        label=view.name,
        route=f"fields:{view.layout}" if laid_out else SPECS[view.type].route,
        args=(view.type,) if laid_out else (),
        query=f"?view={view.pk}" + (f"&by={view.group_by}" if laid_out else ""),
        icon=TYPES[view.type].icon,
        section="pinned",
        order=order,
    )


def _rows(view: SavedView, user: Any) -> QuerySet[Any] | None:
    """What the list behind the pin would show; None where it would show nothing but a refusal."""
    try:
        nodes = parse(view.filter, catalogue(view.type, user))
    except BadRule:
        return None
    rows = TYPES[view.type].visible_to(user).order_by()
    if keeping := keeping_for(view, user):
        kept = ViewMember.objects.filter(keeping=keeping)
        return rows.filter(pk__in=kept.values("record_id"))
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    return rows


def _counted(asked: list[QuerySet[Any]]) -> tuple[int, ...]:
    told = [_sql(rows) for rows in asked]
    parts = [f"(SELECT COUNT(*) FROM ({sql}) n{n})" for n, (sql, _) in enumerate(told)]  # noqa: S608 - Django's own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [one for _, given in told for one in given])
        return tuple(cursor.fetchone())


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = rows.values("pk")[:COUNTED].query.sql_with_params()
    except EmptyResultSet:  # a condition that nothing can meet
        return "SELECT 1 WHERE 1 = 0", ()
    return sql, params
