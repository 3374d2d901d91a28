"""The stages of the lifecycle, few and asked by every list: kept for a moment by each process."""

import time

from quen.kit.text import fold, fold_label
from quen.people.models import Stage

_FRESH_SECONDS = 3
_kept: dict[str, tuple[float, list[Stage]]] = {}


def stages() -> list[Stage]:
    """All stages in their order, removed ones included."""
    kept = _kept.get("all")
    if kept is None or kept[0] < time.monotonic():
        _kept["all"] = kept = (time.monotonic() + _FRESH_SECONDS, list(Stage.objects.all()))
    return kept[1]


def stage_named(key: str) -> Stage | None:
    """The live stage of this key."""
    return next((s for s in stages() if s.key == key and s.removed_at is None), None)


def stage_called(name: str) -> Stage | None:
    """The live stage that bears this name in any language, in any spelling."""
    wanted = fold(name)
    live = (s for s in stages() if s.removed_at is None)
    return next((s for s in live if wanted in map(fold_label, s.labels.values())), None)


def forget_stages() -> None:
    """Read anew (after a change, and between tests)."""
    _kept.clear()
