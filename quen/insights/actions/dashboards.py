"""Dashboards are made as copies, and their tiles added, removed, moved and resized."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.insights import events
from quen.insights.actions.board_mails import end_mails_of
from quen.insights.dimensions import dimensions_for
from quen.insights.measures import MEASURES
from quen.insights.models import Dashboard
from quen.insights.tiles import KINDS, MOST, PICTURES, READY, WIDEST, Tile
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def copy_board(source: str | Dashboard, *, name: str, by: User) -> Dashboard:
    """A board of one's own, with the tiles of a ready one or of another. Raises Refused without a name."""
    name = name.strip()[:80]
    if not name:
        raise Refused(_("Give the dashboard a name."), errors={"name": _("This is empty.")})
    tiles = (
        source.tiles if isinstance(source, Dashboard) else [t.facts() for t in READY[source].tiles]
    )
    made = Dashboard.objects.create(name=name, owner=by, tiles=tiles)
    record(events.DashboardCreated(name=name), on=[by], by=by)
    return made


@transaction.atomic
def share_board(board: Dashboard, shared: bool, *, by: User) -> None:
    """Show a board to everybody, or to nobody else. Raises Refused where `by` may not share."""
    if shared and not by.can("fields.share_views"):
        raise Refused(_("You may not share dashboards."), status=403)
    board = _locked(board)
    board.shared = shared
    if not shared:
        end_mails_of(board, by=by, but=board.owner)
    _save(board, "shared" if shared else "private", by, "shared")


@transaction.atomic
def delete_board(board: Dashboard, *, by: User) -> None:
    """Remove a board; what it showed is counted anyway. Who had it mailed gets word."""
    board = _locked(board)
    end_mails_of(board, by=by)
    record(events.DashboardDeleted(name=board.name), on=[by], by=by)
    board.delete()


@transaction.atomic
def add_tile(board: Dashboard, tile: Tile, *, by: User) -> None:
    """Put a tile at the end. Raises Refused for one that cannot be."""
    _check(tile, by)
    board = _locked(board)
    if len(board.tiles) >= MOST:
        raise Refused(_("A dashboard holds at most %d tiles.") % MOST)
    board.tiles = [*board.tiles, tile.facts()]
    _save(board, "tile added", by, "tiles")


@transaction.atomic
def remove_tile(board: Dashboard, place: int, *, version: int, by: User) -> None:
    """Take a tile away. Raises Refused where there is none, and
    where the board is not at this version any more."""
    board = _locked(board, version)
    _tile(board, place)
    board.tiles = [*board.tiles[:place], *board.tiles[place + 1 :]]
    _save(board, "tile removed", by, "tiles")


@transaction.atomic
def move_tile(board: Dashboard, place: int, to: int, *, version: int, by: User) -> None:
    """Put a tile in another place; beyond the ends is the end. Raises Refused where there is none, and
    where the board is not at this version any more."""
    board = _locked(board, version)
    moved = _tile(board, place)
    rest = [*board.tiles[:place], *board.tiles[place + 1 :]]
    to = min(max(to, 0), len(rest))
    board.tiles = [*rest[:to], moved, *rest[to:]]
    _save(board, "tile moved", by, "tiles")


@transaction.atomic
def resize_tile(board: Dashboard, place: int, width: int, *, version: int, by: User) -> None:
    """Make a tile one to four quarters wide. Raises Refused where there is none, and
    where the board is not at this version any more."""
    board = _locked(board, version)
    sized = {**_tile(board, place), "width": min(max(width, 1), WIDEST)}
    board.tiles = [*board.tiles[:place], sized, *board.tiles[place + 1 :]]
    _save(board, "tile resized", by, "tiles")


def _check(tile: Tile, by: User) -> None:
    if tile.kind == "picture":
        if tile.measure not in PICTURES:
            raise Refused(_("There is no such picture."))
        return
    known = MEASURES.get(tile.measure)
    if known is None or tile.kind not in KINDS or not known.is_for(by):
        raise Refused(_("There is no such measure."))
    if tile.kind == "bars" and tile.by not in [d.key for d in dimensions_for(known, by)]:
        raise Refused(_("This measure cannot be broken by that."))
    if tile.kind == "trend" and known.is_now:
        raise Refused(_("This measure tells what stands now: it has no trend."))


def _tile(board: Dashboard, place: int) -> dict[str, Any]:
    if not 0 <= place < len(board.tiles):
        raise Refused(_("This tile is not there any more."), status=409)
    found: dict[str, Any] = board.tiles[place]
    return found


def _locked(board: Dashboard, version: int | None = None) -> Dashboard:
    found = Dashboard.objects.select_for_update().filter(pk=board.pk).first()
    if found is None:
        raise Refused(_("This dashboard is not there any more."), status=409)
    if version not in (None, found.version):
        words = _(
            "The dashboard was changed elsewhere meanwhile. Look at it anew, then do it again."
        )
        raise Refused(words, status=409)
    return found


def _save(board: Dashboard, what: str, by: User, *names: str) -> None:
    board.version += 1
    board.save(update_fields=[*names, "version"])
    record(events.DashboardChanged(name=board.name, what=what), on=[by], by=by)
