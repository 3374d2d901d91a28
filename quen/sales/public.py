"""Pages for customers: a quote to read, print, accept with a code, or decline."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.strangers import address_of, slow_down
from quen.commerce.documents import paper
from quen.commerce.links import key_in
from quen.fields.views.files import attached
from quen.kit.letterhead import issuer
from quen.kit.pages import public
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import workspace
from quen.sales.actions import deciding
from quen.sales.actions.stories import open_story
from quen.sales.models import Quote, Story, StorySent
from quen.sales.models.story import LINK
from quen.sales.quote_document import document_of

look = require_http_methods(["GET", "HEAD"])


@look
@public("a customer reads the quote of their link", observes=True, by_link=True)
def quote(request: HttpRequest, token: str) -> HttpResponse:
    """The quote, and what can be done with it. Reading is told by the page itself, not by the request:
    scanners of mail open links too (SR-41)."""
    return _shown(request, token, _of(request, token))


@look
@public("a customer prints the quote of their link", observes=True, by_link=True)
def quote_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The quote as PDF; where this machine cannot make one, the page to print."""
    it = _of(request, token)
    slow_down("quote-pdf", address_of(request), most=20, seconds=60)
    return quote_paper(request, it)


@require_POST
@public("a customer's page tells that the quote is being read", by_link=True)
def quote_seen(request: HttpRequest, token: str) -> HttpResponse:
    """How long this sitting has lasted so far; a beacon of the page."""
    it = _of(request, token)
    seconds = request.POST.get("seconds", "")
    visit = request.POST.get("visit", "")
    if visit.isalnum() and seconds.isascii() and seconds.isdigit() and len(seconds) < 7:
        deciding.see_quote(it, visit, int(seconds))
    return HttpResponse(status=204)


@require_POST
@public("a customer asks for the code to accept a quote with", by_link=True)
def quote_code(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the code to the address that is on the quote; whom we know no address of asks the seller."""
    it = _of(request, token)
    slow_down("quote-code", token[:100], most=5, seconds=3600)
    to = deciding.send_code(it)
    return _shown(request, token, it, asked=True, sent=bool(to))


@require_POST
@public("a customer accepts a quote with the code", by_link=True)
def quote_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept: a name and the code; the first answer counts."""
    it = _of(request, token)
    slow_down("quote-accept", address_of(request), most=20, seconds=3600)
    try:
        if not request.POST.get("name", "").strip():
            raise Refused(_("Write your name."), errors={"name": _("Write your name.")})
        to = deciding.check_code(it, request.POST.get("code", ""))
        proof = {"by": "code", "sent_to": to, "at": timezone.now().isoformat()}
        deciding.accept_quote(it, name=request.POST["name"], proof=proof)
    except Refused as refused:
        return _shown(request, token, it, asked=True, problem=str(refused.message), status=422)
    return HttpResponseRedirect(reverse("sales:quote_public", args=[token]))


@require_POST
@public("a customer declines a quote", by_link=True)
def quote_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Decline, with a reason if they like."""
    deciding.decline_quote(_of(request, token), reason=request.POST.get("reason", ""))
    return HttpResponseRedirect(reverse("sales:quote_public", args=[token]))


@look
@public("a customer reads what a seller sent them", observes=True, by_link=True)
def story(request: HttpRequest, token: str) -> HttpResponse:
    """A story, with its file."""
    sent = _sent(request, token)
    facts: dict[str, Any] = {
        "it": sent.story,
        "file": sent.story.file,
        "company": issuer(),
        "token": token,
    }
    return page(request, "sales/story_public.html", **facts)


@require_POST
@public("a customer's page tells that a story is being read", by_link=True)
def story_seen(request: HttpRequest, token: str) -> HttpResponse:
    """The page is open before somebody: scanners of mail do not get this far."""
    open_story(_sent(request, token))
    return HttpResponse(status=204)


@look
@public("a customer takes the file of what a seller sent them", observes=True, by_link=True)
def story_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, as a download."""
    file = _sent(request, token).story.file
    if file is None:
        raise Http404
    return attached(file)


def _sent(request: HttpRequest, token: str) -> StorySent:
    slow_down("story", address_of(request), most=120, seconds=60)
    key = key_in(token, LINK)
    story_ = Story.objects.for_token(key).first()
    if story_ is None:
        raise Http404
    found = story_.sent.select_related("deal__contact", "deal__company").get(link_key=key)
    contact = found.deal.contact
    translation.activate((contact.language if contact else "") or workspace().language)
    return found


def quote_paper(request: HttpRequest, it: Quote) -> HttpResponse:
    """The quote on paper, under its number."""
    return paper(request, document_of(it), it.number or "draft")


def _of(request: HttpRequest, token: str) -> Quote:
    slow_down("quote", address_of(request), most=120, seconds=60)
    rows = Quote.objects.for_token(token).select_related("deal", "contact", "company", "owner")
    found: Quote | None = rows.first()
    if found is None:
        raise Http404
    translation.activate(found.language)
    return found


def _shown(
    request: HttpRequest, token: str, it: Quote, *, status: int = 200, **facts: Any
) -> HttpResponse:
    it.refresh_from_db()
    firm = it.kind == Quote.Kind.FIRM
    context: dict[str, Any] = {
        "doc": document_of(it),
        "state": it.state,
        "state_label": it.get_state_display(),
        "open": it.state == Quote.State.SENT,
        "acceptable": it.state == Quote.State.SENT and firm,
        "by_mail": bool(it.customer.get("email")),
        "seller": it.owner.full_name if it.owner else "",
        "token": token,
        "visit": secrets.token_hex(8),
        **facts,
    }
    return page(request, "sales/quote_public.html", status=status, **context)
