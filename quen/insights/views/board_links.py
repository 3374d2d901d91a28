"""One's links to a board: made, listed with how often they were opened, taken back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.accounts.showing import ago, moment
from quen.fields.showing import Words, words_for
from quen.insights import showing
from quen.insights.actions import board_links as actions
from quen.insights.finding import find_board, place_of
from quen.insights.models import BoardLink, Dashboard
from quen.insights.public import RIGHT
from quen.insights.spans import read_span
from quen.insights.tiles import Ready
from quen.kit.pages import needs
from quen.kit.render import page

SHOWN = 50


@require_GET
@needs(RIGHT)
def links(request: HttpRequest, key: str) -> HttpResponse:
    """One's links to this board, and the form for a new one."""
    return _links(request, _found(request, key), key, request.GET)


@require_POST
@needs(RIGHT)
def link_make(request: HttpRequest, key: str) -> HttpResponse:
    """Make a link; its address is shown this once."""
    user, board = acting_user(request), _found(request, key)
    days, language = request.POST.get("days", ""), words_for(user).language
    span = read_span(request.POST, language)
    whole = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    _made, token = actions.make_link(board, span, whole, by=user)
    address = settings.BASE_URL + reverse("insights:shared_board", args=[token])
    return _links(request, board, key, request.POST, address)


@require_POST
@needs(RIGHT)
def link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    user = acting_user(request)
    link = get_object_or_404(BoardLink.objects.visible_to(user).select_related("dashboard"), pk=pk)
    actions.revoke_link(link, by=user)
    messages.success(request, _("The link is taken back: it opens nothing any more."))
    return redirect("insights:board_links", key=link.board)


def _found(request: HttpRequest, key: str) -> Ready | Dashboard:
    board = find_board(key, acting_user(request))
    if board is None:
        raise Http404
    return board


def _links(
    request: HttpRequest, board: Ready | Dashboard, key: str, asked: Any, address: str = ""
) -> HttpResponse:
    user = acting_user(request)
    words = words_for(user)
    span = read_span(asked, words.language)
    rows = BoardLink.objects.visible_to(user).filter(**place_of(board)).order_by("-made_at", "-pk")
    return page(
        request,
        "insights/board_links.html",
        board=board,
        key=key,
        address=address,
        dates=showing.dates(span, words),
        asked=span.asked.items(),
        choices=[(n, ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in actions.DAYS],
        links=[_line(one, user, words) for one in rows[:SHOWN]],
    )


def _line(one: BoardLink, user: User, words: Words) -> dict[str, Any]:
    state = _("Open") if one.ends_at > timezone.now() else _("Ended")
    return {
        "pk": one.pk,
        "last_four": one.last_four,
        "dates": showing.dates(one.span, words),
        "ends": moment(one.ends_at, user),
        "openings": one.openings,
        "opened": ago(one.opened_at, user),
        "state": _("Taken back") if one.revoked_at else state,
        "open": one.revoked_at is None and one.ends_at > timezone.now(),
    }
