"""Orders on their pages, for the customer, on paper, in the API."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.orders import cancel_order, place_order
from quen.commerce.actions.payments import add_payment
from quen.commerce.models import Order, Payment
from quen.commerce.paying import token
from quen.kit.pdf import can_make_pdf
from quen.kit.workspace import today
from quen.sales.actions.deciding import accept_quote
from quen.sales.actions.lines import set_lines
from quen.sales.actions.quotes import draft_quote, send_quote
from tests.commerce.test_orders import STEEL, fresh, pay
from tests.counting import questions


@pytest.mark.parametrize(
    ("who", "status"), [("binh", 200), ("an", 200), ("chi", 404), ("dung", 404), ("em", 200)]
)
def test_who_sees_binhs_order(who, status, order, office, client):
    client.force_login(getattr(office, who))
    for route in ("order", "order_pdf"):
        if route == "order" or status == 404:
            url = reverse(f"commerce:{route}", args=[order.pk])
            assert client.get(url).status_code == status
    listed = client.get(reverse("commerce:orders")).content.decode()
    assert (order.number in listed) is (status == 200)


def test_an_order_is_placed_paid_credited_and_given_back_on_its_pages(contact, office, client):
    client.force_login(office.giang)
    lines = {
        "line_product_id": ["", ""], "line_name": ["Thép", ""], "line_quantity": ["2", ""],
        "line_unit": ["", ""], "line_unit_price": ["500000", ""], "line_discount_percent": ["", ""],
        "line_vat_percent": ["10", ""],
    }  # fmt: skip
    new = reverse("commerce:order_new")
    assert client.get(f"{new}?contact_id={contact.pk}").status_code == 200
    assert "₫1,100,000" in client.post(reverse("commerce:order_preview"), lines).content.decode()
    given = {"contact": contact.pk, "company": "", "currency": "VND", "title": "", "terms": ""}
    assert client.post(new, lines | given | {"contact": ""}).status_code == 422
    assert client.post(new, lines | given | {"line_unit_price": ["x", ""]}).status_code == 422
    done = client.post(new, lines | given)
    it = Order.objects.get()
    page = reverse("commerce:order", args=[it.pk])
    assert done["Location"] == page
    plan = {
        "part_due_on": ["2030-01-01", "2030-02-01", ""], "part_share": ["30%", "", ""],
        "part_label": ["Cọc", "Còn lại", ""],
    }  # fmt: skip
    assert client.post(reverse("commerce:order_plan", args=[it.pk]), plan).status_code == 302
    assert [p.amount for p in it.instalments.all()] == [330000, 770000]
    money = {"amount": "1,200,000", "received_on": today().isoformat(), "method": "cash"}
    book = reverse("commerce:payment_add", args=[it.pk])
    assert client.post(book, money | {"amount": "x"}).status_code == 422
    assert client.post(book, money | {"received_on": "x"}).status_code == 422
    assert client.post(book, money).status_code == 302
    assert fresh(it).state == "paid"
    credit = reverse("commerce:order_credit", args=[it.pk])
    client.post(credit, {"amount": "100000", "reason": "Xước"})
    html = client.get(page).content.decode()
    assert "₫100,000" in html
    assert "GTL-" in html
    back = {"as": "refund", "amount": "40000", "refunded_on": today().isoformat(), "method": "cash"}
    client.post(reverse("commerce:order_refund", args=[it.pk]), back)
    client.post(reverse("commerce:order_refund", args=[it.pk]), {"as": "credit"})
    assert (fresh(it).to_refund, Payment.objects.get().credit) == (0, 160000)
    cancelled = client.post(reverse("commerce:order_cancel", args=[it.pk]), {"reason": "Đổi ý"})
    assert cancelled.status_code == 302
    assert "Đổi ý" in client.get(page).content.decode()


def test_a_payment_is_taken_back_and_credit_used_on_the_page(order, contact, office, client):
    client.force_login(office.giang)
    paid = pay(order, 1200000, office.giang)
    second = place_order(by=office.binh, contact=contact, lines=[STEEL])
    page = client.get(reverse("commerce:order", args=[second.pk])).content.decode()
    assert "₫100,000" in page
    client.post(reverse("commerce:payment_use", args=[second.pk, paid.pk]))
    assert fresh(second).paid == 100000
    client.post(reverse("commerce:payment_void", args=[order.pk, paid.pk]))
    assert (fresh(second).paid, fresh(order).paid) == (0, 0)


@pytest.mark.parametrize(("who", "status"), [("binh", 403), ("em", 403), ("giang", 302)])
def test_who_books_payments(who, status, order, office, client):
    client.force_login(getattr(office, who))
    money = {"amount": "5", "received_on": today().isoformat(), "method": "cash"}
    told = client.post(reverse("commerce:payment_add", args=[order.pk]), money)
    assert told.status_code == status
    assert Payment.objects.exists() is (status == 302)


def test_panels_show_orders_and_credit_beside_customer_and_deal(deal, contact, office, client):
    client.force_login(office.binh)
    set_lines(deal, [STEEL], by=office.binh)
    page = reverse("records:panels", args=["deal", deal.pk])
    place = reverse("sales:deal_order", args=[deal.pk])
    assert place in client.get(page).content.decode()
    assert client.post(place).status_code == 302
    it = Order.objects.get()
    html = client.get(page).content.decode()
    assert it.number in html
    assert place not in html
    add_payment(Decimal(70000), "VND", by=office.giang, contact=contact)
    beside = client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()
    assert it.number in beside
    assert "₫70,000" in beside


def test_an_accepted_quote_has_the_button_until_it_is_ordered(deal, office, client):
    client.force_login(office.binh)
    set_lines(deal, [STEEL], by=office.binh)
    quote = send_quote(draft_quote(deal, by=office.binh), by=office.binh)
    page = reverse("sales:quote", args=[quote.pk])
    place = reverse("sales:quote_order", args=[quote.pk])
    assert place not in client.get(page).content.decode()
    accept_quote(quote, name="Hồng", proof={})
    assert place in client.get(page).content.decode()
    assert client.post(place).status_code == 302
    html = client.get(page).content.decode()
    assert place not in html
    assert reverse("commerce:order", args=[Order.objects.get().pk]) in html
    assert client.post(place).status_code == 409


def test_nobody_orders_from_a_deal_they_may_not_see(deal, office, client):
    set_lines(deal, [STEEL], by=office.binh)
    client.force_login(office.chi)
    assert client.post(reverse("sales:deal_order", args=[deal.pk])).status_code == 404
    assert not Order.objects.exists()


def test_the_list_of_orders_costs_the_same_for_two_and_for_twenty(contact, office, client):
    client.force_login(office.an)
    ask = lambda: client.get(reverse("commerce:orders"))  # noqa: E731
    for _n in range(2):
        place_order(by=office.binh, contact=contact, lines=[STEEL])
    few = questions(ask)
    for _n in range(18):
        place_order(by=office.binh, contact=contact, lines=[STEEL])
    assert questions(ask) == few
    paid = client.get(f"{reverse('commerce:orders')}?state=paid", follow=True)
    assert (paid.status_code, "DH-" in paid.content.decode()) == (200, False)
    opened = client.get(f"{reverse('commerce:orders')}?state=open", follow=True)
    assert "DH-" in opened.content.decode()


def test_orders_are_exported_and_no_cell_runs(contact, office, client):
    place_order(by=office.binh, contact=contact, lines=[STEEL], title="=1+1")
    client.force_login(office.binh)
    export = reverse("fields:export", args=["order"])
    assert client.get(reverse("commerce:order_export")).status_code == 403
    assert client.post(export, {"form": "csv"}).status_code == 403
    client.force_login(office.giang)
    old = client.get(f"{reverse('commerce:order_export')}?state=paid")
    assert (old.status_code, "paid" in old["Location"]) == (302, True)
    told = b"".join(client.post(export, {"form": "csv"}).streaming_content).decode("utf-8-sig")
    head, row, *_mark = list(csv.reader(io.StringIO(told)))
    facts = dict(zip(head, row, strict=True))
    assert (facts["title"], facts["total"], facts["open_amount"]) == ("'=1+1", "1100000", "1100000")
    assert (facts["currency"], facts["contact_id"]) == ("VND", contact.full_name)


def test_a_customer_scans_pays_and_sees_that_it_came(order, account, office, client):
    page = reverse("commerce:pay", args=[token(order)])
    html = client.get(page).content.decode()
    for word in (order.reference, "1.100.000", account.number, "<svg", "hx-trigger"):
        assert word in html
    pay(order, 100000, office.giang)
    state = reverse("commerce:pay_state", args=[token(order)])
    assert "1.000.000" in client.get(state).content.decode()
    pay(order, 1000000, office.giang)
    done = client.get(state).content.decode()
    assert "hx-trigger" not in done
    assert order.reference not in done
    assert "Xin cảm ơn" in done


def test_a_cancelled_order_asks_for_nothing_and_a_wrong_link_is_nowhere(
    order,
    account,
    office,
    client,
):
    pay(order, 100000, office.giang)
    cancel_order(order, by=office.binh)
    html = client.get(reverse("commerce:pay", args=[token(order)])).content.decode()
    assert account.number not in html
    assert "100.000" in html
    for wrong in ("abc.def", order.link_key):
        assert client.get(reverse("commerce:pay", args=[wrong])).status_code == 404


@pytest.mark.skipif(not can_make_pdf(), reason="needs pango (apt install libpango-1.0-0)")
@pytest.mark.once
def test_the_pdf_of_an_order_says_what_is_still_to_pay(order, office, client):
    """Making a PDF takes half a second, and loading what makes it one more."""
    pay(order, 100000, office.giang)
    client.force_login(office.binh)
    answer = client.get(reverse("commerce:order_pdf", args=[order.pk]))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for word in (order.number, "Thép hình", "1.000.000"):
        assert word in text


@pytest.fixture
def api(office, client):
    def send(who, method, path, body=None, **headers):
        _token, key = add_token(getattr(office, who), name="t", by=None, scope="write")
        told = {"headers": {"Authorization": f"Bearer {key}", **headers}}
        if body is not None:
            told |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", **told)

    return send


def test_orders_in_the_api_are_placed_read_paid_and_cancelled(contact, api):
    line = {"name": "Thép", "quantity": "2", "unit_price": "500000.00", "vat_percent": "10"}
    parts = [{"due_on": "2030-01-01", "share": "30%"}, {"due_on": "2030-02-01", "share": ""}]
    body = {"contact_id": contact.pk, "lines": [line], "schedule": parts}
    made = api("giang", "post", "orders", body)
    assert made.status_code == 201, made.content
    it = made.json()
    assert (it["total"], it["open"], it["state"]) == ("1100000", "1100000", "open")
    assert [part["amount"] for part in it["schedule"]] == ["330000", "770000"]
    paid = api("giang", "post", f"orders/{it['id']}/payments", {"amount": "100000"})
    assert paid.json()["open"] == "1000000"
    assert api("giang", "get", "orders?state=open").json()["items"][0]["id"] == it["id"]
    stale = api("giang", "post", f"orders/{it['id']}/cancel", {"version": 1})
    assert stale.status_code == 412
    gone = api("giang", "post", f"orders/{it['id']}/cancel", {"reason": "x"})
    assert (gone.json()["state"], gone.json()["to_refund"]) == ("cancelled", "100000")
    assert api("giang", "post", f"orders/{it['id']}/cancel", {}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"contact_id": 999999, "lines": []}, {"contact_id": "x", "lines": []}, {"lines": "x"},
        {"total": "5"}, {"currency": "dong"}, {"ordered_on": "soon"}, {"schedule": [1]},
    ],
)  # fmt: skip
def test_a_wrong_order_is_a_problem_and_never_a_500(wrong, contact, api):
    assert api("binh", "post", "orders", wrong).status_code in (400, 422)
    assert not Order.objects.exists()


def test_the_api_keeps_to_the_same_rights(order, api):
    assert api("chi", "get", f"orders/{order.pk}").status_code == 404
    assert api("chi", "get", "orders").json()["items"] == []
    assert api("chi", "post", f"orders/{order.pk}/cancel", {}).status_code == 404
    assert api("em", "post", f"orders/{order.pk}/cancel", {}).status_code == 403
    assert api("binh", "post", f"orders/{order.pk}/payments", {"amount": "1"}).status_code == 403


def test_pages_of_orders_in_the_api_go_on_to_the_end(contact, office, api):
    for _n in range(3):
        place_order(by=office.binh, contact=contact, lines=[STEEL])
    first = api("giang", "get", "orders?limit=2").json()
    rest = api("giang", "get", f"orders?limit=2&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
