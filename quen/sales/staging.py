"""Pipelines, stages, playbooks and reasons, few and asked by every board: kept for a moment by each process."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from quen.sales.models import Competitor, Pipeline, PlaybookItem, Reason, Stage

_FRESH_SECONDS = 3
_kept: dict[str, tuple[float, list[Any]]] = {}


def pipelines() -> list[Pipeline]:
    """Live pipelines in their order."""
    return _fresh("pipelines", lambda: list(Pipeline.objects.filter(removed_at=None)))


def stages(pipeline_id: int | None = None) -> list[Stage]:
    """Live stages of all pipelines, or of one, in their order."""
    return [
        s for s in _every_stage() if pipeline_id in (None, s.pipeline_id) and s.removed_at is None
    ]


def stage(stage_id: int) -> Stage | None:
    """The stage of this id, a removed one too."""
    return next((s for s in _every_stage() if s.pk == stage_id), None)


def items(stage_id: int) -> list[PlaybookItem]:
    """The live items of a stage's playbook, in their order."""
    live = _fresh("items", lambda: list(PlaybookItem.objects.filter(removed_at=None)))
    return [item for item in live if item.stage_id == stage_id]


def reasons(kind: str = "") -> list[Reason]:
    """Live reasons of a kind, or of both, each after the one that it hangs below."""
    live = _as_tree([one for one in every_reason() if one.removed_at is None])
    return [reason for reason in live if kind in ("", reason.kind)]


def every_reason() -> list[Reason]:
    """Removed reasons too: deals keep them."""
    return _fresh("reasons", lambda: list(Reason.objects.all()))


def in_tree() -> list[Reason]:
    """All reasons, each after the one that it hangs below."""
    return _as_tree(every_reason())


def reason(key: str, kind: str = "") -> Reason | None:
    """The live reason of this key."""
    return next((one for one in reasons(kind) if one.key == key), None)


def path_of(it: Reason) -> str:
    """A reason with what it hangs below, as "Price › Too dear"."""
    by_id = {one.pk: one for one in every_reason()}
    words, above = [it.label], it.parent_id
    while above in by_id:
        words.append(by_id[above].label)
        above = by_id[above].parent_id
    return " › ".join(reversed(words))


def competitors() -> list[Competitor]:
    """Live competitors by name."""
    return _fresh("competitors", lambda: list(Competitor.objects.filter(removed_at=None)))


def forget_pipelines() -> None:
    """Read anew (after a change, and between tests)."""
    _kept.clear()


def _every_stage() -> list[Stage]:
    return _fresh("stages", lambda: list(Stage.objects.order_by("pipeline", "position", "id")))


def _as_tree(rows: Sequence[Reason]) -> list[Reason]:
    """Each reason after its parent; what hangs below a removed one stands at the root."""
    known = {row.pk for row in rows}
    below: dict[int, list[Reason]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else 0, []).append(row)
    found: list[Reason] = []
    waiting = list(below.get(0, ()))
    while waiting:
        row = waiting.pop(0)
        found.append(row)
        waiting = [*below.get(row.pk, ()), *waiting]
    return found


def _fresh(key: str, read: Callable[[], list[Any]]) -> list[Any]:
    kept = _kept.get(key)
    if kept is None or kept[0] < time.monotonic():
        _kept[key] = kept = (time.monotonic() + _FRESH_SECONDS, read())
    return kept[1]
