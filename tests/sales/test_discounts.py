"""A discount above one's limit is asked for before the quote can be sent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from quen.automation.actions.deciding import decide
from quen.automation.models import Ask
from quen.commerce.actions.price_lists import Step, save_price_list, set_prices
from quen.commerce.actions.products import add_product
from quen.kit.refused import Refused
from quen.sales.actions.approving import ask_for_discount, set_limits
from quen.sales.actions.lines import set_lines
from quen.sales.actions.orders import order_from_deal
from quen.sales.actions.quotes import change_quote, draft_quote, send_quote
from quen.sales.discounts import discount_of, limit_of
from quen.sales.models import DiscountLimit, Quote


@pytest.fixture
def limits(office):
    """Salespeople take off 5 %, leads 20 %, others what they like."""
    rep, lead = office.binh.roles.get(), office.an.roles.get()
    set_limits({rep: Decimal(5), lead: Decimal(20)}, by=office.giang)


@pytest.fixture
def quote(deal, office, limits) -> Quote:
    pipe = add_product({"name": "Thép ống", "price": "100000", "vat_percent": "8"}, by=office.giang)
    made = draft_quote(deal, by=office.binh)
    line = {"product_id": pipe.pk, "quantity": "3", "discount_percent": "10"}
    return change_quote(made, by=office.binh, lines=[line])


def test_a_quote_above_the_limit_is_not_sent_until_the_lead_approves(quote, office):
    with pytest.raises(Refused) as no:
        send_quote(quote, by=office.binh)
    assert "discount" in no.value.errors
    asked = ask_for_discount(quote, by=office.binh)
    assert asked.chain[0] == [office.an.pk]
    decide(asked, "yes", by=office.an)
    assert send_quote(quote, by=office.binh).state == "sent"


def test_who_may_take_it_off_sends_it_and_who_has_no_limit_too(quote, office):
    assert send_quote(quote, by=office.an).state == "sent"
    assert limit_of(office.giang) is None


def test_an_order_of_a_deals_products_is_no_way_around_the_limit(deal, office, limits):
    line = {"name": "Thép ống", "unit_price": "100000", "discount_percent": "10"}
    set_lines(deal, [line], by=office.binh, language="en")
    with pytest.raises(Refused):
        order_from_deal(deal, by=office.binh)
    assert order_from_deal(deal, by=office.an).net == 90000


def test_other_lines_void_the_approval(quote, office):
    decide(ask_for_discount(quote, by=office.binh), "yes", by=office.an)
    product = quote.lines.get().product_id
    change_quote(quote, by=office.binh, lines=[{"product_id": product, "discount_percent": "11"}])
    with pytest.raises(Refused):
        send_quote(quote, by=office.binh)
    assert ask_for_discount(quote, by=office.binh).is_open


def test_what_was_asked_for_old_lines_is_taken_back(quote, office):
    first = ask_for_discount(quote, by=office.binh)
    with pytest.raises(Refused):
        ask_for_discount(quote, by=office.binh)
    product = quote.lines.get().product_id
    change_quote(quote, by=office.binh, lines=[{"product_id": product, "discount_percent": "12"}])
    ask_for_discount(quote, by=office.binh)
    first.refresh_from_db()
    assert first.state == "withdrawn"


def test_a_lower_price_is_a_discount_too(quote, office):
    product = quote.lines.get().product_id
    line = {"product_id": product, "unit_price": "80000", "discount_percent": "10"}
    assert discount_of(change_quote(quote, by=office.binh, lines=[line])) == Decimal("28.00")


@pytest.mark.parametrize("quantities", [("1", "100"), ("100", "1")])
def test_a_discount_is_of_the_price_for_the_line_s_own_quantity(quantities, quote, office):
    """The list gives 20 % from 100 on: nobody has taken anything off."""
    product = quote.lines.get().product_id
    retail = save_price_list(None, by=office.giang, name="Lẻ", currency="VND", is_default=True)
    steps = {Step(product): Decimal(100000), Step(product, Decimal(100)): Decimal(80000)}
    set_prices(retail, steps, by=office.giang)
    lines = [{"product_id": product, "quantity": one} for one in quantities]
    change_quote(quote, by=office.binh, lines=lines)
    assert quote.lines.filter(quantity=100).get().unit_price == 80000
    assert discount_of(quote) == 0
    typed = [{**one, "unit_price": "80000"} for one in lines]
    change_quote(quote, by=office.binh, lines=typed)
    assert discount_of(quote) == 20


def test_a_lead_whose_own_limit_is_too_low_is_not_asked(quote, office):
    product = quote.lines.get().product_id
    change_quote(quote, by=office.binh, lines=[{"product_id": product, "discount_percent": "30"}])
    assert ask_for_discount(quote, by=office.binh).chain[0] == [office.hanh.pk]


def test_within_the_limit_nothing_is_asked(quote, office):
    product = quote.lines.get().product_id
    change_quote(quote, by=office.binh, lines=[{"product_id": product, "discount_percent": "5"}])
    with pytest.raises(Refused):
        ask_for_discount(quote, by=office.binh)
    assert send_quote(quote, by=office.binh).state == "sent"


def test_the_draft_offers_to_ask_and_shows_the_reason_of_a_refusal(quote, office, client):
    client.force_login(office.binh)
    url = reverse("sales:quote", args=[quote.pk])
    assert reverse("sales:quote_ask", args=[quote.pk]) in client.get(url).content.decode()
    client.post(reverse("sales:quote_ask", args=[quote.pk]))
    assert "Approval is asked for" in client.get(url).content.decode()
    decide(Ask.objects.get(), "no", by=office.an, note="Margin is thin")
    assert "Margin is thin" in client.get(url).content.decode()


def test_limits_are_set_on_a_page_by_who_manages_pipelines(office, client):
    role = office.binh.roles.get()
    url = reverse("sales:discounts")
    client.force_login(office.an)
    assert client.get(url).status_code == 403
    client.force_login(office.giang)
    assert client.get(url).status_code == 200
    assert client.post(url, {f"role-{role.pk}": "120"}).status_code == 422
    client.post(url, {f"role-{role.pk}": "7.5"})
    assert DiscountLimit.objects.get().percent == Decimal("7.5")
    with pytest.raises(Refused):
        set_limits({role: None}, by=office.an)
    client.post(url, {f"role-{role.pk}": ""})
    assert not DiscountLimit.objects.exists()
