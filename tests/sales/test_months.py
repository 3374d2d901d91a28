"""The board of months: sums over what one may see, moving a card is changing the expected day, with undo."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from quen.fields.catalogue import catalogue
from quen.fields.conditions import parse
from quen.insights.tallies import recount_all
from quen.kit.periods import add_months, month_start
from quen.kit.workspace import today
from quen.sales import months
from quen.sales.actions import deals
from quen.sales.models import Deal

MINE = json.dumps({"all": [{"field": "owner_id", "op": "is", "value": "me"}]})


@pytest.fixture
def planned(office, stages, pipeline):
    """Binh's deals lie a week apart from a month ago on; Dung has one, and one without a day."""
    for n in range(40):
        day = today() + timedelta(days=7 * n - 30)
        given = {"name": f"D{n}", "amount": 1000 + n, "expected_close_on": day.isoformat()}
        deals.add_deal({**given, "currency": "THB" if n % 5 == 0 else "VND"}, by=office.binh)
    deals.add_deal({"name": "South", "amount": 7}, by=office.dung)


def keys_of(day):
    return months.column_of(day)


@pytest.mark.parametrize("live", [0, 20_000])
def test_sums_equal_a_recount_with_and_without_a_filter(planned, office, monkeypatch, live):
    monkeypatch.setattr(months, "LIVE", live)
    recount_all()
    for who in ("binh", "an", "dung", "hanh", "em", "chi"):
        user = getattr(office, who)
        mine = list(Deal.objects.visible_to(user).open())
        for nodes in ((), _everything(user)):
            for month in months.months(user, nodes):
                here = [d for d in mine if keys_of(d.expected_close_on) == month.key]
                assert month.count == len(here)
                for currency, sums in month.sums.items():
                    rows = [d for d in here if d.currency == currency]
                    assert sums.amount == sum(d.amount for d in rows)
                    assert sums.weighted == sum(d.amount * d.probability for d in rows) / Decimal(
                        100
                    )


def _everything(user):
    return parse(
        {"all": [{"field": "state", "op": "is", "value": "open"}]}, catalogue("deal", user)
    )


def test_cards_come_by_day_at_most_twenty_of_each_month(planned, office):
    later = next(m for m in months.months(office.binh, ()) if m.key == months.LATER)
    names = [card["name"] for card in later.cards]
    expected = Deal.objects.filter(owner=office.binh).order_by("expected_close_on")
    there = [d.name for d in expected if keys_of(d.expected_close_on) == months.LATER]
    assert names == there[:20]


@pytest.mark.parametrize("few", [0, 2_000])
def test_many_deals_are_looked_up_by_the_index_and_come_out_the_same(
    planned, office, monkeypatch, few
):
    monkeypatch.setattr(months, "FEW", few)
    found = {m.key: [card["name"] for card in m.cards] for m in months.months(office.hanh, ())}
    assert found[months.NEVER] == ["South"]
    assert sum(map(len, found.values())) == 41 - max(0, len(found[months.LATER]) - 20)


def test_a_card_that_is_moved_is_expected_in_the_other_month(planned, client, office):
    deal = Deal.objects.get(name="D6")
    client.force_login(office.binh)
    target = add_months(month_start(today()), 2)
    answer = client.post(
        reverse("sales:month_move"),
        {"card": deal.pk, "stage": f"{target:%Y-%m}"},
        headers={"HX-Request": "true"},
    )
    html = answer.content.decode()
    assert f'id="column-m-{target:%Y-%m}"' in html
    before, deal = deal.expected_close_on, Deal.objects.get(pk=deal.pk)
    assert (deal.expected_close_on.month, deal.expected_close_on.day) == (
        target.month,
        min(before.day, (add_months(target, 1) - timedelta(days=1)).day),
    )
    undo = reverse("sales:month_undo", args=[deal.pk, before.isoformat()])
    assert undo in html
    client.post(undo, headers={"HX-Request": "true"})
    assert Deal.objects.get(pk=deal.pk).expected_close_on == before


def test_a_card_can_lose_its_day_but_not_go_back_in_time(planned, client, office):
    deal = Deal.objects.get(name="D6")
    client.force_login(office.binh)
    move = reverse("sales:month_move")
    refused = client.post(move, {"card": deal.pk, "stage": "late"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert Deal.objects.get(pk=deal.pk).expected_close_on == deal.expected_close_on
    assert client.post(move, {"card": deal.pk, "stage": "x"}).status_code == 422
    assert client.post(move, {"card": deal.pk, "stage": ""}).status_code == 302
    assert Deal.objects.get(pk=deal.pk).expected_close_on is None


def test_whom_a_deal_is_hidden_from_cannot_move_it(planned, client, office):
    deal = Deal.objects.get(name="South")
    for who in (office.binh, office.em):
        client.force_login(who)
        answer = client.post(reverse("sales:month_move"), {"card": deal.pk, "stage": ""})
        assert answer.status_code in (403, 404)


def test_the_days_of_short_months_and_of_the_one_that_runs(db):
    this = month_start(today())
    assert months.day_in(months.NEVER, today()) is None
    assert months.day_in(f"{this:%Y-%m}", this) == today()
    assert months.day_in(f"{add_months(this, 1):%Y-%m}", None) == add_months(this, 2) - timedelta(
        days=1
    )
    february = f"{this.year + 1}-02"
    assert months.day_in(february, date(2026, 1, 31)) == date(this.year + 1, 3, 1) - timedelta(
        days=1
    )
    with pytest.raises(ValueError, match="2020-01"):
        months.day_in("2020-01", None)


def test_the_page_costs_the_same_for_few_and_many(
    planned, client, office, django_assert_max_num_queries
):
    client.force_login(office.hanh)
    client.get(reverse("sales:months"))
    with django_assert_max_num_queries(12):
        html = client.get(reverse("sales:months")).content.decode()
    assert "South" in html
    client.force_login(office.binh)
    mine = client.get(reverse("sales:months"), {"filter": MINE}).content.decode()
    assert "South" not in mine
    assert "D9" in mine


def test_the_menu_shows_where_one_is_on_every_page_of_deals(planned, client, office):
    client.force_login(office.binh)
    deal = Deal.objects.filter(owner=office.binh).first()
    for url in (
        reverse("sales:months"),
        reverse("sales:forecast"),
        reverse("sales:deal", args=[deal.pk]),
    ):
        html = client.get(url).content.decode()
        assert re.search(r'href="/deals/board/"[^>]*aria-current="page"', html), url
