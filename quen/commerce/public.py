"""Pages for customers: paying an order, reading a contract."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.strangers import address_of, slow_down
from quen.commerce.actions.contract_links import open_contract
from quen.commerce.contracts.document import document_of
from quen.commerce.documents import paper
from quen.commerce.models import ContractLink, Order
from quen.commerce.paying import paying
from quen.kit.letterhead import issuer, logo_data_uri
from quen.kit.pages import public
from quen.kit.render import page

look = require_http_methods(["GET", "HEAD"])


@look
@public("a customer sees how the order of their link is paid", observes=True, by_link=True)
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be paid, with the code to scan; the page asks for its state by itself."""
    it = _of(request, token)
    facts: dict[str, Any] = {"seller": issuer(), "logo": logo_data_uri(), "token": token}
    return page(request, "commerce/pay.html", pay=paying(it), **facts)


@look
@public("the page of a customer asks whether the money has come", observes=True, by_link=True)
def pay_state(request: HttpRequest, token: str) -> HttpResponse:
    """The same without its frame, fetched every few seconds while something is open."""
    return page(request, "commerce/pay.html#pay", pay=paying(_of(request, token)), token=token)


def _of(request: HttpRequest, token: str) -> Order:
    slow_down("pay", address_of(request), most=240, seconds=60)
    found: Order | None = Order.objects.for_token(token).prefetch_related("instalments").first()
    if found is None:
        raise Http404
    translation.activate(found.language)
    return found


@look
@public("a customer reads the contract of their link", observes=True, by_link=True)
def contract(request: HttpRequest, token: str) -> HttpResponse:
    """The contract. That it is read is told by the page itself: scanners of mail open links too (SR-41)."""
    doc = document_of(_link(request, token).contract)
    translation.activate(doc["language"])
    visit = secrets.token_hex(8)
    return page(request, "commerce/contract_public.html", doc=doc, token=token, visit=visit)


@look
@public("a customer prints the contract of their link", observes=True, by_link=True)
def contract_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The contract as PDF; where this machine cannot make one, the page to print."""
    it = _link(request, token).contract
    slow_down("contract-pdf", address_of(request), most=20, seconds=60)
    return paper(request, document_of(it), it.number)


@require_POST
@public("a customer's page tells that a contract is being read", by_link=True)
def contract_seen(request: HttpRequest, token: str) -> HttpResponse:
    """A beacon of the page, every few seconds: the first of a sitting counts."""
    visit = request.POST.get("visit", "")
    if visit.isascii() and visit.isalnum():
        open_contract(_link(request, token), visit)
    return HttpResponse(status=204)


def _link(request: HttpRequest, token: str) -> ContractLink:
    """The link as far as it is open; one that is not, and one that never was, answer alike."""
    slow_down("contract", address_of(request), most=120, seconds=60)
    whole = ("contract__contact", "contract__company")
    found: ContractLink | None = (
        ContractLink.objects.for_token(token).select_related(*whole).first()
    )
    if found is None:
        raise Http404
    return found
