"""Which styles and behaviours a page loads: every file that a room keeps for them, none by hand."""

from functools import lru_cache
from pathlib import Path

ROOMS = Path(__file__).resolve().parents[1]
# What imports comes before all rules, or browsers leave the import out.
FIRST = ("kit/css/tabler.css", "kit/css/tokens.css", "kit/css/fonts.css", "kit/css/base.css")
# All of them in one, beside most of them, so that what they name lies at the same place.
SHEET = "kit/css/sheet.css"


@lru_cache(maxsize=1)
def stylesheets() -> tuple[str, ...]:
    """Static names of all stylesheets: Tabler, tokens and the base first, then one per component."""
    found = _found("css")
    return (*FIRST, *(name for name in found if name not in FIRST))


def sheet() -> str:
    """All stylesheets in their order, as the one that pages load: each by itself would be a question of
    its own before anything is drawn, which on a slow line took seven seconds."""
    return "\n".join(_path(name).read_text(encoding="utf-8") for name in stylesheets())


@lru_cache(maxsize=1)
def behaviours() -> tuple[str, ...]:
    """Static names of all JavaScript modules of ours."""
    return _found("js")


def _path(name: str) -> Path:
    room = name.partition("/")[0]
    return ROOMS / room / "static" / name


def _found(ending: str) -> tuple[str, ...]:
    folders = ROOMS.glob(f"*/static/*/{ending}/*.{ending}")
    return tuple(sorted(path.relative_to(path.parents[2]).as_posix() for path in folders))
