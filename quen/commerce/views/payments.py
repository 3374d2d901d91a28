"""Payments, refunds and credit notes, on the page of their order."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import payments, refunds
from quen.commerce.amounts import asked_amount, maybe_amount
from quen.commerce.forms import asked_day
from quen.commerce.models import Order, Payment
from quen.commerce.views.orders import shown_order
from quen.kit.idempotency import once_by_form
from quen.kit.pages import needs

BOOK = "commerce.book_payment"


@require_POST
@needs(BOOK)
def payment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a payment for this order; what is too much stays as the customer's credit."""
    it = shown_order(request, pk)
    return _once(request, it, lambda: _book(request, it))


def _book(request: HttpRequest, it: Order) -> None:
    by, given = acting_user(request), request.POST
    made = payments.add_payment(
        asked_amount(given.get("amount"), by.language, it.currency),
        it.currency,
        by=by,
        orders=[(it, None)],
        received_on=asked_day(given.get("received_on", ""), "received_on"),
        method=given.get("method", ""),
        reference=given.get("reference", ""),
        payer=given.get("payer", ""),
    )
    made.refresh_from_db()
    told = _("Booked. What is too much stays as the customer's credit.")
    messages.success(request, told if made.credit else _("Booked."))


@require_POST
@needs(BOOK)
def payment_void(request: HttpRequest, pk: int, payment_pk: int) -> HttpResponse:
    """Take back a payment that was booked by mistake."""
    it = shown_order(request, pk)
    laid = Payment.objects.visible_to(request.user).filter(allocations__order=it)
    payments.void_payment(get_object_or_404(laid, pk=payment_pk), by=acting_user(request))
    return _to(it)


@require_POST
@needs(BOOK)
def payment_use(request: HttpRequest, pk: int, payment_pk: int) -> HttpResponse:
    """Pay from the customer's credit."""
    it = shown_order(request, pk)
    found = get_object_or_404(Payment.objects.visible_to(request.user), pk=payment_pk)
    payments.use_credit(found, it, by=acting_user(request))
    return _to(it)


@require_POST
@needs(BOOK)
def order_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a credit note."""
    it = shown_order(request, pk)
    return _once(request, it, lambda: _credit(request, it))


def _credit(request: HttpRequest, it: Order) -> None:
    by = acting_user(request)
    amount = asked_amount(request.POST.get("amount"), by.language, it.currency)
    refunds.issue_credit_note(it, amount, by=by, reason=request.POST.get("reason", ""))


@require_POST
@needs(BOOK)
def order_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what was paid beyond what is owed, or keep it as credit."""
    it = shown_order(request, pk)
    return _once(request, it, lambda: _give_back(request, it))


def _give_back(request: HttpRequest, it: Order) -> None:
    by, given = acting_user(request), request.POST
    if given.get("as") == "credit":
        refunds.keep_as_credit(it, by=by)
        return
    facts: dict[str, Any] = {
        "method": given.get("method", ""),
        "refunded_on": asked_day(given.get("refunded_on", ""), "refunded_on"),
        "note": given.get("note", ""),
    }
    amount = maybe_amount(given.get("amount"), by.language, it.currency)
    refunds.refund_order(it, amount, by=by, **facts)


def _once(request: HttpRequest, it: Order, work: Callable[[], None]) -> HttpResponse:
    """Money that is written down twice, because a button was pressed twice, is found by nobody."""
    if not once_by_form(request, work):
        messages.info(request, _("This form was sent already; nothing was booked twice."))
    return _to(it)


def _to(it: Order) -> HttpResponse:
    return HttpResponseRedirect(reverse("commerce:order", args=[it.pk]))
