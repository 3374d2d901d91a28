"""A day far away is refused, and one that stands stops no matching."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.bank_lines import take_transfer
from quen.commerce.actions.orders import place_order
from quen.commerce.models import Order
from quen.commerce.statements.reading import Told
from quen.kit.workspace import today
from tests.commerce.test_orders import STEEL, fresh

FAR = ["9999-12-31", "2101-01-01", "1999-12-31", "0001-01-01"]


def comes_in(account, text, by):
    """A transfer of what the steel costs."""
    return take_transfer(account, Told(today(), Decimal(1100000), text, "", text), by=by)[0]


@pytest.mark.parametrize("day", FAR)
def test_a_part_is_not_due_in_another_age(day, order, office, client):
    client.force_login(office.binh)
    part = {"part_label": [""], "part_due_on": [day], "part_share": ["100%"]}
    answer = client.post(reverse("commerce:order_plan", args=[order.pk]), part)
    assert answer.status_code == 422
    assert "between 2000 and 2100" in answer.content.decode()
    assert order.instalments.get().due_on.year == today().year


@pytest.mark.parametrize("day", FAR)
def test_a_program_orders_on_no_day_of_another_age(day, contact, office, client):
    _row, secret = add_token(office.binh, name="t", by=office.binh, scope="write")
    given = {"contact_id": contact.pk, "lines": [STEEL], "ordered_on": day}
    answer = client.post(
        "/api/v1/orders", json.dumps(given), content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "ordered_on" in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("day", [date.max, date.min])
def test_an_order_with_a_far_day_does_not_stop_the_transfers_of_others(
    day, order, contact, account, office, client
):
    """Such rows stand since the days were not bounded."""
    far = place_order(by=office.binh, contact=contact, lines=[STEEL])
    Order.objects.filter(pk=far.pk).update(ordered_on=day)
    far.instalments.update(due_on=day)
    strange = comes_in(account, "chuyen tien", office.giang)
    assert comes_in(account, f"TT {order.reference}", office.giang).state == "matched"
    assert (fresh(order).state, fresh(strange).state) == ("paid", "waiting")
    client.force_login(office.giang)
    assert client.get(reverse("commerce:bank_lines")).status_code == 200
    assert client.post(reverse("commerce:bank_match")).status_code == 302
