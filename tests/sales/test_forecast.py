"""The forecast adds open deals up by month, person and category; weekly snapshots show what slipped."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from quen.accounts.actions.roles import change_role
from quen.fields.reading import reader_for
from quen.insights import checkups, jobs
from quen.insights.sources import SOURCES
from quen.kit.periods import add_months, month_start, week_start
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.sales import staging
from quen.sales.actions import deals, foreseeing, moving
from quen.sales.actions.foreseeing import take_snapshot
from quen.sales.forecast import forecast
from quen.sales.models import Deal, Foreseen, Reason, Snapshot
from quen.sales.slipping import moves

WEEK = timedelta(days=7)


def deal_of(owner, amount: int, **facts) -> Deal:
    given = {"name": f"D{amount}", "amount": str(amount), "currency": "VND", **facts}
    return deals.add_deal(given, by=owner, reader=reader_for(owner, plain=True))


def day_in(months: int) -> str:
    return add_months(month_start(today()), months).replace(day=15).isoformat()


@pytest.fixture
def ahead(office, stages, pipeline):
    """Open deals in two months, one overdue, one without a day, one left out."""
    made = {
        "now": deal_of(office.binh, 1000, expected_close_on=day_in(0)),
        "next": deal_of(office.binh, 200, expected_close_on=day_in(1), forecast="commit"),
        "late": deal_of(office.dung, 30, expected_close_on=day_in(-2)),
        "never": deal_of(office.dung, 4),
        "out": deal_of(office.chi, 50000, expected_close_on=day_in(0), forecast="omitted"),
    }
    jobs.keep_figures_right.func()
    return made


def key(months: int) -> str:
    return day_in(months)[:7]


def test_months_categories_and_weights_add_up(ahead, office):
    told = forecast(office.giang, "due")
    chance = Decimal(ahead["now"].probability) / 100
    this, following = told.rows[key(0)], told.rows[key(1)]
    assert (this.by_category["pipeline"], this.by_category["omitted"]) == (1000, 50000)
    assert this.weighted == 1000 * chance
    assert (following.by_category["commit"], following.weighted) == (200, 200 * chance)
    assert (told.rows["late"].open, told.rows[""].open) == (30, 4)
    assert (told.whole.open, told.whole.weighted) == (1234, 1234 * chance)


def test_a_stage_that_quotes_is_best_case_and_one_that_closes_is_commit(ahead, office):
    stages = {s.step: s for s in staging.stages() if s.kind == "open"}
    moving.move_deal(ahead["now"], stages["quote"], by=office.giang, checked=False)
    jobs.keep_figures_right.func()
    assert forecast(office.giang, "due").rows[key(0)].by_category["best"] == 1000
    moving.move_deal(ahead["now"], stages["close"], by=office.giang, checked=False)
    deals.change_deal(ahead["late"], {"forecast": "best"}, by=office.giang)
    jobs.keep_figures_right.func()
    told = forecast(office.giang, "due").whole
    assert (told.by_category["commit"], told.by_category["best"]) == (1200, 30)
    assert {k: n for k, one in SOURCES.items() if (n := checkups.differing(one))} == {}


@pytest.mark.parametrize(
    ("who", "whole"), [("giang", 1234), ("an", 1200), ("binh", 1200), ("dung", 34), ("chi", 0)]
)
def test_everybody_foresees_what_they_may_see(who, whole, ahead, office):
    assert forecast(getattr(office, who), "due").whole.open == whole


def test_people_and_teams_of_a_month(ahead, office):
    by_owner = forecast(office.giang, "owner", key(1)).rows
    assert {k: v.open for k, v in by_owner.items()} == {str(office.binh.pk): 200}
    by_team = forecast(office.giang, "team").rows
    assert by_team[str(office.south.pk)].open == 34


def test_a_currency_without_a_rate_is_named_and_not_guessed(ahead, office):
    deal_of(office.binh, 7, currency="USD")
    jobs.keep_figures_right.func()
    told = forecast(office.giang, "due")
    assert (told.missing, told.whole.open) == (("USD",), 1234)


def test_a_forecast_that_does_not_exist_is_refused(office, stages, pipeline):
    with pytest.raises(Refused):
        deal_of(office.binh, 1, forecast="surely")


def test_a_week_is_written_down_once_and_unchanged_deals_take_no_new_row(ahead, office):
    monday = week_start(today()) - 2 * WEEK
    assert take_snapshot(monday).deals == 5
    assert take_snapshot(monday + timedelta(days=3)) is None
    deals.change_deal(
        ahead["now"], {"amount": 1500}, by=office.giang, reader=reader_for(office.giang, plain=True)
    )
    taken = take_snapshot(monday + WEEK)
    assert (taken.deals, Foreseen.objects.count(), Snapshot.objects.count()) == (5, 6, 2)
    assert Foreseen.objects.at(monday).get(deal=ahead["now"]).amount == 1000
    assert Foreseen.objects.at(monday + WEEK).get(deal=ahead["now"]).amount == 1500
    assert take_snapshot(monday) is None  # a clock that goes back changes nothing
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(week=monday, taken_at=taken.taken_at, deals=0)


def test_a_week_that_was_cut_off_is_gone_on_with_and_holds_what_stands_then(
    ahead, office, monkeypatch
):
    monkeypatch.setattr(foreseeing, "SLICE", 1)
    first = week_start(today()) - 2 * WEEK
    take_snapshot(first)
    write, done = foreseeing._write, []

    def cut(week, within):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(within)
        write(week, within)

    monkeypatch.setattr(foreseeing, "_write", cut)
    change_amount(ahead["now"], 1500, office)
    with pytest.raises(KeyboardInterrupt):
        take_snapshot(first + WEEK)
    assert not Snapshot.objects.filter(week=first + WEEK).exists()
    monkeypatch.setattr(foreseeing, "_write", write)
    change_amount(ahead["now"], 1700, office)
    assert take_snapshot(first + WEEK).deals == 5
    seen = Foreseen.objects.at(first + WEEK)
    assert seen.count() == 5
    assert seen.get(deal=ahead["now"]).amount == 1700
    assert Foreseen.objects.at(first).get(deal=ahead["now"]).amount == 1000


def change_amount(deal, amount, office):
    plain = reader_for(office.giang, plain=True)
    deals.change_deal(deal, {"amount": amount}, by=office.giang, reader=plain)


@pytest.fixture
def slipped(ahead, office):
    """Between two weeks one deal is won, one lost, one moves on, one grows, one comes, one goes."""
    first = week_start(today()) - WEEK
    take_snapshot(first)
    by, plain = office.giang, {"by": office.giang, "reader": reader_for(office.giang, plain=True)}
    moving.win_deal(ahead["now"], by=by, checked=False)
    reason = Reason.objects.filter(kind="lost", names_competitor=False).first()
    moving.lose_deal(ahead["late"], reason, by=by)
    deals.change_deal(ahead["next"], {"expected_close_on": day_in(3)}, **plain)
    deals.change_deal(ahead["never"], {"amount": 9}, **plain)
    deals.trash_deals([ahead["out"]], by=by)
    deal_of(office.binh, 77, expected_close_on=day_in(1))
    take_snapshot(first + WEEK)
    jobs.keep_figures_right.func()
    return first


def test_what_slipped_between_two_weeks_is_told_deal_by_deal(slipped, office):
    found, capped = moves(office.giang, slipped, slipped + WEEK)
    told = {one.kind: (one.deals[0].deal.name, one.change["VND"]) for one in found}
    assert told == {
        "won": ("D1000", -1000),
        "lost": ("D30", -30),
        "later": ("D200", 200),
        "grew": ("D4", 5),
        "new": ("D77", 77),
        "gone": ("D50000", -50000),
    }
    assert not capped
    mine, _capped = moves(office.dung, slipped, slipped + WEEK)
    assert {one.kind for one in mine} == {"lost", "grew"}


@pytest.mark.parametrize("by", ["due", "owner", "team", "nothing"])
def test_the_page_shows_the_forecast_with_links_that_find_the_deals(by, client, slipped, office):
    client.force_login(office.giang)
    answer = client.get(reverse("sales:forecast"), {"by": by, "month": key(1)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "What slipped" in page
    assert "Moved to a later month: 1" in page
    assert ">D200</a>" in page
    links = [part.split('"')[0] for part in page.split('href="/deals/?filter=')[1:]]
    for link in links[:9]:
        found = client.get("/deals/", {"filter": unquote(link.replace("&amp;", "&"))})
        assert found.status_code == 200
    if by == "owner":
        assert "Binh" in page


def test_who_may_not_see_deals_or_their_amounts_sees_none(client, ahead, office):
    client.force_login(office.em)
    assert client.get(reverse("sales:forecast")).status_code == 200
    role = office.em.roles.get()
    change_role(role, by=None, name=role.name, grants={"web.use": "all"}, fields={})
    assert client.get(reverse("sales:forecast")).status_code == 403


def test_the_page_costs_the_same_for_few_and_many_deals(
    client, slipped, office, django_assert_max_num_queries
):
    client.force_login(office.giang)
    with django_assert_max_num_queries(26):
        client.get(reverse("sales:forecast"))
