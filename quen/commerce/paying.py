"""What a customer is told to pay an order by: the account, the amount, the reference, the code to scan."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe

from quen.commerce.documents import day_of, shown
from quen.commerce.links import token_of
from quen.commerce.models import Instalment, Order, PaymentAccount
from quen.commerce.models.order import LINK
from quen.commerce.payment_codes import can_be_scanned, payment_payload, qr_svg
from quen.kit.money import Money
from quen.kit.plain_rows import plain


def token(order: Order) -> str:
    """What stands in the order's public link."""
    return token_of(order.link_key, LINK)


def link_to(order: Order) -> str:
    """The address of the public page."""
    return settings.BASE_URL + reverse("commerce:pay", args=[token(order)])


def paying(order: Order) -> dict[str, Any]:
    """The parts of an order, and how the next one is paid; ready words in the order's language."""
    parts = list(order.instalments.all())
    due = next_due(order, parts)
    account = PaymentAccount.objects.default_for(order.currency) if due else None
    return {
        "number": order.number,
        "state": "credited" if order.is_only_credited else order.state,
        "total": shown(order.total, order),
        "paid": shown(order.paid, order) if order.paid else "",
        "open": shown(order.open_amount, order),
        "refund": shown(order.to_refund, order) if order.to_refund else "",
        "parts": [_part(part, order) for part in parts] if len(parts) > 1 else [],
        "due": shown(due, order),
        "pay_by": _pay_by(order, account, due) if account else None,
    }


def next_due(order: Order, parts: list[Instalment]) -> Decimal:
    """What the next open instalment asks for; 0 where nothing is open."""
    if order.state != Order.State.OPEN:
        return Decimal(0)
    return next((part.open_amount for part in parts if part.open_amount > 0), Decimal(0))


def _part(part: Instalment, order: Order) -> dict[str, Any]:
    return {
        "label": part.label,
        "due": day_of(order, part.due_on),
        "amount": shown(part.amount - part.credited, order),
        "done": part.open_amount == 0,
    }


def _pay_by(order: Order, account: PaymentAccount, due: Decimal) -> dict[str, Any]:
    code = _code(order, account, Money(due, order.currency))
    return {
        "code": mark_safe(code),  # noqa: S308 - drawn by segno from digits and letters that were checked
        "bank": account.bank_name,
        "number": account.number,
        "holder": account.holder,
        "amount": plain(due),
        "reference": order.reference,
    }


def _code(order: Order, account: PaymentAccount, due: Money) -> str:
    """The code as a picture; empty where there is none for this account, or none that holds so much."""
    if not can_be_scanned(account, order.currency):
        return ""
    try:
        return qr_svg(payment_payload(account, due, order.reference))
    except ValueError:
        return ""
