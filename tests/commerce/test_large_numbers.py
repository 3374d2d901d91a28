"""Numbers that no column holds are refused in words, wherever they come in."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.orders import place_order
from quen.commerce.models import BankLine, Instalment, Order, OrderLine
from quen.commerce.paying import token
from quen.kit.workspace import today
from quen.sales.actions.quotes import draft_quote
from tests.commerce.test_lines_typed import typed
from tests.commerce.test_orders import STEEL, fresh

NINES = "9" * 15
TOO_LARGE = [
    {"quantity": NINES, "unit_price": NINES},
    {"quantity": "100000", "unit_price": "900000000000000"},
    {"quantity": "1" + "0" * 11, "unit_price": "1"},
    {"quantity": "9" * 40, "unit_price": "1"},
    {"quantity": "1", "unit_price": "1" + "0" * 13},
    {"quantity": "1", "unit_price": "9" * 13, "vat_percent": "10"},
]


@pytest.fixture
def api(client, office):
    """Calls of a colleague's token; gives (status, the faults by field)."""

    def call(who, path, body):
        _row, secret = add_token(who, name="t", by=who, scope="write")
        answer = client.post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip
        return answer.status_code, [
            one["field"] for one in json.loads(answer.content).get("errors", ())
        ]

    return call


@pytest.mark.parametrize("large", TOO_LARGE)
@pytest.mark.parametrize("where", ["order", "deal", "quote"])
def test_a_line_too_large_is_refused_on_every_page(where, large, contact, deal, office, client):
    client.force_login(office.binh)
    pages = {
        "order": lambda: reverse("commerce:order_new"),
        "deal": lambda: reverse("sales:deal_lines", args=[deal.pk]),
        "quote": lambda: reverse(
            "sales:quote_edit", args=[draft_quote(deal, by=office.binh).pk]
        ),
    }  # fmt: skip
    facts = {
        "contact": contact.pk, "kind": "firm", "language": "vi", "title": "x",
        "valid_until": (today() + timedelta(3)).isoformat(), "version": "1",
    }  # fmt: skip
    answer = client.post(pages[where](), typed({"name": "Thép", **large}, **facts))
    assert answer.status_code == 422
    assert "too big" in answer.content.decode()
    assert not OrderLine.objects.exists()


@pytest.mark.parametrize("large", TOO_LARGE)
def test_what_is_typed_so_far_is_shown_though_it_is_too_large(large, office, client):
    client.force_login(office.binh)
    given = typed({"name": "Thép", **large})
    assert client.post(reverse("commerce:order_preview"), given).status_code == 200


def test_the_largest_order_is_placed_and_paid_by_its_code(contact, account, office, client):
    lines = [{"name": "Nhà máy", "unit_price": "9" * 13, "vat_percent": "none"}]
    it = place_order(by=office.binh, contact=contact, lines=lines)
    assert "<svg" in client.get(reverse("commerce:pay", args=[token(it)])).content.decode()


def test_an_order_that_no_code_holds_is_paid_without_one(order, account, client):
    """Such orders stand since sums were not bounded."""
    large = {"total": 2 * 10**13, "net": 2 * 10**13, "vat": 0, "open_amount": 2 * 10**13}
    Order.objects.filter(pk=order.pk).update(**large)
    Instalment.objects.filter(order=order).update(amount=2 * 10**13)
    html = client.get(reverse("commerce:pay", args=[token(fresh(order))])).content.decode()
    assert order.reference in html
    assert "pay__code" not in html


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"lines": [{"name": "x", "unit_price": "5", "quantity": "9" * 12}]}, "line_0_quantity"),
        ({"schedule": [{"due_on": "2026-12-12", "share": "9" * 40 + "%"}]}, "part_0_share"),
        ({"schedule": [{"due_on": "2026-12-12", "share": "101%"}]}, "part_0_share"),
    ],
)
def test_a_program_s_order_too_large_is_refused(given, wrong, contact, office, api):
    body = {"contact_id": contact.pk, "lines": [STEEL], **given}
    assert api(office.binh, "orders", body) == (422, [wrong])


@pytest.mark.parametrize("amount", ["9" * 17, "9" * 20, "1" + "0" * 15])
def test_a_transfer_too_large_is_refused(amount, account, office, api):
    body = {
        "account_id": account.pk, "external_id": "e1", "amount": amount,
        "day": today().isoformat(), "text": "x",
    }  # fmt: skip
    assert api(office.giang, "bank-lines", body) == (422, ["amount"])
    assert not BankLine.objects.exists()
    assert api(office.giang, "bank-lines", {**body, "amount": "9" * 15})[0] == 201
    assert BankLine.objects.get().amount == Decimal("9" * 15)
