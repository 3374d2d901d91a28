"""What stands on dashboards: tiles of measures, pictures that rooms lend, and the boards to begin with."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quen.accounts.rights import Words
from quen.fields.showing import Words as Reader
from quen.insights.spans import Span

KINDS: dict[str, Words] = {
    "figure": _("Figure"),
    "trend": _("Trend"),
    "bars": _("Bars"),
    "people": _("Colleagues"),
}
WIDEST = 4
MOST = 24


@dataclass(frozen=True)
class Tile:
    """`measure` is a measure's key, or a picture's where `kind` is "picture"; `width` is 1 to 4 quarters."""

    kind: str
    measure: str
    by: str = ""
    width: int = 1

    def facts(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Picture:
    """A tile that a room draws by itself, for colleagues with the right `needs`; `told` gives the same as
    lines of label and value, for mails."""

    key: str
    label: Words
    needs: str
    draw: Callable[[Any, Reader, Span], SafeString]
    told: Callable[[Any, Reader, Span], list[tuple[str, str]]]
    route: str


@dataclass(frozen=True)
class Ready:
    """A board to begin with."""

    key: str
    name: Words
    tiles: tuple[Tile, ...]


PICTURES: dict[str, Picture] = {}
READY: dict[str, Ready] = {}


def picture(key: str, **facts: Any) -> None:
    """Lend a picture. Raises ValueError where the key is taken."""
    if key in PICTURES:
        raise ValueError(f"the picture {key} exists already")
    PICTURES[key] = Picture(key, **facts)


def ready_board(key: str, name: Words, *tiles: Tile) -> None:
    """Lend a board to begin with. Raises ValueError where the key is taken."""
    if key in READY or key.isdigit():
        raise ValueError(f"the board {key} exists already")
    READY[key] = Ready(key, name, tiles)


def usual_board(user: Any) -> str:
    """The board that a colleague begins with: by how far they see deals."""
    reach = user.reach("sales.view_deal") or user.reach("people.view_contact")
    return {"all": "director", "tree": "manager", "team": "manager"}.get(reach, "rep")
