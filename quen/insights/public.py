"""A board for people without an account, by its link: figures alone, and no way into Quen."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.models.user import LANGUAGES
from quen.accounts.strangers import address_of, slow_down
from quen.fields.record_values import showing_for
from quen.fields.showing import Words
from quen.insights import showing
from quen.insights.actions.board_links import see_link
from quen.insights.boards import Board, Shown
from quen.insights.finding import find_board, tiles_of
from quen.insights.models import BoardLink, Dashboard
from quen.insights.tiles import Ready
from quen.kit import days
from quen.kit.letterhead import issuer
from quen.kit.pages import public
from quen.kit.render import page
from quen.kit.workspace import workspace

RIGHT = "insights.share_links"
SEALED = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


@require_http_methods(["GET", "HEAD"])
@public(
    "somebody without an account looks at the dashboard of their link", observes=True, by_link=True
)
def shared_board(request: HttpRequest, token: str) -> HttpResponse:
    """The board as its sharer sees it now. A link that ran out, was taken back or never was answers alike."""
    language = _language(request)
    found = _open(request, token)
    if found is None:
        return _sealed(page(request, "insights/link_ended.html", status=410))
    link, board = found
    words = _words(link, language)
    return _sealed(
        page(
            request,
            "insights/shared.html",
            name=str(board.name),
            company=issuer(),
            sharer=link.sharer.full_name,
            dates=showing.dates(link.span, words),
            now=_moment(timezone.now(), words),
            ends=_moment(link.ends_at, words),
            tiles=[
                _bare(one) for one in Board(link.sharer, words, link.span).shown(tiles_of(board))
            ],
            languages=LANGUAGES,
            token=token,
        )
    )


@require_POST
@public("the page of a shared dashboard tells that somebody looks at it", by_link=True)
def shared_board_seen(request: HttpRequest, token: str) -> HttpResponse:
    """Told by the page itself, not by the request: programs that look links up open them too (SR-41)."""
    found = _open(request, token)
    if found is not None:
        see_link(found[0])
    return HttpResponse(status=204)


def _open(request: HttpRequest, token: str) -> tuple[BoardLink, Ready | Dashboard] | None:
    """The link with its board, while its sharer may still share it and see it."""
    slow_down("board-link", address_of(request), most=60, seconds=60)
    rows = BoardLink.objects.for_token(token[:100]).select_related("sharer", "dashboard")
    link = rows.first()
    if link is None or not (link.sharer.can(RIGHT) and link.sharer.can("web.use")):
        return None
    board = find_board(link.board, link.sharer)
    return (link, board) if board is not None else None


def _language(request: HttpRequest) -> str:
    """What the reader chose, else what their browser asks for."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(LANGUAGES) else translation.get_language_from_request(request)
    translation.activate(language)
    return language


def _words(link: BoardLink, language: str) -> Words:
    """The sharer's rights in the reader's language; Thai readers count years in the Buddhist era."""
    era = "buddhist" if language == "th" else "common"
    return Words(replace(showing_for(link.sharer), language=language, era=era))


def _moment(at: Any, words: Words) -> str:
    return days.shown_moment(at, workspace().zone, words.language, words.showing.era)


def _bare(one: Shown) -> Shown:
    """Without its way into Quen."""
    return replace(one, url="", stat={**one.stat, "url": ""} if one.stat else None)


def _sealed(answer: HttpResponse) -> HttpResponse:
    for name, value in SEALED.items():
        answer[name] = value
    return answer
