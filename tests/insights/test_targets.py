"""Targets are set as a tree, seen as far as the records behind them, and compared with what was reached."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from quen.accounts.actions.workspace import change_workspace
from quen.fields.reading import reader_for
from quen.insights import jobs
from quen.insights.actions.targets import set_targets
from quen.insights.asking import question_of
from quen.insights.measures import MEASURES
from quen.insights.models import Target
from quen.insights.reading import ask
from quen.insights.target_periods import Period, period_of
from quen.insights.targets import done, targets_of
from quen.kit.models import Rate
from quen.kit.refused import Refused
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact
from quen.people.models import Address
from quen.sales.actions import deals, moving
from quen.sales.models import Deal
from quen.timeline.models import Event

MARCH = Period("month", date(2026, 3, 1))
SPAN = (date(2026, 3, 1), date(2026, 3, 31))
WON = "deals.won_value"


def won(owner, amount: str, month: int = 3, currency: str = "VND") -> None:
    given = {"name": "D", "amount": amount, "currency": currency}
    deal = deals.add_deal(given, by=owner, reader=reader_for(owner, plain=True))
    moving.win_deal(deal, by=owner, at=datetime(2026, month, 15, 5, tzinfo=UTC), checked=False)


def person(user) -> tuple[str, str]:
    return "owner", str(user.pk)


def team(it) -> tuple[str, str]:
    return "team", str(it.pk)


@pytest.fixture
def sold(office, stages, pipeline):
    """Binh 300, Chi 100 in North, Dung 50 in South; targets for all levels."""
    won(office.binh, "300")
    won(office.chi, "100")
    won(office.dung, "50")
    jobs.keep_figures_right.func()
    given = {
        ("", ""): Decimal(1000),
        team(office.country): Decimal(900),
        team(office.north): Decimal(500),
        person(office.binh): Decimal(400),
        person(office.dung): Decimal(100),
    }
    set_targets(MEASURES[WON], MARCH, given, by=office.giang)
    return office


def reached(user, *by: str, days=SPAN):
    answer = ask(question_of(MEASURES["targets.attainment"], user, *days, by))
    return {group[0]: value for group, value in answer.rows} if by else answer.total


def test_the_company_the_teams_and_the_people_reach_their_share(sold):
    assert reached(sold.giang) == Decimal("45.00")
    assert reached(sold.giang, "owner") == {str(sold.binh.pk): 75, str(sold.dung.pk): 50}
    assert reached(sold.giang, "team") == {
        str(sold.country.pk): 50,  # everything below Vietnam
        str(sold.north.pk): 80,
    }


def test_asked_for_some_colleagues_it_tells_how_far_these_came(sold):
    whom = frozenset({str(sold.dung.pk)})
    asked = question_of(MEASURES["targets.attainment"], sold.giang, *SPAN, ["owner"])
    answer = ask(replace(asked, where={"owner": whom}))
    assert (dict(answer.rows), answer.total) == ({(str(sold.dung.pk),): 50}, 50)
    months = ask(replace(asked, by=("month",), where={"owner": whom}))
    assert dict(months.rows) == {("2026-03",): 50}


def test_it_is_not_narrowed_by_what_it_does_not_know(sold):
    asked = question_of(MEASURES["targets.attainment"], sold.giang, *SPAN, ["team"])
    for where in ({"owner": frozenset({str(sold.dung.pk)})}, {"team": frozenset("1")}):
        with pytest.raises(Refused, match="Targets can be broken by one of"):
            ask(replace(asked, where=where))


@pytest.mark.parametrize(
    ("who", "whole", "teams", "people"),
    [
        ("hanh", 50, {"country", "north"}, {"binh", "dung"}),
        ("an", 80, {"north"}, {"binh"}),
        ("binh", 75, set(), {"binh"}),
        ("chi", None, set(), set()),
    ],
)
def test_everybody_sees_the_targets_of_what_they_may_see(who, whole, teams, people, sold):
    user = getattr(sold, who)
    assert reached(user) == whole
    assert set(reached(user, "team")) == {str(getattr(sold, one).pk) for one in teams}
    assert set(reached(user, "owner")) == {str(getattr(sold, one).pk) for one in people}


def test_of_a_target_only_the_days_asked_for_count_and_the_shortest_unit_wins(sold):
    quarter = period_of("quarter", MARCH.first)
    set_targets(MEASURES[WON], quarter, {("", ""): Decimal(5900)}, by=sold.giang)
    known = targets_of(MEASURES[WON], sold.giang)
    assert known.planned(("", ""), date(2026, 3, 1), date(2026, 3, 10)) == Decimal("322.58")
    january = known.planned(("", ""), date(2026, 1, 1), date(2026, 1, 31))
    assert january == round(Decimal(5900) * 31 / 90, 2)
    both = known.planned(("", ""), date(2026, 1, 1), date(2026, 3, 31))
    assert both == round(Decimal(5900) * 59 / 90, 2) + 1000
    assert known.planned(("", ""), date(2025, 1, 1), date(2025, 12, 31)) is None


def test_slots_of_time_have_their_own_share(sold):
    months = reached(sold.giang, "month", days=(date(2026, 2, 1), date(2026, 4, 30)))
    assert months == {"2026-03": 45}
    days = reached(sold.giang, "day")
    assert (len(days), days["2026-03-15"], days["2026-03-16"]) == (31, Decimal("1394.92"), 0)


def test_a_fiscal_year_begins_where_the_company_says(office):
    change_workspace(by=office.giang, fiscal_month=4)
    assert period_of("year", date(2026, 3, 31)) == Period("year", date(2025, 4, 1))
    assert period_of("quarter", date(2026, 8, 1)).last == date(2026, 9, 30)
    wrong = Period("year", date(2026, 1, 1))
    with pytest.raises(Refused, match="begins on another day"):
        set_targets(MEASURES[WON], wrong, {("", ""): Decimal(1)}, by=office.giang)


def test_who_may_not_sets_none_and_a_lead_only_below(sold):
    with pytest.raises(Refused, match="may not set"):
        set_targets(MEASURES[WON], MARCH, {person(sold.binh): Decimal(1)}, by=sold.binh)
    role = sold.hanh.roles.get()
    role.grants["insights.manage_targets"] = "all"
    role.save()
    sold.hanh.grants["insights.manage_targets"] = "all"
    set_targets(MEASURES[WON], MARCH, {person(sold.dung): Decimal(70)}, by=sold.hanh)
    with pytest.raises(Refused, match="for these"):
        set_targets(MEASURES[WON], MARCH, {("", ""): Decimal(1)}, by=sold.hanh)
    with pytest.raises(Refused, match="above zero"):
        set_targets(MEASURES[WON], MARCH, {person(sold.dung): Decimal(-1)}, by=sold.hanh)


def test_a_target_taken_back_is_gone_and_the_audit_knows(sold):
    set_targets(MEASURES[WON], MARCH, {person(sold.binh): None}, by=sold.giang)
    assert not Target.objects.filter(by="owner", value=str(sold.binh.pk)).exists()
    told = Event.objects.filter(kind="targets.set").latest("pk")
    assert told.data["changes"] == {f"owner-{sold.binh.pk}": ["400", None]}
    again = set_targets(MEASURES[WON], MARCH, {person(sold.dung): Decimal(100)}, by=sold.giang)
    assert again == {}


def test_the_database_refuses_a_second_or_an_empty_target(sold):
    facts = {"measure": WON, "unit": "month", "starts": MARCH.first}
    for wrong in (
        {"by": "", "amount": 5},
        {"by": "team", "amount": 5},
        {"by": "x", "value": "1", "amount": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(**facts, **wrong)


def test_the_page_compares_sums_with_parts_and_saves(client, sold):
    client.force_login(sold.giang)
    told = {"measure": WON, "unit": "month", "at": "2026-03-01"}
    page = client.get(reverse("insights:targets"), told).content.decode()
    assert "above it" not in page
    assert page.count("short of it") == 3  # 900 of 1000, 600 of 900, 400 of 500
    given = {**told, "company-": "2tr", f"owner-{sold.chi.pk}": "", f"owner-{sold.binh.pk}": "x"}
    answer = client.post(reverse("insights:targets_set"), given)
    assert answer.status_code == 422
    assert Target.objects.get(by="").amount == 1000
    given[f"owner-{sold.binh.pk}"] = "450"
    assert client.post(reverse("insights:targets_set"), given).status_code == 302
    assert Target.objects.get(by="").amount == 2_000_000
    assert Target.objects.get(by="owner", value=str(sold.binh.pk)).amount == 450


def test_a_seller_sees_the_own_line_and_no_box(client, sold):
    client.force_login(sold.binh)
    page = client.get(reverse("insights:targets"), {"at": "2026-03-01"}).content.decode()
    assert "75%" in page
    assert "Dung" not in page
    assert "target-box" not in page
    assert client.post(reverse("insights:targets_set"), {}).status_code == 403


@pytest.mark.parametrize("by", ["product", "category"])
def test_products_and_categories_have_targets_too(by, client, sold):
    client.force_login(sold.giang)
    told = {"measure": WON, "unit": "month", "at": "2026-03-01", "by": by}
    assert client.get(reverse("insights:targets"), told).status_code == 200
    set_targets(MEASURES[WON], MARCH, {(by, "7"): Decimal(10)}, by=sold.giang)
    assert reached(sold.giang, by) == {"7": 0}


def test_the_trend_has_a_line_and_the_table_of_colleagues_a_column(client, sold):
    client.force_login(sold.giang)
    days = {"from": "2026-03-01", "to": "2026-03-31"}
    page = client.get(reverse("insights:measure", args=[WON]), days).content.decode()
    assert "chart__target" in page
    page = client.get(
        reverse("insights:measure", args=["targets.attainment"]), days
    ).content.decode()
    assert "45%" in page
    board = client.get(reverse("insights:board", args=["director"])).content.decode()
    assert "Target reached" in board


def test_the_page_costs_the_same_for_few_and_many_people(
    client, sold, django_assert_max_num_queries
):
    client.force_login(sold.giang)
    with django_assert_max_num_queries(24):
        client.get(reverse("insights:targets"), {"at": "2026-03-01"})


@pytest.fixture
def markets(office, stages, pipeline):
    """Two companies of one industry and one of another, in two provinces; a person without a company."""
    steel, cement, rice = (
        add_company({"name": name, "industry": industry}, by=office.binh)
        for name, industry in (("Thép", "Building"), ("Xi măng", "Building"), ("Gạo", "Food"))
    )
    lone = add_contact({"full_name": "Lan"}, by=office.binh)
    for it, place in ((steel, "Hà Nội"), (rice, "Huế")):
        Address.objects.create(company=it, province=place)
    Address.objects.create(contact=lone, province="Huế")
    Rate.objects.create(currency="USD", base="VND", day=date(2026, 1, 1), rate=Decimal(25_000))
    sold = (
        ({"company_id": steel.pk}, "300", "VND", office.binh),
        ({"company_id": cement.pk}, "1", "USD", office.binh),
        ({"company_id": rice.pk}, "50", "VND", office.dung),
        ({"contact_id": lone.pk}, "7", "VND", office.binh),
    )
    for whom, amount, currency, owner in sold:
        given = {"name": "D", "amount": amount, "currency": currency, **whom}
        deal = deals.add_deal(given, by=office.giang, reader=reader_for(owner, plain=True))
        Deal.objects.filter(pk=deal.pk).update(owner=owner, team=owner.team)
        deal.refresh_from_db()
        at = datetime(2026, 3, 15, 5, tzinfo=UTC)
        moving.win_deal(deal, by=office.giang, at=at, checked=False)
    return office


@pytest.mark.parametrize(
    ("by", "value", "number"),
    [
        ("industry", {"Building": 25_300, "Food": 50}, {"Building": 2, "Food": 1}),
        ("province", {"Hà Nội": 300, "Huế": 57}, {"Hà Nội": 1, "Huế": 2}),
    ],
)
def test_what_was_reached_in_a_market_is_that_of_its_customers(by, value, number, markets):
    assert done(MEASURES[WON], markets.giang, *SPAN, by) == value
    assert done(MEASURES["deals.won_count"], markets.giang, *SPAN, by) == number
    assert done(MEASURES[WON], markets.giang, date(2026, 4, 1), date(2026, 4, 30), by) == {}


def test_a_market_has_targets_in_money_and_in_number(client, markets):
    client.force_login(markets.giang)
    asked = {"measure": WON, "unit": "month", "at": "2026-03-01", "by": "industry"}
    page = client.get(reverse("insights:targets"), asked).content.decode()
    assert 'name="industry-Building"' in page
    saved = client.post(reverse("insights:targets_set"), {**asked, "industry-Building": "50,600"})
    assert saved.status_code == 302
    page = client.get(reverse("insights:targets"), asked).content.decode()
    assert ">50%<" in page
    assert reached(markets.giang, "industry") == {"Building": 50}
    number = {**asked, "measure": "deals.won_count", "by": "province"}
    client.post(reverse("insights:targets_set"), {**number, "province-Huế": "4"})
    page = client.get(reverse("insights:targets"), number).content.decode()
    assert ">50%<" in page


def test_one_sees_of_a_market_what_one_may_see(client, markets):
    assert done(MEASURES[WON], markets.binh, *SPAN, "industry") == {"Building": 25_300}
    assert done(MEASURES[WON], markets.dung, *SPAN, "industry") == {"Food": 50}
    set_targets(MEASURES[WON], MARCH, {("industry", "Food"): Decimal(100)}, by=markets.giang)
    assert reached(markets.dung, "industry") == {}  # targets of a market are the company's
    lead = markets.an
    lead.grants["insights.manage_targets"] = "all"
    with pytest.raises(Refused, match="for these"):
        set_targets(MEASURES[WON], MARCH, {("industry", "Food"): Decimal(1)}, by=lead)
