"""What a role hides or locks of products, wherever products appear: a yes and a no for each place."""

import json
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.accounts.actions.tokens import add_token
from quen.accounts.models import Role
from quen.commerce.actions.orders import place_order
from quen.commerce.actions.price_lists import Step, save_price_list, set_prices
from quen.commerce.actions.products import add_product, change_product
from quen.commerce.models import Product
from quen.fields.actions.exports import export
from quen.kit.refused import Refused

PRICE = ("1,234,567", "1234567", "1.234.567")


@pytest.fixture
def pump(office) -> Product:
    given = {
        "name": "Máy bơm",
        "code": "MB1",
        "price": "1234567",
        "unit": "cái",
        "vat_percent": "8",
    }
    return add_product(given, by=office.giang)


@pytest.fixture
def retail(office, pump):
    made = save_price_list(None, by=office.giang, name="Bán lẻ", currency="VND", is_default=True)
    set_prices(made, {Step(pump.pk): Decimal(1234567)}, by=office.giang)
    return made


def limit(user, how: str, *keys: str):
    """Have the roles of a colleague hide or lock fields of products."""
    user.roles.update(fields={f"product.{key}": how for key in keys})
    refresh([user])
    return type(user).objects.get(pk=user.pk)


def told(html: str) -> bool:
    return any(one in html for one in PRICE)


def test_fields_of_products_are_ticked_on_the_page_of_roles(office, client):
    client.force_login(office.giang)
    role = Role.objects.get(key="rep")
    page = reverse("accounts:role", args=[role.pk])
    assert "field:product.price" in client.get(page).content.decode()
    given = {"name": role.name, "field:product.price": "hide", "field:product.code": "read"}
    grants = {f"grant:{key}": reach for key, reach in role.grants.items()}
    assert client.post(page, grants | given).status_code == 302
    role.refresh_from_db()
    assert role.fields == {"product.price": "hide", "product.code": "read"}
    office.binh.refresh_from_db()
    assert not office.binh.may_read_field("product.price")


@pytest.mark.parametrize("hidden", [True, False])
def test_a_price_stands_on_pages_for_who_may_read_it_alone(hidden, pump, retail, office, client):
    user = limit(office.giang, "hide", "price") if hidden else office.giang
    client.force_login(user)
    pages = [
        f"{reverse('commerce:products')}?columns=name,price",
        reverse("commerce:product", args=[pump.pk]),
        reverse("records:panels", args=["product", pump.pk]),
    ]
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200
        assert told(answer.content.decode()) is not hidden, url
    sheet = client.get(reverse("commerce:price_sheet", args=[retail.pk]))
    assert sheet.status_code == (403 if hidden else 200)
    assert told(sheet.content.decode()) is not hidden


@pytest.mark.parametrize("hidden", [True, False])
def test_a_price_goes_out_in_files_and_the_api_for_who_may_read_it_alone(
    hidden, pump, office, client
):
    user = limit(office.giang, "hide", "price") if hidden else office.giang
    file = b"".join(export("product", [], "csv", by=user)).decode()
    assert told(file) is not hidden
    _token, key = add_token(user, name="t", by=None)
    headers = {"Authorization": f"Bearer {key}"}
    facts = client.get(f"/api/v1/products/{pump.pk}", headers=headers).json()
    assert ("price" in facts, "currency" in facts) == (not hidden, not hidden)
    rule = urlencode({"filter": json.dumps({"field": "price", "op": "above", "value": 1})})
    asked = client.get(f"/api/v1/products?{rule}", headers=headers)
    assert asked.status_code == (400 if hidden else 200)


@pytest.mark.parametrize("hidden", [True, False])
def test_the_editor_of_lines_brings_a_price_to_who_may_read_it_alone(
    hidden, pump, retail, office, client
):
    user = limit(office.binh, "hide", "price") if hidden else office.binh
    client.force_login(user)
    given = {
        "line_product_id": str(pump.pk), "line_name": "", "line_quantity": "2", "line_unit": "",
        "line_unit_price": "", "line_discount_percent": "", "line_vat_percent": "",
    }  # fmt: skip
    html = client.post(reverse("commerce:order_preview"), given).content.decode()
    assert told(html) is not hidden
    assert 'value="Máy bơm"' in html
    assert 'value="cái"' in html


def test_an_order_of_who_may_not_read_prices_needs_a_typed_one(pump, contact, office):
    binh = limit(office.binh, "hide", "price")
    with pytest.raises(Refused) as refused:
        place_order(by=binh, contact=contact, lines=[{"product_id": pump.pk}])
    assert list(refused.value.errors) == ["line_0_unit_price"]
    it = place_order(
        by=binh, contact=contact, lines=[{"product_id": pump.pk, "unit_price": "5000"}]
    )
    assert it.net == 5000
    assert (
        place_order(by=office.an, contact=contact, lines=[{"product_id": pump.pk}]).net == 1234567
    )


def test_a_hidden_rate_of_vat_or_name_is_typed_too(pump, contact, office):
    binh = limit(office.binh, "hide", "vat_percent", "name", "unit")
    with pytest.raises(Refused) as refused:
        place_order(by=binh, contact=contact, lines=[{"product_id": pump.pk}])
    assert set(refused.value.errors) == {"line_0_vat_percent", "line_0_name"}
    typed = {"product_id": pump.pk, "name": "Bơm", "vat_percent": "10"}
    (line,) = place_order(by=binh, contact=contact, lines=[typed]).lines.all()
    assert (line.name, line.unit, line.vat_percent) == ("Bơm", "", 10)


@pytest.mark.parametrize(("how", "fine"), [("read", False), ("hide", False), ("write", True)])
def test_who_may_write_a_price(how, fine, pump, retail, office, client):
    user = limit(office.giang, how, "price")
    client.force_login(user)
    url = reverse("commerce:price_sheet", args=[retail.pk])
    typed = client.post(url, {f"price-{pump.pk}-0": "900000"})
    paste = client.post(reverse("commerce:price_paste", args=[retail.pk]), {"lines": "MB1, 800000"})
    expected = 302 if fine else 403
    assert (typed.status_code, paste.status_code) == (expected, expected)
    if fine:
        change_product(pump, {"price": "7"}, by=user)
    else:
        with pytest.raises(Refused):
            change_product(pump, {"price": "7"}, by=user)
    edit = client.get(reverse("records:edit", args=["product", pump.pk, "price"]))
    assert edit.status_code == (200 if fine else 404)


@pytest.mark.parametrize("how", ["read", "write"])
def test_who_retires_a_product(how, pump, office, client):
    client.force_login(limit(office.giang, how, "state"))
    answer = client.post(reverse("commerce:product_retire", args=[pump.pk]))
    assert (answer.status_code < 400) is (how == "write")
    pump.refresh_from_db()
    assert pump.is_active is (how != "write")


def test_a_hidden_code_finds_nothing(pump, office, client):
    from quen.fields import searching

    assert searching.ids_for(office.binh, "product", "MB1") == [pump.pk]
    assert searching.ids_for(limit(office.binh, "hide", "code"), "product", "MB1") == []
