"""Money goes back, orders are credited."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import payment_events
from quen.commerce.actions.numbering import next_number
from quen.commerce.actions.payments import past
from quen.commerce.actions.settling import locked_order, locked_payment, recount, settle
from quen.commerce.lines.totals import rounded
from quen.commerce.models import Allocation, CreditNote, Order, Payment, Refund
from quen.commerce.neighbours import around
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import today
from quen.timeline.log import record


@transaction.atomic
def issue_credit_note(order: Order, amount: Decimal, *, by: User, reason: str) -> CreditNote:
    """Make an order worth less, with VAT; what was paid beyond is to be refunded. Raises Refused without a
    reason, for a cancelled order, and for more than the order is worth."""
    it = locked_order(order)
    reason = one_line(clean(reason)).strip()[:300]
    if not reason:
        raise Refused(_("Say why."), errors={"reason": _("This is empty.")})
    if it.state == Order.State.CANCELLED:
        raise Refused(_("This order was cancelled already."))
    amount = _fitting(amount, it.total - it.credited, it.currency)
    made = CreditNote.objects.create(
        order=it, number=next_number("credit_note", day=today()), amount=amount,
        issued_on=today(), reason=reason, created_at=timezone.now(),
    )  # fmt: skip
    told = payment_events.CreditNoteIssued(
        number=made.number, order=it.number, amount=str(amount), currency=it.currency,
        reason=reason,
    )  # fmt: skip
    record(told, on=around(it), by=by)
    settle(it, by=by)
    return made


@transaction.atomic
def refund_order(
    order: Order,
    amount: Decimal | None = None,
    *,
    by: User,
    method: str = Payment.Method.BANK,
    refunded_on: date | None = None,
    note: str = "",
) -> list[Refund]:
    """Give back what a customer paid beyond what they owe (all of it by default), from the last payment
    upwards. Raises Refused where there is nothing or not so much."""
    it = locked_order(order)
    left = _fitting(it.to_refund if amount is None else amount, it.to_refund, it.currency)
    facts = _facts(method, refunded_on, note)
    made = []
    rows = Allocation.objects.filter(order=it).order_by("-payment_id")
    for row in list(rows):
        part = min(row.amount, left)
        if part > 0:
            made.append(_give_back(row, part, facts))
            left -= part
    _tell(sum((one.amount for one in made), Decimal(0)), it.currency, it.number, around(it), by)
    settle(it, by=by)
    return made


def _give_back(row: Allocation, part: Decimal, facts: dict[str, Any]) -> Refund:
    """Take a part off an allocation and its payment."""
    payment = locked_payment(row.payment)
    if part == row.amount:
        row.delete()
    else:
        Allocation.objects.filter(pk=row.pk).update(amount=row.amount - part)
    made = Refund.objects.create(payment=payment, order_id=row.order_id, amount=part, **facts)
    recount(payment)
    return made


@transaction.atomic
def refund_credit(
    payment: Payment,
    amount: Decimal | None = None,
    *,
    by: User,
    method: str = Payment.Method.BANK,
    refunded_on: date | None = None,
    note: str = "",
) -> Refund:
    """Give back what is left of a payment that no order took. Raises Refused."""
    it = locked_payment(payment)
    amount = _fitting(it.credit if amount is None else amount, it.credit, it.currency)
    facts = _facts(method, refunded_on, note)
    made = Refund.objects.create(payment=it, amount=amount, **facts)
    recount(it)
    _tell(amount, it.currency, "", [it.contact, it.company], by)
    return made


@transaction.atomic
def keep_as_credit(order: Order, *, by: User) -> Decimal:
    """What a customer paid beyond what they owe becomes their credit instead of going back; gives how much.
    Raises Refused where there is nothing."""
    it = locked_order(order)
    total = left = _fitting(it.to_refund, it.to_refund, it.currency)
    for row in list(Allocation.objects.filter(order=it).order_by("-payment_id")):
        part = min(row.amount, left)
        payment = locked_payment(row.payment)
        if part == row.amount:
            row.delete()
        elif part > 0:
            Allocation.objects.filter(pk=row.pk).update(amount=row.amount - part)
        recount(payment)
        left -= part
    told = payment_events.CreditKept(number=it.number, amount=str(total), currency=it.currency)
    record(told, on=around(it), by=by)
    settle(it, by=by)
    return total


def _facts(method: str, day: date | None, note: str) -> dict[str, Any]:
    if method not in Payment.Method.values:
        raise Refused(_("Choose one."), errors={"method": _("Choose one.")})
    return {
        "method": method,
        "refunded_on": past(day or today(), "refunded_on"),
        "note": one_line(clean(note)).strip()[:300],
        "created_at": timezone.now(),
    }


def _fitting(amount: Decimal, most: Decimal, currency: str) -> Decimal:
    """An amount above zero, of whole units, not beyond `most`. Raises Refused."""
    if most <= 0:
        raise Refused(_("There is nothing to give back."))
    if not amount.is_finite() or not 0 < amount <= most or rounded(amount, currency) != amount:
        words = _("Give an amount above zero and not beyond what there is.")
        raise Refused(words, errors={"amount": words})
    return amount


def _tell(amount: Decimal, currency: str, number: str, on: list[Any], by: Any) -> None:
    told = payment_events.PaymentRefunded(amount=str(amount), currency=currency, number=number)
    record(told, on=on, by=by)
