"""Lines as people type them: nothing that was typed is lost, and nothing is taken that no column holds."""

import pytest
from django.urls import reverse

from quen.commerce.models import Order
from quen.kit.refused import Refused
from quen.sales.actions.lines import set_lines

KEYS = ("product_id", "name", "unit", "quantity", "unit_price", "discount_percent", "vat_percent")
STEEL = {"name": "Thép", "quantity": "1", "unit_price": "100000"}


def typed(*rows, **facts) -> dict:
    """The form of an order with these rows and an empty one."""
    columns = {f"line_{key}": [row.get(key, "") for row in (*rows, {})] for key in KEYS}
    return {"currency": "VND", **columns, **facts}


@pytest.mark.parametrize(
    "typed_in",
    [
        {"quantity": "2"}, {"unit": "bộ"}, {"unit_price": "5000000"}, {"discount_percent": "5"},
        {"quantity": "2", "unit_price": "5000000", "vat_percent": "10"},
    ],
)  # fmt: skip
def test_a_line_without_a_name_is_asked_for_and_not_lost(typed_in, contact, office, client):
    client.force_login(office.binh)
    new = reverse("commerce:order_new")
    answer = client.post(new, typed(typed_in, STEEL, contact=contact.pk))
    assert answer.status_code == 422
    assert not Order.objects.exists()
    html = answer.content.decode()
    assert html.count("Say what it is, or empty the whole line.") == 1
    assert f'value="{next(iter(typed_in.values()))}"' in html
    named = typed({**typed_in, "name": "Phí", "unit_price": "5000000"}, STEEL, contact=contact.pk)
    assert client.post(new, named).status_code == 302
    assert Order.objects.get().lines.count() == 2


def test_a_line_in_which_a_vat_alone_was_chosen_is_empty(contact, office, client):
    client.force_login(office.binh)
    given = typed(STEEL, {"vat_percent": "10"}, contact=contact.pk)
    assert client.post(reverse("commerce:order_new"), given).status_code == 302
    assert Order.objects.get().lines.get().name == "Thép"


def test_a_program_is_told_which_line_has_no_name(deal, office):
    with pytest.raises(Refused) as refused:
        set_lines(deal, [STEEL, {"unit_price": "5"}], by=office.binh, language="en")
    assert list(refused.value.errors) == ["line_1_name"]
