"""Orders out of a deal's products or an accepted quote."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.commerce.models import Order
from quen.kit.pages import needs
from quen.sales.actions import orders as actions
from quen.sales.models import Deal, Quote

ADD = "commerce.add_order"


@require_POST
@needs(ADD)
def deal_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Place an order of a deal's products."""
    rows = Deal.objects.visible_to(request.user, "change").select_related(
        "contact", "company", "owner"
    )
    found: Deal = get_object_or_404(rows, pk=pk)
    return _to(actions.order_from_deal(found, by=acting_user(request)))


@require_POST
@needs(ADD)
def quote_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Place the order of an accepted quote."""
    found: Quote = get_object_or_404(Quote.objects.visible_to(request.user, "change"), pk=pk)
    return _to(actions.order_from_quote(found, by=acting_user(request)))


def _to(made: Order) -> HttpResponse:
    return HttpResponseRedirect(reverse("commerce:order", args=[made.pk]))
