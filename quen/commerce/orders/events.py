"""What can happen to orders."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("order.placed", icon="shopping-cart", group="business", activity=True)
class OrderPlaced:
    number: str
    amount: str
    currency: str

    behind = {"amount": "order.total"}
    label = _("Order placed")
    sentence = _("{actor} placed the order {number}: {amount} {currency}")


@event("order.changed", icon="edit", group="change")
class OrderChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the order")


@event("order.assigned", icon="user-share", group="change")
class OrderAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the order to a colleague")


@event("order.paid", icon="circle-check", group="business")
class OrderPaid:
    number: str
    amount: str
    currency: str

    behind = {"amount": "order.total"}
    label = _("Order paid")
    sentence = _("The order {number} is paid: {amount} {currency}")


@event("order.cancelled", icon="circle-x", group="business")
class OrderCancelled:
    number: str
    reason: str
    to_refund: str
    currency: str

    behind = {"to_refund": "order.total"}
    label = _("Order cancelled")
    sentence = _("{actor} cancelled the order {number}. To be refunded: {to_refund} {currency}")
    personal = ("reason",)
