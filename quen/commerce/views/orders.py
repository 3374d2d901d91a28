"""Orders: the list, one order, placing, planning, cancelling, on paper."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import orders as actions
from quen.commerce.documents import paper
from quen.commerce.forms import OrderForm
from quen.commerce.lines import rows
from quen.commerce.lines.reading import Asked
from quen.commerce.models import Order
from quen.commerce.order_document import document_of
from quen.commerce.order_page import order_facts
from quen.commerce.orders.hidden import reads_document
from quen.fields.views.lists import show
from quen.kit.pages import needs, refuse
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import today

VIEW, ADD, CHANGE = "commerce.view_order", "commerce.add_order", "commerce.change_order"


@require_GET
@needs(VIEW)
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders, by views, filters and columns; an address that names a state alone still leads there."""
    if (state := request.GET.get("state", "")) in Order.State.values:
        return HttpResponseRedirect(in_state(state))
    return show(request, "order")


@require_GET
@needs("commerce.export_order")
def order_export(request: HttpRequest) -> HttpResponse:
    """Where the orders of a state are exported from: a file that leaves is asked for, and told to the audit."""
    return HttpResponseRedirect(in_state(request.GET.get("state", "")))


def in_state(state: str) -> str:
    """The address of the list of orders that stand so; of all for no state."""
    rule = json.dumps({"all": [{"field": "state", "op": "is", "value": state}]})
    asked = f"?{urlencode({'filter': rule})}" if state in Order.State.values else ""
    return reverse("commerce:orders") + asked


@require_GET
@needs(VIEW)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order as the customer sees it, what is paid of it, and what can be done."""
    it = shown_order(request, pk)
    request.live_names = (f"order-{pk}",)  # type: ignore[attr-defined]
    return page(request, "commerce/order.html", **order_facts(it, request.user))


@require_http_methods(["GET", "POST"])
@needs(ADD)
def order_new(request: HttpRequest) -> HttpResponse:
    """Place an order by hand."""
    user = acting_user(request)
    form = OrderForm(request.POST or None, initial=OrderForm.start(request.GET), user=user)
    asked = Asked(
        OrderForm.known_currency(request.POST.get("currency", "")), user.language, today(), user
    )
    sent = rows.sent(request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.place_order(by=user, lines=sent, **form.cleaned_data)
            return HttpResponseRedirect(reverse("commerce:order", args=[made.pk]))
        except Refused as refused:
            errors = refused.errors
            form.refuse(refused)
    drawn = rows.drawn(sent, asked, errors)
    status = 422 if form.errors or errors else 200
    url = reverse("commerce:order_preview")
    return page(
        request, "commerce/order_new.html", status=status, form=form, lines=drawn, lines_url=url
    )


@require_POST
@needs(ADD)
def order_preview(request: HttpRequest) -> HttpResponse:
    """The lines as they were sent, with what a chosen product brings, and what they add up to."""
    user, sent = acting_user(request), rows.sent(request.POST)
    currency = OrderForm.known_currency(request.POST.get("currency", ""))
    asked = Asked(currency, user.language, today(), user)
    told = sent if request.GET.get("sums") else rows.filled(sent, asked)
    url = reverse("commerce:order_preview")
    return page(request, "commerce/lines.html", lines=rows.drawn(told, asked), lines_url=url)


@require_POST
@needs(CHANGE)
def order_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an order another schedule."""
    it = shown_order(request, pk, "change")
    columns = {key: request.POST.getlist(f"part_{key}") for key in ("label", "due_on", "share")}
    count = min(len(told) for told in columns.values())
    parts: list[dict[str, Any]] = [
        {key: told[n] for key, told in columns.items()} for n in range(count)
    ]
    actions.set_schedule(it, parts, by=acting_user(request))
    messages.success(request, _("Saved."))
    return _to(it)


@require_POST
@needs(CHANGE)
def order_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an order."""
    it = shown_order(request, pk, "change")
    actions.cancel_order(it, by=acting_user(request), reason=request.POST.get("reason", ""))
    return _to(it)


@require_GET
@needs(VIEW)
def order_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The order as PDF, or the page to print."""
    it = shown_order(request, pk)
    if not reads_document(request.user):
        refuse(request, "order.total")
    return paper(request, document_of(it), it.number)


def shown_order(request: HttpRequest, pk: int, action: str = "view") -> Order:
    """An order that one may see, or change. Raises Http404."""
    shown = ("contact", "company", "owner")
    found: Order = get_object_or_404(
        Order.objects.visible_to(request.user, action)
        .select_related(*shown)
        .prefetch_related("instalments"),
        pk=pk,
    )
    return found


def _to(it: Order) -> HttpResponse:
    return HttpResponseRedirect(reverse("commerce:order", args=[it.pk]))
