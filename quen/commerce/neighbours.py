"""What stands beside an order: rooms above lend records on whose timelines its events are told too."""

from collections.abc import Callable, Iterable
from typing import Any

from quen.commerce.models import Order

Beside = Callable[[Order], Iterable[Any]]
_lent: list[Beside] = []


def beside_orders(lent: Beside) -> Beside:
    """Lend them (once, at start)."""
    _lent.append(lent)
    return lent


def around(order: Order) -> list[Any]:
    """The records an event of an order is told on, the order itself first."""
    beside = [record for lent in _lent for record in lent(order)]
    return [order, order.contact, order.company, *beside]
