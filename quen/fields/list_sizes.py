"""How many rows a list and its conditions have: bounded counts, kept for minutes."""

import time
from collections.abc import Sequence
from typing import Any

from quen.fields.kept import Kept
from quen.fields.list_rows import Ask, has_own_index, reached
from quen.fields.nodes import Did, Node, Test

DRIVE = 25_000
_KEPT_SECONDS = 300
_UNKNOWN = 0.3
_sizes: dict[Any, tuple[float, int]] = {}


def rows_seen(ask: Ask) -> int:
    """How many rows the user may see, up to DRIVE + 1; kept for minutes, never exact."""
    if ask.reach == "all" and not ask.trashed:
        key: tuple[Any, ...] = (ask.model, "all")
    else:
        key = (ask.model, ask.reach, ask.trashed, ask.user.pk, tuple(ask.user.team_ids))
    return _kept(key, lambda: reached(ask))


def density(ask: Ask, nodes: Sequence[Node]) -> float:
    """The guessed share of looked-at rows that pass."""
    total = max(_kept_total(ask.model), 1)
    share = 1.0
    for node in nodes:
        size = size_of(node) if is_driving(node) else None
        share *= _UNKNOWN if size is None or size > DRIVE else max(size / total, 1e-6)
    if ask.reach != "all" and not has_own_index(ask):
        share *= min(rows_seen(ask) / total, 1.0) if rows_seen(ask) <= DRIVE else _UNKNOWN
    return max(share, 1e-9)


def is_driving(node: Node) -> bool:
    """Whether the condition gives ids that a list can begin with."""
    return isinstance(node, (Test, Did, Kept)) and node.driver is not None


def size_of(node: Any) -> int:
    """How many ids such a condition gives, up to DRIVE + 1."""
    return _kept((node.key, _day_of(node)), lambda: node.driver)


def related_size(node: Test) -> int:
    """How many related records pass, up to DRIVE + 1."""
    return _kept(("related", node.key, node.asker.user.pk), node.related)


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
