"""Reports add amounts of several currencies at the rate of the day that counts, and say what has none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from quen.accounts.actions.rates import From, set_rates
from quen.fields.reading import reader_for
from quen.insights import jobs
from quen.insights.asking import question_of
from quen.insights.measures import MEASURES
from quen.insights.reading import ask
from quen.kit.rates import forget_rates
from quen.sales.actions import deals, moving
from quen.sales.models import Deal

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def won(owner, amount: str, currency: str, month: int, day: int) -> None:
    given = {"name": "D", "amount": amount, "currency": currency}
    deal = deals.add_deal(given, by=owner, reader=reader_for(owner, plain=True))
    moving.win_deal(deal, by=owner, at=datetime(2026, month, day, 5, tzinfo=UTC), checked=False)


@pytest.fixture
def sold(office, stages, pipeline):
    """In March on either side of a change of the rate, in April, and once in a currency without any."""
    won(office.binh, "1000000", "VND", 3, 2)
    won(office.binh, "10", "USD", 3, 5)
    won(office.binh, "10.5", "USD", 3, 20)
    won(office.dung, "1", "USD", 4, 1)
    won(office.dung, "100", "THB", 4, 2)
    first, later = date(2026, 3, 1), date(2026, 3, 15)
    rates = {From("USD", first): Decimal("25000"), From("USD", later): Decimal("25500.5")}
    set_rates(rates, by=office.giang)
    jobs.keep_figures_right.func()
    return office


def value(user, key: str, *by: str, base: str = "VND", rule=None, days=YEAR):
    told = ask(question_of(MEASURES[key], user, *days, by, rule, base=base))
    return dict(told.rows) if by else told.total


MARCH = 1_000_000 + 10 * 25_000 + Decimal("10.5") * Decimal("25500.5")
APRIL = Decimal("25500.5")


def test_each_amount_takes_the_rate_of_its_own_day(sold):
    total = value(sold.giang, "deals.won_value")
    assert total == {"VND": round(MARCH + APRIL, 2), "THB": Decimal(100)}
    months = value(sold.giang, "deals.won_value", "month")
    assert months["2026-03",] == {"VND": round(MARCH, 2)}
    assert months["2026-04",] == {"VND": APRIL, "THB": Decimal(100)}


@pytest.mark.parametrize("unit", ["day", "week", "quarter", "year", "hour", "owner", "team"])
def test_whatever_it_is_broken_by_it_adds_up_to_the_same(unit, sold):
    parts = value(sold.giang, "deals.won_value", unit)
    assert sum(one.get("VND", 0) for one in parts.values()) == pytest.approx(
        round(MARCH + APRIL, 2), abs=Decimal("0.01")
    )


def test_a_page_that_read_numbers_first_converts_amounts_day_by_day_all_the_same(sold):
    """Numbers come from months, which have no rate of their own."""
    read: dict = {}
    for key in ("deals.won_count", "deals.won_value"):
        told = ask(question_of(MEASURES[key], sold.giang, *YEAR, base="VND", read=read))
    assert told.total == {"VND": round(MARCH + APRIL, 2), "THB": Decimal(100)}


@pytest.mark.parametrize("key", ["deals.won_value", "deals.won_count", "deals.win_rate"])
def test_asked_for_some_colleagues_it_says_what_it_says_of_them_among_all(key, sold):
    everybody = value(sold.giang, key, "owner")
    read: dict = {}
    for one in (sold.dung, sold.binh):
        asked = question_of(MEASURES[key], sold.giang, *YEAR, ["owner"], base="VND", read=read)
        told = ask(replace(asked, where={"owner": frozenset([str(one.pk)])}))
        assert told.rows == [((str(one.pk),), everybody[str(one.pk),])]


@pytest.mark.parametrize("every", [1, 9], ids=["each day", "now and then"])
def test_of_colleagues_each_day_has_its_rate_however_often_rates_change(every, sold):
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(0, 60, every)]
    rates = {From("USD", day): Decimal(20_000 + day.toordinal() % 1000) for day in days}
    set_rates(rates, by=sold.giang)
    forget_rates()

    def worth(day: date) -> Decimal:
        return rates[From("USD", max(one for one in days if one <= day))]

    march = [("10", date(2026, 3, 5)), ("10.5", date(2026, 3, 20))]
    binh = 1_000_000 + sum(Decimal(amount) * worth(day) for amount, day in march)
    for key, whom in (("owner", sold.binh.pk), ("team", sold.binh.team_id)):
        parts = value(sold.giang, "deals.won_value", key)
        assert parts[str(whom),] == {"VND": round(binh, 2)}


def test_sums_of_colleagues_are_exact_above_what_a_database_holds_whole(office, stages, pipeline):
    most = Decimal("999999999999999")
    for day in range(1, 5):
        won(office.binh, str(most), "VND", 3, day)
    like = list(Deal.objects.filter(state="won"))
    Deal.objects.bulk_create(copy_of(one) for one in like for _n in range(24))
    jobs.keep_figures_right.func()
    assert 100 * most * 100 > 2**63
    for base in ("", "VND"):
        parts = value(office.giang, "deals.won_value", "owner", base=base)
        assert parts == {(str(office.binh.pk),): {"VND": 100 * most}}


def copy_of(deal: Deal) -> Deal:
    return Deal(
        **{f.attname: getattr(deal, f.attname) for f in Deal._meta.fields if f.name != "id"}
    )


def test_records_and_tallies_convert_alike(sold):
    rule = {"field": "name", "op": "is", "value": "D"}
    assert value(sold.giang, "deals.won_value", rule=rule) == value(sold.giang, "deals.won_value")


def test_averages_and_shares_of_worth_are_of_the_converted_amounts(sold):
    mean = value(sold.giang, "deals.average_deal", days=(YEAR[0], date(2026, 3, 31)))
    assert mean == {"VND": round(MARCH / 3, 2)}
    assert value(sold.giang, "deals.win_rate_value")["VND"] == 100


def test_currencies_stand_apart_where_nobody_asks_for_one(sold):
    apart = value(sold.giang, "deals.won_value", base="")
    assert apart == {"VND": 1_000_000, "USD": Decimal("21.5"), "THB": 100}
    by_currency = value(sold.giang, "deals.won_value", "currency")
    assert by_currency["USD",] == {"USD": Decimal("21.5")}


def test_the_page_says_so_and_leads_to_the_rates_that_are_missing(client, sold):
    told = {"from": "2026-03-01", "to": "2026-03-31"}
    client.force_login(sold.giang)
    url = reverse("insights:measure", args=["deals.won_value"])
    page = client.get(url, told).content.decode()
    assert "USD in VND at the rate of the day that counts" in page
    assert "no rate" not in page
    page = client.get(url, {"from": "2026-01-01", "to": "2026-12-31"}).content.decode()
    assert "THB has no rate for some of these days" in page
    assert f'href="{reverse("web:rates")}"' in page
    client.force_login(sold.dung)
    page = client.get(url, {"from": "2026-01-01", "to": "2026-12-31"}).content.decode()
    assert "THB has no rate" in page
    assert f'href="{reverse("web:rates")}"' not in page
