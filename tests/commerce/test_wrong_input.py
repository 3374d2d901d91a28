"""What is wrong, forged or out of place is refused in words, and never changes what is another's."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role
from quen.commerce.actions.orders import place_order
from quen.commerce.actions.price_lists import save_price_list
from quen.commerce.actions.products import add_product
from quen.commerce.actions.refunds import issue_credit_note, refund_order
from quen.commerce.models import ListPrice, Payment
from quen.kit.pdf import can_make_pdf
from quen.kit.refused import Refused
from quen.kit.workspace import today
from tests.commerce.test_orders import STEEL, fresh, pay


def test_a_payment_is_taken_back_on_the_page_of_its_own_order_alone(order, contact, office, client):
    """Who books payments and sees their own orders takes none of others back through an order of theirs."""
    rep = Role.objects.get(key="rep")
    booker = Role.objects.create(
        key="b", name="b", grants={**rep.grants, "commerce.book_payment": "all"}
    )
    office.chi.roles.set([booker])
    refresh([office.chi])
    paid = pay(order, 1100000, office.giang)
    mine = place_order(by=office.chi, contact=contact, lines=[STEEL])
    client.force_login(office.chi)
    assert client.post(reverse("commerce:payment_void", args=[mine.pk, paid.pk])).status_code == 404
    assert (
        client.post(reverse("commerce:payment_void", args=[order.pk, paid.pk])).status_code == 404
    )
    assert fresh(order).state == "paid"
    client.force_login(office.giang)
    assert (
        client.post(reverse("commerce:payment_void", args=[order.pk, paid.pk])).status_code == 302
    )
    assert fresh(order).state == "open"


def test_money_does_not_go_back_on_a_day_to_come(order, office):
    pay(order, 1100000, office.giang)
    issue_credit_note(order, fresh(order).total / 2, by=office.giang, reason="Xước")
    with pytest.raises(Refused) as refused:
        refund_order(order, by=office.giang, refunded_on=today() + timedelta(days=1))
    assert list(refused.value.errors) == ["refunded_on"]
    assert refund_order(order, by=office.giang, refunded_on=today())


@pytest.mark.parametrize("product", ["²", "9" * 40, "-1", "x"])
def test_a_product_that_is_none_is_told_at_its_line(product, office, client):
    client.force_login(office.binh)
    given = {
        "line_product_id": product, "line_name": "", "line_quantity": "1", "line_unit": "",
        "line_unit_price": "5", "line_discount_percent": "", "line_vat_percent": "",
    }  # fmt: skip
    assert client.post(reverse("commerce:order_preview"), given).status_code == 200


@pytest.mark.parametrize("category", ["²", "9" * 40, "٣", "-1"])
def test_a_category_that_is_none_is_told_and_no_error(category, office):
    with pytest.raises(Refused) as refused:
        add_product({"name": "Ống", "category_id": category}, by=office.giang)
    assert refused.value.errors == {"category_id": f"There is no category called {category}."}


@pytest.mark.skipif(not can_make_pdf(), reason="needs pango (apt install libpango-1.0-0)")
@pytest.mark.parametrize("number", ["HĐ-01/2026", 'A "1"', "สัญญา 1"])
def test_a_paper_is_called_by_its_number_whatever_signs_it_has(number, made, office, client):
    it = made(number=number)
    client.force_login(office.binh)
    answer = client.get(reverse("commerce:contract_pdf", args=[it.pk]))
    header = answer["Content-Disposition"]
    assert answer.status_code == 200
    assert header.startswith("inline; filename")
    told = EmailMessage()
    told["Content-Disposition"] = header
    assert told.get_filename() == f"{number.replace('/', '-')}.pdf"


@pytest.mark.parametrize(
    "name", ["price-x-0", "price-1", "price-1-x", "price-²-0", "price-1-1e9", "price-"]
)
def test_a_box_that_no_price_sheet_has_sets_nothing(name, office, client):
    it = save_price_list(None, by=office.giang, name="L", currency="VND")
    client.force_login(office.giang)
    answer = client.post(reverse("commerce:price_sheet", args=[it.pk]), {name: "5"})
    assert answer.status_code == 302
    assert not ListPrice.objects.exists()


@pytest.mark.parametrize("at", ["0", "²", "9" * 5000, "-1", "x"])
def test_a_page_that_is_none_is_the_first(at, office, client):
    it = save_price_list(None, by=office.giang, name="L", currency="VND")
    client.force_login(office.giang)
    sheet = reverse("commerce:price_sheet", args=[it.pk])
    assert client.get(sheet, {"page": at}).status_code == 200


def test_the_credit_of_a_customer_is_told_to_who_may_read_what_is_paid(
    order, contact, office, client
):
    pay(order, 1170000, office.giang)
    panels = reverse("records:panels", args=["contact", contact.pk])
    client.force_login(office.binh)
    assert "₫70,000" in client.get(panels).content.decode()
    office.binh.roles.update(fields={"order.paid": "hide"})
    refresh([office.binh])
    assert "₫70,000" not in client.get(panels).content.decode()
    assert Payment.objects.get().credit == 70000


def test_a_role_without_the_currency_still_reads_the_list(order, office, client):
    office.binh.roles.update(fields={"order.currency": "hide"})
    refresh([office.binh])
    client.force_login(office.binh)
    assert order.number in client.get(reverse("commerce:orders")).content.decode()
