"""What a contract that comes of an order begins with."""

from typing import Any

from quen.commerce.models import Order
from quen.kit.plain_rows import plain
from quen.kit.workspace import today


def from_order(order: Order) -> dict[str, Any]:
    """The order's customer, name and total, from today on."""
    return {
        "name": order.title or order.number,
        "contact_id": order.contact_id or "",
        "company_id": order.company_id or "",
        "order_id": order.pk,
        "amount": {"amount": plain(order.total), "currency": order.currency},
        "signed_on": today().isoformat(),
        "starts_on": today().isoformat(),
    }
