"""Which styles and behaviours a page loads: every file that a room keeps for them, none by hand."""

from functools import lru_cache
from pathlib import Path

ROOMS = Path(__file__).resolve().parents[1]
FIRST = ("kit/css/tokens.css", "kit/css/tabler.css", "kit/css/fonts.css", "kit/css/base.css")


@lru_cache(maxsize=1)
def stylesheets() -> tuple[str, ...]:
    """Static names of all stylesheets: tokens, Tabler and the base first, then one per component."""
    found = _found("css")
    return (*FIRST, *(name for name in found if name not in FIRST))


@lru_cache(maxsize=1)
def behaviours() -> tuple[str, ...]:
    """Static names of all JavaScript modules of ours."""
    return _found("js")


def _found(ending: str) -> tuple[str, ...]:
    folders = ROOMS.glob(f"*/static/*/{ending}/*.{ending}")
    return tuple(sorted(path.relative_to(path.parents[2]).as_posix() for path in folders))
