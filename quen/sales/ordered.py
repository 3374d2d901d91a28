"""The deal that an order came of hears of what happens to the order."""

from quen.commerce.models import Order
from quen.commerce.neighbours import beside_orders
from quen.sales.models import Deal


def declare() -> None:
    """Lend it (once, at start)."""
    beside_orders(_deals)


def _deals(order: Order) -> list[Deal]:
    return list(Deal._base_manager.filter(ordered__order=order))
