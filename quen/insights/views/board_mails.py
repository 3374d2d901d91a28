"""A colleague has a board mailed, changes when, and ends it: on its page, or by the link in the mail."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.accounts.showing import moment
from quen.accounts.strangers import address_of, slow_down
from quen.insights.actions import board_mails as actions
from quen.insights.finding import find_board, place_of
from quen.insights.models import BoardMail, Dashboard
from quen.insights.rhythms import USUAL
from quen.insights.tiles import Ready
from quen.kit.pages import needs, public
from quen.kit.refused import Refused
from quen.kit.render import page


@require_POST
@needs("web.use")
def mail_choose(request: HttpRequest, key: str) -> HttpResponse:
    """Have it mailed, or at another time."""
    user = acting_user(request)
    board = find_board(key, user)
    if board is None:
        raise Http404
    at = _hour(request.POST.get("at", ""))
    made = actions.choose_mail(board, request.POST.get("rhythm", ""), at, by=user)
    messages.success(request, _("The next mail comes on %s.") % moment(made.next_at, user))
    return redirect("insights:board", key=key)


@require_POST
@needs("web.use")
def mail_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """No more mails of it."""
    user = acting_user(request)
    one = get_object_or_404(BoardMail.objects.visible_to(user), pk=pk)
    actions.end_mail(one, by=user)
    messages.success(request, _("You get no more mails of this dashboard."))
    return redirect("insights:board", key=one.board)


@csrf_exempt  # mail programs end mails with one click, without a page of ours before (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@public(
    "a colleague ends the mails of a dashboard by the link in them", observes=True, by_link=True
)
def mail_end(request: HttpRequest, token: str) -> HttpResponse:
    """Looking asks, a POST ends; a link that has ended answers like one that never was (SR-34, SR-41)."""
    slow_down("board-mail", address_of(request), most=60, seconds=60)
    one = BoardMail.objects.for_token(token).select_related("user", "dashboard").first()
    if one is not None:
        translation.activate(one.user.language)
        if request.method == "POST":
            actions.end_mail(one, by=one.user)
    return page(request, "insights/mail_end.html", done=request.method == "POST", token=token)


def mail_facts(board: Ready | Dashboard, user: User) -> dict[str, Any]:
    """What the board's page shows of one's mails."""
    one = BoardMail.objects.visible_to(user).filter(**place_of(board)).first()
    chosen = one.rhythm if one else BoardMail.Rhythm.WORKDAYS
    return {
        "one": one,
        "rhythms": [(key, label, key == chosen) for key, label in BoardMail.Rhythm.choices],
        "at": f"{one.at if one else USUAL:%H:%M}",
        "next": moment(one.next_at, user) if one else "",
    }


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        words = _("Write the time as 08:00.")
        raise Refused(words, errors={"at": words}) from error
