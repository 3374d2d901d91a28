"""A board as a mail: figures and tables, since mail programs draw no charts; and the words of its end."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from quen.channels.actions.outbox import plan_mail
from quen.fields.showing import Words, words_for
from quen.insights import showing
from quen.insights.boards import Board, Shown
from quen.insights.finding import tiles_of
from quen.insights.models import BoardMail, Dashboard
from quen.insights.rhythms import days_told
from quen.insights.spans import Span
from quen.insights.tiles import PICTURES, Ready, Tile
from quen.kit.render import no_queries
from quen.kit.workspace import today

Told = dict[str, Any]


def written(one: BoardMail, board: Ready | Dashboard) -> Told | None:
    """The mail of a board as its reader sees it now, as the outbox takes it; None where they see nothing.

    The language must be active.
    """
    words, span = words_for(one.user), days_told(one.rhythm, today(), one.user.language)
    tiles = told_tiles(one.user, words, span, tiles_of(board))
    if not tiles:
        return None
    dates = showing.dates(span, words)
    ends = settings.BASE_URL + reverse("insights:mail_end", args=[one.token])
    facts = {
        "name": str(board.name),
        "dates": dates,
        "tiles": tiles,
        "url": settings.BASE_URL + reverse("insights:board", args=[one.board]),
        "ends": ends,
    }
    with no_queries("insights/mail/board"):
        text = render_to_string("insights/mail/board.txt", facts)
        html = render_to_string("insights/mail/board.html", facts)
    return {
        "recipient": one.user.email,
        "subject": f"{board.name}: {dates}",
        "text": text,
        "html": html,
        "headers": unsubscribing(ends),
    }


def unsubscribing(url: str) -> dict[str, str]:
    """Headers by which a mail program ends the mails with one click (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def mail_ended(one: BoardMail, name: str) -> None:
    """Plan the word that a board is not there for its reader any more. The language must be active."""
    facts = {
        "name": one.user.full_name,
        "board": name,
        "url": settings.BASE_URL + reverse("insights:boards"),
    }
    plan_mail(
        recipient=one.user.email,
        subject=_("No more mails of the dashboard %s") % name,
        text=render_to_string("insights/mail/board_ended.txt", facts),
        key=f"board-ended-{one.key}",
    )


def told_tiles(user: Any, words: Words, span: Span, tiles: Any) -> list[Told]:
    """The tiles that `user` may see, each as a figure or a table, with whole addresses."""
    shown = Board(user, words, span).shown(tiles)
    return [_told(one, tiles[one.place], user, words, span) for one in shown]


def _told(one: Shown, tile: Tile, user: Any, words: Words, span: Span) -> Told:
    lines = one.lines
    if one.kind == "picture":
        lines = PICTURES[tile.measure].told(user, words, span)
    return {
        "title": one.title,
        "url": settings.BASE_URL + one.url,
        "stat": one.stat,
        "heads": one.heads,
        "rows": one.rows or [(label, [("", value)]) for label, value in lines],
    }
