"""Pages for customers: paying an order."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from quen.accounts.strangers import address_of, slow_down
from quen.commerce.models import Order
from quen.commerce.paying import paying
from quen.kit.letterhead import issuer, logo_data_uri
from quen.kit.pages import public
from quen.kit.render import page

look = require_http_methods(["GET", "HEAD"])


@look
@public("a customer sees how the order of their link is paid", observes=True)
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """What is to be paid, with the code to scan; the page asks for its state by itself."""
    it = _of(request, token)
    facts: dict[str, Any] = {"seller": issuer(), "logo": logo_data_uri(), "token": token}
    return page(request, "commerce/pay.html", pay=paying(it), **facts)


@look
@public("the page of a customer asks whether the money has come", observes=True)
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
