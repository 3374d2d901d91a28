"""What a product costs: lists, days, quantities, currencies, and where a price comes from."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from quen.commerce.actions.orders import place_order
from quen.commerce.actions.price_lists import Step, retire_price_list, save_price_list, set_prices
from quen.commerce.actions.products import add_product
from quen.commerce.models import ListPrice, PriceList
from quen.commerce.pricing import price_of, prices_of
from quen.kit.amounts import parse_amount
from quen.kit.money import Money, figures
from quen.kit.pasted import lines_of
from quen.kit.refused import Refused
from quen.timeline.models import Event, EventLink
from tests.counting import questions

DAY = date(2026, 11, 22)


@pytest.fixture
def shop(office):
    def product(name, code, price=None):
        return add_product({"name": name, "code": code, "price": price}, by=office.giang)

    return SimpleNamespace(
        pro=product("Gói Pro", "PRO", "1200000"),
        mini=product("Gói Mini", "MINI"),
        retail=price_list(office, "Bán lẻ", is_default=True),
        agents=price_list(office, "Đại lý"),
    )


def price_list(office, name, currency="VND", **facts) -> PriceList:
    return save_price_list(None, by=office.giang, name=name, currency=currency, **facts)


def test_a_price_says_where_it_comes_from_and_a_missing_one_is_none(office, shop):
    standard = price_of(shop.pro, "VND", day=DAY)
    assert (standard.money, standard.source) == (Money(Decimal(1_200_000), "VND"), "standard")
    assert price_of(shop.mini, "VND", day=DAY) is None
    assert price_of(shop.pro, "USD", day=DAY) is None
    set_prices(shop.retail, {Step(shop.pro.pk): Decimal(1_100_000)}, by=office.giang)
    told = price_of(shop.pro, "VND", day=DAY)
    assert (told.source, told.price_list, told.money.amount) == ("default", shop.retail, 1_100_000)
    set_prices(shop.agents, {Step(shop.pro.pk): Decimal(0)}, by=office.giang)
    free = price_of(shop.pro, "VND", day=DAY, price_list=shop.agents)
    assert (free.source, free.money.amount) == ("list", 0)


def test_the_greatest_step_that_is_reached_sets_the_price(office, shop):
    steps = {Step(shop.mini.pk): 500_000, Step(shop.mini.pk, Decimal(10)): 450_000, Step(shop.mini.pk, Decimal("99.5")): 400_000}  # fmt: skip
    set_prices(shop.agents, {s: Decimal(n) for s, n in steps.items()}, by=office.giang)
    for quantity, amount in ((1, 500_000), ("9.999", 500_000), (10, 450_000), ("99.5", 400_000)):
        asked = Decimal(quantity)
        told = price_of(shop.mini, "VND", day=DAY, quantity=asked, price_list=shop.agents)
        assert told.money.amount == amount, quantity


def test_each_line_of_a_product_has_the_price_of_its_own_quantity(office, shop, contact):
    steps = {Step(shop.mini.pk): Decimal(500_000), Step(shop.mini.pk, Decimal(10)): Decimal(450_000)}  # fmt: skip
    set_prices(shop.retail, steps, by=office.giang)
    for quantities in (("1", "10"), ("10", "1")):
        lines = [{"product_id": shop.mini.pk, "quantity": one} for one in quantities]
        placed = place_order(by=office.binh, contact=contact, lines=lines)
        told = {int(one.quantity): one.unit_price for one in placed.lines.all()}
        assert told == {1: 500_000, 10: 450_000}


def test_a_list_out_of_its_days_or_of_another_currency_is_passed_over(office, shop):
    spring = price_list(
        office, "Tết", valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 20), is_default=True
    )
    dollars = price_list(office, "Export", "USD", is_default=True)
    for it, amount in ((spring, 900_000), (dollars, 49)):
        set_prices(it, {Step(shop.pro.pk): Decimal(amount)}, by=office.giang)
    told = {
        day: price_of(shop.pro, "VND", day=day, price_list=dollars).source
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 20), date(2026, 2, 21))
    }
    assert list(told.values()) == ["standard", "default", "default", "standard"]
    assert price_of(shop.pro, "USD", day=DAY).money == Money(Decimal(49), "USD")


def test_a_currency_has_one_default_list(office, shop):
    price_list(office, "Bán lẻ 2027", is_default=True)
    names = PriceList.objects.filter(is_default=True).values_list("name", flat=True)
    assert list(names) == ["Bán lẻ 2027"]
    retire_price_list(shop.agents, by=office.giang)
    with pytest.raises(Refused):
        set_prices(shop.agents, {Step(shop.pro.pk): Decimal(1)}, by=office.giang)


def test_many_prices_cost_two_questions(office, shop):
    wanted = {it.pk: (it, Decimal(1)) for it in (shop.pro, shop.mini)}
    ask = lambda: prices_of(wanted, "VND", day=DAY, price_list=shop.agents)  # noqa: E731
    assert questions(ask) == 2
    assert set(ask()) == set(wanted)


def test_setting_prices_tells_each_product_what_changed_and_only_that(office, shop):
    prices = {Step(shop.pro.pk): Decimal(5), Step(shop.mini.pk): Decimal(7)}
    assert set_prices(shop.agents, prices, by=office.giang) == {"set": 2, "removed": 0}
    prices[Step(shop.pro.pk)] = None
    assert set_prices(shop.agents, prices, by=office.giang) == {"set": 0, "removed": 1}
    last = Event.objects.filter(kind="price_list.priced").order_by("-id")[0]
    links = EventLink.objects.filter(event=last, type="product")
    assert [link.record_id for link in links] == [shop.pro.pk]
    assert last.data["count"] == 1


def test_a_wrong_price_or_list_is_refused(office, shop):
    for amount in (Decimal(-1), Decimal("0.5")):
        with pytest.raises(Refused):
            set_prices(shop.agents, {Step(shop.pro.pk): amount}, by=office.giang)
    with pytest.raises(Refused):
        price_list(office, "bán LẺ")
    with pytest.raises(Refused):
        price_list(office, "X", valid_from=date(2026, 2, 2), valid_to=date(2026, 2, 1))
    set_prices(shop.agents, {Step(shop.pro.pk): Decimal(5)}, by=office.giang)
    with pytest.raises(Refused):
        save_price_list(shop.agents, by=office.giang, name="Đại lý", currency="USD")


def test_prices_are_typed_into_the_sheet_and_a_bad_one_keeps_all_from_being_saved(
    client, office, shop
):
    client.force_login(office.giang)
    url = reverse("commerce:price_sheet", args=[shop.agents.pk])
    pro, mini = (f"price-{it.pk}-0" for it in (shop.pro, shop.mini))
    bad = client.post(url, {pro: "1.100.000", mini: "rẻ"})
    assert bad.status_code == 422
    assert "1.100.000" in bad.content.decode()
    assert not ListPrice.objects.exists()
    assert client.post(url, {pro: "1,1tr", mini: "50k"}).status_code == 302
    assert list(ListPrice.objects.values_list("amount", flat=True).order_by("amount")) == [
        50_000,
        1_100_000,
    ]
    client.post(url, {pro: "1.100.000", f"was-{pro}": "1.100.000", mini: "", f"was-{mini}": "50.000"})  # fmt: skip
    assert ListPrice.objects.get().product == shop.pro


def test_pasted_lines_are_taken_whole_or_not_at_all(client, office, shop):
    client.force_login(office.giang)
    url = reverse("commerce:price_paste", args=[shop.agents.pk])
    told = client.post(url, {"lines": "PRO\t1.100.000\nLạ\t5\ngói mini\t\n"})
    assert told.status_code == 422
    words = told.content.decode()
    assert "Line 2" in words
    assert "Line 3" in words
    assert not ListPrice.objects.exists()
    good = "PRO\t1.100.000\r\n\r\ngói mini\t450k\t10\npro\t1tr\t5\n"
    assert client.post(url, {"lines": good}).status_code == 302
    found = ListPrice.objects.order_by("amount").values_list("amount", "from_quantity")
    assert list(found) == [(450_000, 10), (1_000_000, 5), (1_100_000, 0)]


def test_sellers_read_the_lists_and_do_not_change_them(client, office, shop):
    set_prices(shop.agents, {Step(shop.pro.pk): Decimal(1_100_000)}, by=office.giang)
    client.force_login(office.binh)
    sheet = reverse("commerce:price_sheet", args=[shop.agents.pk])
    shown = client.get(sheet).content.decode()
    assert "1,100,000" in shown
    assert "price-" not in shown.replace("price-lists", "").replace("price-box", "")
    assert client.post(sheet, {f"price-{shop.pro.pk}-0": "1"}).status_code == 404
    assert client.get(reverse("commerce:price_list_new")).status_code == 403
    retire = reverse("commerce:price_list_retire", args=[shop.agents.pk])
    assert client.post(retire).status_code == 403
    panels = client.get(reverse("records:panels", args=["product", shop.pro.pk]))
    assert "1,100,000" in panels.content.decode()


def test_lists_are_made_changed_and_put_away_in_the_settings(client, office, shop):
    client.force_login(office.giang)
    given = {"name": "Xuất khẩu", "currency": "USD", "valid_from": "2026-01-01", "is_default": "on"}
    client.post(reverse("commerce:price_list_new"), given)
    made = PriceList.objects.get(name="Xuất khẩu")
    assert (made.currency, made.valid_from, made.is_default) == ("USD", date(2026, 1, 1), True)
    edit = reverse("commerce:price_list", args=[made.pk])
    assert client.post(edit, given | {"name": "Bán lẻ"}).status_code == 422
    assert "Xuất khẩu" in client.get(reverse("commerce:price_lists")).content.decode()
    client.post(reverse("commerce:price_list_retire", args=[made.pk]))
    assert "Xuất khẩu" not in client.get(reverse("commerce:price_lists")).content.decode()


def test_the_sheet_costs_the_same_for_two_products_and_for_twenty(client, office, shop):
    client.force_login(office.giang)
    url = reverse("commerce:price_sheet", args=[shop.agents.pk])
    few = questions(lambda: client.get(url))
    for n in range(18):
        it = add_product({"name": f"Hàng {n}"}, by=office.giang)
        set_prices(shop.agents, {Step(it.pk): Decimal(n + 1)}, by=office.giang)
    assert questions(lambda: client.get(url)) == few


@pytest.mark.parametrize("language", ["vi", "th", "en"])
@pytest.mark.parametrize("told", [("1200000", "VND"), ("1200", "VND"), ("1234.5", "THB"), ("1200", "USD")])  # fmt: skip
def test_an_amount_written_into_a_box_is_read_back_as_itself(told, language):
    money = Money(Decimal(told[0]), told[1])
    assert parse_amount(figures(money, language), language, money.currency) == money


def test_pasted_cells_are_parted_by_tabs_semicolons_or_commas():
    assert lines_of("\ufeffa\t1,5\r\n\n b \t2\n") == [(1, ["a", "1,5"]), (3, ["b", "2"])]
    assert lines_of("a;1,5") == [(1, ["a", "1,5"])]
    assert lines_of('a,"1,5",3') == [(1, ["a", "1,5", "3"])]
