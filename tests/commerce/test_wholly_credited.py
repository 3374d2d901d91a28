"""An order that credit notes alone took everything off is settled, and never said to be paid."""

from decimal import Decimal

import pytest
from django.urls import reverse

from quen.commerce.actions.orders import place_order
from quen.commerce.actions.refunds import issue_credit_note, refund_order
from quen.commerce.paying import token
from tests.commerce.test_invoices import asked
from tests.commerce.test_order_lists import limit
from tests.commerce.test_orders import STEEL, adds_up, fresh, kinds, pay


@pytest.fixture
def credited(order, office):
    issue_credit_note(order, order.total, by=office.giang, reason="Huỷ")
    return fresh(order)


def test_nothing_is_left_to_pay_and_nobody_is_told_of_a_payment(credited, office):
    assert (credited.open_amount, credited.due_on) == (0, None)
    assert (credited.paid, credited.paid_at) == (0, None)
    assert "order.paid" not in kinds(credited, office.binh)
    adds_up(credited)


def test_colleagues_and_the_customer_read_that_it_is_credited(credited, office, client):
    page = client.get(reverse("commerce:pay", args=[token(credited)])).content.decode()
    assert "cảm ơn" not in page
    assert "không còn phải thanh toán" in page
    client.force_login(office.binh)
    shown = client.get(reverse("commerce:order", args=[credited.pk])).content.decode()
    assert '">Credited</span>' in shown
    assert '">Paid</span>' not in shown


def listed_as(shown, user, client):
    client.force_login(user)
    page = client.get(reverse("commerce:orders")).content.decode()
    return f'<span class="dot"></span>{shown}</span>' in page


def test_the_list_says_so_too_to_whoever_may_read_what_is_paid(credited, office, client):
    assert listed_as("Credited", office.binh, client)
    assert listed_as("Paid", limit(office.binh, paid="hide"), client)


def test_what_is_paid_beside_a_credit_note_is_told_as_paid(order, office):
    issue_credit_note(order, Decimal(100000), by=office.giang, reason="Xước")
    pay(order, 1000000, office.giang)
    assert fresh(order).state == "paid"
    assert order.paid_at
    assert "order.paid" in kinds(order, office.binh)
    issue_credit_note(order, Decimal(1000000), by=office.giang, reason="Huỷ")
    refund_order(order, by=office.giang)
    assert fresh(order).paid_at is None
    assert order.is_only_credited
    adds_up(order)


def test_no_invoice_is_asked_for_and_of_others_what_is_credited_is_told(
    credited, contact, office, client
):
    part = place_order(by=office.binh, contact=contact, lines=[STEEL])
    issue_credit_note(part, Decimal(100000), by=office.giang, reason="Xước")
    pay(part, 1000000, office.giang)
    client.force_login(office.giang)
    for state in ("paid", "placed"):
        (row,) = asked(client, state=state)
        assert (row["order_number"], row["order_total"]) == (part.number, "1100000")
        assert row["order_credited"] == "100000"
