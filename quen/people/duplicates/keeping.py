"""Whether a search has been fitted yet, asked with every event: kept for a moment by each process."""

import time

from quen.people.models import DuplicateSearch

_FRESH_SECONDS = 30
_kept: dict[str, tuple[float, bool]] = {}


def anything_fitted() -> bool:
    """Whether there is a model to compare new records by."""
    kept = _kept.get("any")
    if kept is None or kept[0] < time.monotonic():
        there = DuplicateSearch.objects.exclude(model={}).exists()
        _kept["any"] = kept = (time.monotonic() + _FRESH_SECONDS, there)
    return kept[1]


def forget_fitted() -> None:
    """Look anew (after a search, and between tests)."""
    _kept.clear()
