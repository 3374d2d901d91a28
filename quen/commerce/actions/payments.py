"""Money comes in, is laid to orders, and goes back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import payment_events
from quen.commerce.actions.settling import (
    ZERO,
    locked_orders,
    locked_payment,
    recount,
    settle,
)
from quen.commerce.lines.totals import rounded
from quen.commerce.models import Allocation, BankLine, Order, Payment
from quen.commerce.neighbours import around
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import today
from quen.people.models import Company, Contact
from quen.timeline.log import record

Shares = Sequence[tuple[Order, Decimal | None]]


@transaction.atomic
def add_payment(
    amount: Decimal,
    currency: str,
    *,
    by: User | None,
    orders: Shares = (),
    contact: Contact | None = None,
    company: Company | None = None,
    received_on: date | None = None,
    method: str = Payment.Method.BANK,
    line: BankLine | None = None,
    reference: str = "",
    payer: str = "",
    note: str = "",
) -> Payment:
    """Book what a customer paid; `orders` are (order, amount), where None takes what is open and there is.

    What is left over stays as the customer's credit, and a payment without orders is a deposit. Raises Refused for an amount that cannot be, an order that is not open or
    of another currency, and 409 where the bank's line is booked already.
    """
    it = Payment(amount=payable(amount, currency), currency=currency, bank_line=line)
    it.received_on = past(received_on or today(), "received_on")
    it.method = _method(method)
    it.reference, it.payer = _words(reference, 120), _words(payer, 160)
    it.note = _words(note, 300)
    held = locked_orders([order.pk for order, _share in orders])
    first = next((held[order.pk] for order, _share in orders), None)
    it.contact = contact or (first.contact if first else None)
    it.company = company or (first.company if first else None)
    if it.contact is None and it.company is None:
        words_ = _("Say who paid.")
        raise Refused(words_, errors={"contact_id": words_})
    it.created_at = timezone.now()
    _save(it)
    taken = _lay(it, [(held[order.pk], share) for order, share in orders])
    _tell(it, taken, by)
    for order in taken:
        settle(order, by=by)
    return it


def _save(it: Payment) -> None:
    try:
        with transaction.atomic():
            it.save()
    except IntegrityError as error:
        raise Refused(_("Somebody else has booked this transfer."), status=409) from error


def _lay(payment: Payment, shares: Sequence[tuple[Order, Decimal | None]]) -> list[Order]:
    """Lay a payment to locked orders and count it anew; gives the orders that got something."""
    taken = []
    for order, share in shares:
        if order.currency != payment.currency:
            raise Refused(_("This order is in %s.") % order.currency)
        if order.state != Order.State.OPEN:
            raise Refused(_("Order %s is not open any more.") % order.number, status=409)
        wanted = min(order.open_amount, payment.credit) if share is None else share
        wanted = rounded(wanted, order.currency)
        if share is not None and not 0 < wanted <= min(order.open_amount, payment.credit):
            raise Refused(_("More than is open or there."), errors={"amount": _("Too much.")})
        if wanted > 0:
            row, new = Allocation.objects.get_or_create(
                payment=payment, order=order, defaults={"amount": wanted}
            )
            if not new:
                row.amount += wanted
                row.save(update_fields=["amount"])
            recount(payment)
            taken.append(order)
    return taken


def _tell(it: Payment, orders: Sequence[Order], by: Any) -> None:
    on = [one for order in orders for one in around(order)] or [it.contact, it.company]
    told = payment_events.PaymentReceived(
        amount=str(it.amount), currency=it.currency, method=it.method,
        orders=", ".join(order.number for order in orders), credit=str(it.credit),
    )  # fmt: skip
    record(told, on=_once([*on, it.contact, it.company]), by=by)


def _once(records: Sequence[Any]) -> list[Any]:
    """Each record once, in their order."""
    kept = {(type(one), one.pk): one for one in reversed(records) if one is not None}
    return list(reversed(kept.values()))


@transaction.atomic
def use_credit(
    payment: Payment, order: Order, *, by: User | None, amount: Decimal | None = None
) -> Payment:
    """Lay what is left of a payment to an order of the same customer; `amount` of None takes what fits.
    Raises Refused."""
    held = locked_orders([order.pk])[order.pk]
    it = locked_payment(payment)
    if not _same_customer(it, held):
        raise Refused(_("This is another customer's credit."))
    if it.credit <= 0:
        raise Refused(_("Nothing is left of this payment."), status=409)
    _lay(it, [(held, amount)])
    laid = Allocation.objects.get(payment=it, order=held)
    told = payment_events.CreditUsed(
        number=held.number, amount=str(laid.amount), currency=it.currency
    )
    record(told, on=around(held), by=by)
    settle(held, by=by)
    return it


def _same_customer(it: Payment, order: Order) -> bool:
    person = it.contact_id is not None and it.contact_id == order.contact_id
    return person or (it.company_id is not None and it.company_id == order.company_id)


@transaction.atomic
def void_payment(payment: Payment, *, by: User | None) -> Payment:
    """Take back a payment that was booked by mistake: its orders are open again, and a bank's transfer waits
    for a person. Raises Refused where some of it was refunded or it is taken back already."""
    lines = BankLine.objects.select_for_update(of=("self",))
    line = lines.filter(payments=payment).first()
    ids = list(Allocation.objects.filter(payment=payment).values_list("order_id", flat=True))
    held = locked_orders(ids)
    it = locked_payment(payment)
    rows = Allocation.objects.filter(payment=it)
    if set(rows.values_list("order_id", flat=True)) != set(ids):
        raise Refused(_("Somebody else has changed this meanwhile."), status=409)
    if it.refunded > ZERO:
        raise Refused(_("Some of this payment was refunded; it cannot be taken back."))
    rows.delete()
    it.voided_at = timezone.now()
    recount(it)
    if line is not None:
        line.state, line.by_itself, line.held_back = BankLine.State.WAITING, False, True
        line.save(update_fields=["state", "by_itself", "held_back"])
    on = _once([one for order in held.values() for one in around(order)])
    told = payment_events.PaymentVoided(amount=str(it.amount), currency=it.currency)
    record(told, on=on or [it.contact, it.company], by=by)
    for order in held.values():
        settle(order, by=by)
    return it


def payable(amount: Decimal, currency: str) -> Decimal:
    """An amount that somebody can have paid. Raises Refused for another."""
    if not amount.is_finite() or amount <= 0:
        words = _("Give an amount above zero.")
        raise Refused(words, errors={"amount": words})
    if amount >= Decimal(10) ** 15:
        words = _("This amount is too big.")
        raise Refused(words, errors={"amount": words})
    if rounded(amount, currency) != amount:
        words = _("This amount has more decimals than its currency.")
        raise Refused(words, errors={"amount": words})
    return amount


def _words(text: str, longest: int) -> str:
    return one_line(clean(text)).strip()[:longest]


def past(day: date, key: str) -> date:
    """A day on which money can have moved. Raises Refused with the error at `key` for one that is to come."""
    if day > today():
        words = _("This day is still to come.")
        raise Refused(words, errors={key: words})
    return day


def _method(method: str) -> str:
    if method not in Payment.Method.values:
        raise Refused(_("Choose one."), errors={"method": _("Choose one.")})
    return method
