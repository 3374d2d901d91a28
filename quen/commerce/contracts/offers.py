"""What a contract that comes of an order begins with."""

from typing import Any

from quen.commerce.models import Order
from quen.commerce.orders.hidden import reads
from quen.kit.plain_rows import plain
from quen.kit.workspace import today
from quen.people.models import Company, Contact


def from_order(order: Order, user: Any) -> dict[str, Any]:
    """The order's customer as far as the user sees them, its name and total, from today on."""
    total = {"amount": plain(order.total), "currency": order.currency}
    return {
        "name": order.title or order.number,
        "contact_id": _seen(Contact, order.contact_id, user),
        "company_id": _seen(Company, order.company_id, user),
        "order_id": order.pk,
        "amount": total if reads(user, "total") else "",
        "signed_on": today().isoformat(),
        "starts_on": today().isoformat(),
    }


def _seen(model: Any, pk: int | None, user: Any) -> int | str:
    """The id where the user may see that record: what a form begins with must be fit to be sent."""
    return pk if pk and model.objects.visible_to(user).filter(pk=pk).exists() else ""
