"""The sums of an order are recounted from its rows, under its lock, whenever one of them changes."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.commerce.models import Allocation, CreditNote, Instalment, Order, Payment, Refund
from quen.commerce.neighbours import around
from quen.commerce.orders import events
from quen.kit.refused import Refused
from quen.timeline.log import record

ZERO = Decimal(0)


def locked_orders(ids: Sequence[int]) -> dict[int, Order]:
    """Orders as they stand, locked in the order of their numbers, so that two who want the same wait
    instead of standing in each other's way. Raises Refused where one is gone."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("contact", "company")
    found = {it.pk: it for it in rows.filter(pk__in=set(ids), deleted_at=None).order_by("pk")}
    if set(ids) - set(found):
        raise Refused(_("There is no such record."), status=404)
    return found


def locked_order(order: Order) -> Order:
    """One order as it stands, locked. Raises Refused where it is gone."""
    return locked_orders([order.pk])[order.pk]


def locked_payment(payment: Payment) -> Payment:
    """The payment as it stands, locked. Raises Refused where it was taken back."""
    rows = Payment.objects.select_for_update(of=("self",)).select_related("contact", "company")
    found = rows.filter(pk=payment.pk, voided_at=None).first()
    if found is None:
        raise Refused(_("This payment was taken back."), status=409)
    return found


def settle(order: Order, *, by: Any = None) -> Order:
    """Recount what of a locked order is paid, credited and open, its instalments and its state; tells of an
    order that became paid by it, not of one that credit notes alone took everything off."""
    was = order.state
    order.paid = _sum(Allocation.objects.filter(order=order))
    order.credited = _sum(CreditNote.objects.filter(order=order))
    if order.state != Order.State.CANCELLED:
        whole = order.paid >= order.total - order.credited
        order.state = Order.State.PAID if whole else Order.State.OPEN
    now = timezone.now()
    with_money = order.state == Order.State.PAID and order.paid > 0
    order.paid_at = (order.paid_at or now) if with_money else None
    order.version, order.updated_at = order.version + 1, now
    parts = _fill(order)
    order.open_amount = max(order.due - order.paid, ZERO)
    order.due_on = _next_day(parts) if order.open_amount else None
    order.save()
    if was == Order.State.OPEN and with_money:
        told = events.OrderPaid(
            number=order.number, amount=str(order.paid), currency=order.currency
        )
        record(told, on=around(order), by=by)
    return order


def recount(payment: Payment) -> Payment:
    """Recount what of a locked payment is allocated and refunded."""
    payment.allocated = _sum(Allocation.objects.filter(payment=payment))
    payment.refunded = _sum(Refund.objects.filter(payment=payment))
    payment.save(update_fields=["allocated", "refunded", "voided_at"])
    return payment


def _sum(rows: Any) -> Decimal:
    return rows.aggregate(told=Sum("amount"))["told"] or ZERO


def _next_day(parts: Iterable[Instalment]) -> date | None:
    """The day of the first instalment that something is open of."""
    return next((part.due_on for part in parts if part.open_amount > 0), None)


def _fill(order: Order) -> list[Instalment]:
    """Payments fill the instalments from the first on; credit notes take from the last one upwards, what is
    not paid for before what is."""
    parts = list(Instalment.objects.filter(order=order).order_by("position"))
    paid = min(order.paid, order.total)
    credited = order.credited
    for part in reversed(parts):
        part.credited = min(part.amount, credited)
        credited -= part.credited
    for part in parts:
        part.paid = min(part.amount - part.credited, paid)
        paid -= part.paid
    Instalment.objects.bulk_update(parts, ["credited", "paid"])
    return parts
