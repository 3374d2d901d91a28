"""What keeps the demo company's customers: contracts of which one ends soon, invoices, a booking page; and
what winning customers has cost."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from quen.accounts.models import User
from quen.automation.actions.running import switch_flow
from quen.commerce.actions.contracts import add_contract, tell_nearing
from quen.commerce.actions.invoices import take_invoice
from quen.commerce.contracts.flows import RENEW
from quen.commerce.models import Order
from quen.insights.actions.costs import Spent, set_costs
from quen.kit.periods import add_months, month_start
from quen.web.demo.team import admin
from quen.work.actions.booking_pages import add_page

# In millions of đồng a month, about.
SPENT = (("marketing", "facebook", 18), ("marketing", "google_ads", 12), ("sales", "", 45))
ENDS_IN = (20, 190, 330)  # days from now


def keep(dice: Random, today: date, seller: User) -> None:
    """Make them, for orders that the seller's customers have paid."""
    switch_flow(RENEW, True, by=admin())
    paid = Order.objects.filter(state=Order.State.PAID, owner=seller).order_by("-pk")[
        : len(ENDS_IN)
    ]
    for days, order in zip(ENDS_IN, paid, strict=False):
        _contract(order, today + timedelta(days=days), seller)
        _invoice(order, today)
    tell_nearing()
    set_costs(list(_costs(dice, today)), by=admin())
    kinds = [{"key": "k1", "name": "Tư vấn", "minutes": 30}]
    add_page(by=seller, slug="tu-van", title="Tư vấn", kinds=kinds, hours={}, is_open=True)


def _contract(order: Order, ends_on: date, seller: User) -> None:
    began = add_months(ends_on, -12) + timedelta(days=1)
    given = {
        "name": order.title,
        "contact_id": order.contact_id,
        "company_id": order.company_id,
        "order_id": order.number,
        "amount": str(order.net),
        "currency": order.currency,
        "billing": "year",
        "signed_on": began.isoformat(),
        "starts_on": began.isoformat(),
        "ends_on": ends_on.isoformat(),
        "owner_id": seller.pk,
    }
    add_contract({key: value for key, value in given.items() if value}, by=admin())


def _invoice(order: Order, today: date) -> None:
    take_invoice(
        {
            "source": "demo",
            "external_id": order.number,
            "order_id": order.number,
            "series": f"1C{today:%y}TQD",
            "number": f"{order.pk:08d}",
            "issued_on": today.isoformat(),
            "currency": order.currency,
            "rates": [{"vat_percent": "10", "net": str(order.net), "vat": str(order.vat)}],
        },
        by=admin(),
    )


def _costs(dice: Random, today: date) -> Iterator[Spent]:
    for n in range(12):
        month = add_months(month_start(today), -n)
        for kind, channel, about in SPENT:
            amount = Decimal(round(about * dice.uniform(0.8, 1.2))) * 1_000_000
            yield Spent(month, kind, amount, "VND", channel)
