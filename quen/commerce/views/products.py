"""The list and the page of products, a new one, and its verbs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import products as actions
from quen.commerce.models import Product
from quen.fields.views import new, record
from quen.fields.views.answers import changed
from quen.fields.views.lists import show
from quen.kit.pages import needs


@require_GET
@needs("commerce.view_product")
def product_list(request: HttpRequest) -> HttpResponse:
    """What the company sells, by views, filters and columns."""
    return show(request, "product")


@require_GET
@needs("commerce.view_product")
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: facts, prices, timeline."""
    return record.show(request, "product", pk)


@require_http_methods(["GET", "POST"])
@needs("commerce.add_product")
def product_new(request: HttpRequest) -> HttpResponse:
    """A new product."""
    return new.show(request, "product")


@require_POST
@needs("commerce.change_product")
def product_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more; it stays where it was sold."""
    return _put(request, pk, Product.State.RETIRED)


@require_POST
@needs("commerce.change_product")
def product_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a retired product again."""
    return _put(request, pk, Product.State.ACTIVE)


def _put(request: HttpRequest, pk: int, state: Product.State) -> HttpResponse:
    found = get_object_or_404(Product.objects.visible_to(request.user, "change"), pk=pk)
    actions.change_product(found, {"state": state.value}, by=acting_user(request))
    return changed(request, "product", pk)
