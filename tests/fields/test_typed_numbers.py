"""Numbers and amounts mean what they mean in the language of whoever typed them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from quen.fields.actions.bulk import start_bulk, undo_bulk
from quen.fields.actions.custom import add_field
from quen.kit.worker import work_all
from quen.sales.actions.deals import add_deal, change_deal
from quen.sales.models import Deal


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("vi", "385.000", 385000),
        ("vi", "1,5tr", 1500000),
        ("en", "385,000", 385000),
        ("th", "385,000", 385000),
    ],
)
def test_an_amount_on_the_form_is_read_in_the_sellers_language(
    language, typed, amount, pipeline, office, client
):
    office.binh.language = language
    office.binh.save(update_fields=["language"])
    client.force_login(office.binh)
    facts = {"name": "X", "amount": typed, "amount_currency": "VND"}
    assert client.post(reverse("sales:deal_new"), facts).status_code == 302
    assert Deal.objects.get().amount == amount


@pytest.mark.parametrize(("language", "kept"), [("vi", "1500"), ("en", "1.5")])
def test_a_bare_number_keeps_its_decimals_or_its_thousands(language, kept, deal, office):
    add_field("deal", by=office.giang, labels={"en": "Size"}, kind="number", key="size")
    office.binh.language = language
    changed = change_deal(deal, {"custom": {"size": "1.500"}}, by=office.binh)
    assert changed.custom["size"] == kept


def test_undoing_a_bulk_edit_puts_decimals_back_as_they_were(deal, office):
    office.giang.language = "vi"
    office.giang.save(update_fields=["language"])
    add_field("deal", by=office.giang, labels={"en": "Size"}, kind="number", key="size")
    change_deal(deal, {"custom": {"size": Decimal("1234.567")}}, by=office.giang)
    run = start_bulk("deal", [deal.pk], {"custom.size": "7"}, by=office.giang)
    work_all()
    deal.refresh_from_db()
    assert deal.custom["size"] == "7"
    undo_bulk(run, by=office.giang)
    work_all()
    deal.refresh_from_db()
    assert deal.custom["size"] == "1234.567"


def test_a_bare_number_leaves_a_deal_in_its_own_currency(pipeline, office):
    deal = add_deal({"name": "X", "amount": "100", "currency": "USD"}, by=office.binh)
    assert change_deal(deal, {"amount": "250"}, by=office.binh).currency == "USD"
    assert change_deal(deal, {"amount": "9tr"}, by=office.binh).amount == 9_000_000
    both = {"amount": {"amount": "5", "currency": "THB"}}
    assert change_deal(deal, both, by=office.binh).currency == "THB"
