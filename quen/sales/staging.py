"""Pipelines and stages, few and asked by every board: kept for a moment by each process."""

import time

from quen.sales.models import LostReason, Pipeline, Stage

_FRESH_SECONDS = 3
_kept: dict[str, tuple[float, list]] = {}


def pipelines() -> list[Pipeline]:
    """Live pipelines in their order."""
    return _fresh("pipelines", lambda: list(Pipeline.objects.filter(removed_at=None)))


def stages(pipeline_id: int | None = None) -> list[Stage]:
    """All stages, or those of one pipeline, in their order."""
    every = _fresh("stages", lambda: list(Stage.objects.order_by("pipeline", "position", "id")))
    return [s for s in every if pipeline_id in (None, s.pipeline_id)]


def stage(stage_id: int) -> Stage | None:
    """The stage of this id."""
    return next((s for s in stages() if s.pk == stage_id), None)


def reasons() -> list[LostReason]:
    """Why deals are lost, in order."""
    return _fresh("reasons", lambda: list(LostReason.objects.all()))


def forget_pipelines() -> None:
    """Read anew (after a change, and between tests)."""
    _kept.clear()


def _fresh(key: str, read) -> list:
    kept = _kept.get(key)
    if kept is None or kept[0] < time.monotonic():
        _kept[key] = kept = (time.monotonic() + _FRESH_SECONDS, read())
    return kept[1]
