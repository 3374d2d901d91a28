"""Which board somebody means: a ready one by its name, or one that is kept by its number."""

from collections.abc import Sequence
from typing import Any

from quen.insights.models import Dashboard
from quen.insights.tiles import READY, Ready, Tile
from quen.kit.asked import id_in


def find_board(key: str, user: Any) -> Ready | Dashboard | None:
    """The board of this key while `user` may see it, else None."""
    if key in READY:
        return READY[key]
    return Dashboard.objects.visible_to(user).filter(pk=id_in(key)).first()


def tiles_of(board: Ready | Dashboard) -> Sequence[Tile]:
    """What stands on it, in its order."""
    return [Tile(**t) for t in board.tiles] if isinstance(board, Dashboard) else board.tiles


def place_of(board: Ready | Dashboard) -> dict[str, Any]:
    """The board as a row that is about it keeps it."""
    if isinstance(board, Dashboard):
        return {"dashboard": board, "ready": ""}
    return {"dashboard": None, "ready": board.key}
