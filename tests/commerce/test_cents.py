"""Cents add up on both databases: a sum of two amounts is compared to the cent."""

from decimal import Decimal

import pytest

from quen.commerce.actions.orders import place_order
from quen.commerce.actions.refunds import issue_credit_note
from tests.commerce.test_orders import adds_up, fresh, pay


@pytest.mark.parametrize(
    "price", ["1.11", "2.22", "4.07", "19.99", "1009.37", "70.07", "0.70", "2.30"]
)
def test_an_order_in_cents_is_placed_credited_and_paid(price, contact, office):
    line = {"name": "Bolt", "quantity": "1", "unit_price": price, "vat_percent": "7"}
    it = place_order(by=office.binh, contact=contact, lines=[line], currency="USD", reads="en")
    assert it.total == it.net + it.vat
    part = Decimal("0.10")
    issue_credit_note(it, part, by=office.giang, reason="Scratched")
    pay(it, Decimal("0.20"), office.giang)
    adds_up(it)
    pay(it, fresh(it).open_amount, office.giang)
    assert fresh(it).state == "paid"
    adds_up(it)
