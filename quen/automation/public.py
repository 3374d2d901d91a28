"""The page behind the signed link of a mail: a colleague reads what they are asked, and decides."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.strangers import address_of, slow_down
from quen.automation.actions.deciding import decide
from quen.automation.ask_mail import key_in
from quen.automation.models import Seat
from quen.kit.pages import public
from quen.kit.render import page


@require_http_methods(["GET", "HEAD"])
@public(
    "a colleague reads what they are asked by the signed link of their mail",
    observes=True,
    by_link=True,
)
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Question and facts; looking decides nothing."""
    seat = _seat(request, token)
    ask = seat.ask
    waits = ask.is_open and seat.level == ask.level
    return page(
        request,
        "automation/ask_public.html",
        it=ask,
        token=token,
        waits=waits,
        facts=ask.facts,
        who=seat.user.full_name,
        asker=ask.asked_by.full_name,
    )


@require_POST
@public("a colleague decides by the signed link of their mail", by_link=True)
def ask_decide(request: HttpRequest, token: str) -> HttpResponse:
    """Yes or no, in the name of whom the link was mailed to."""
    seat, given = _seat(request, token), request.POST
    answer, note = given.get("answer", ""), given.get("note", "")
    decide(seat.ask, answer, by=seat.user, note=note, way="mail")
    return HttpResponseRedirect(request.path.removesuffix("decide"))


def _seat(request: HttpRequest, token: str) -> Seat:
    """The place of this link; one of a colleague who is switched off is like one that never was."""
    slow_down("ask", address_of(request), most=60, seconds=60)
    rows = Seat.objects.for_token(key_in(token)).filter(user__is_active=True)
    found = rows.select_related("user", "ask__asked_by").first()
    if found is None:
        raise Http404
    translation.activate(found.user.language)
    return found
