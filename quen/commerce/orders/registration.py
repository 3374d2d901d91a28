"""What orders register with the rest: their fields and lists, their record type, their menus."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.commerce import models, purchases
from quen.commerce.actions import orders  # noqa: F401 - lends its noun
from quen.commerce.orders import drafts, fields, lists, record, searching
from quen.kit import shell
from quen.kit.records import record_type
from quen.timeline.labels import labels


def declare() -> None:
    """Lend them (once, at start)."""
    labels("order", schedule=_("Payment schedule"))
    for lent in (purchases, fields, drafts, searching, lists, record):
        lent.declare()
    record_type(
        "order",
        model=models.Order,
        label=_("Order"),
        plural=_("Orders"),
        icon="shopping-cart",
        url=lambda pk: reverse("commerce:order", args=[pk]),
        title=lambda order: order.number,
        short=lambda order: {"id": order.pk, "number": order.number},
        capability="commerce.view_order",
        subtitle=lambda order: order.title,
        named_by="number",
    )
    shell.creates(
        "order",
        label=_("Order"),
        route="commerce:order_new",
        icon="shopping-cart",
        needs="commerce.add_order",
        order=45,
    )
    shell.entry(
        "orders",
        label=_("Orders"),
        route="commerce:orders",
        icon="shopping-cart",
        section="convert",
        needs="commerce.view_order",
        order=30,
    )
    shell.entry(
        "bank_lines",
        label=_("Reconciliation"),
        route="commerce:bank_lines",
        icon="arrows-exchange",
        section="convert",
        needs="commerce.reconcile",
        order=35,
    )
