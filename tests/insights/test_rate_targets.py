"""Targets of rates stand each for itself: nothing is added up, and a team's rate is that of all its deals."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from quen.fields.reading import reader_for
from quen.insights import jobs
from quen.insights.actions.targets import set_targets
from quen.insights.measures import MEASURES
from quen.insights.models import Target
from quen.insights.reaching import reach_of
from quen.insights.spans import Span
from quen.insights.target_periods import Period, period_of
from quen.insights.targets import done, line_of, may_have_targets, targets_of
from quen.kit.refused import Refused
from quen.sales.actions import deals, moving
from quen.sales.models import Reason

RATE = MEASURES["deals.win_rate"]
MARCH = Period("month", date(2026, 3, 1))
DAYS = (date(2026, 3, 1), date(2026, 3, 31))
SPAN = Span(*DAYS, "month")
COMPANY = ("", "")


def closed(owner, won: int, lost: int) -> None:
    at = datetime(2026, 3, 10, 5, tzinfo=UTC)
    for n in range(won + lost):
        given = {"name": "D", "amount": "5", "currency": "VND"}
        deal = deals.add_deal(given, by=owner, reader=reader_for(owner, plain=True))
        if n < won:
            moving.win_deal(deal, by=owner, at=at, checked=False)
        else:
            moving.lose_deal(deal, Reason.objects.get(key="price"), by=owner, at=at)


@pytest.fixture
def sold(office, stages, pipeline):
    """Binh 3 of 4, Chi none of 1, Dung 1 of 1: North 60 %, the whole 4 of 6."""
    closed(office.binh, 3, 1)
    closed(office.chi, 0, 1)
    closed(office.dung, 1, 0)
    jobs.keep_figures_right.func()
    return office


def person(user) -> tuple[str, str]:
    return "owner", str(user.pk)


def team(it) -> tuple[str, str]:
    return "team", str(it.pk)


def aim(office, given, period=MARCH) -> None:
    set_targets(RATE, period, {part: Decimal(n) for part, n in given.items()}, by=office.giang)


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("deals.win_rate", True),
        ("deals.win_rate_value", False),  # one for each currency
        ("targets.attainment", False),
        ("deals.cycle_days_median", False),
        ("deals.lost_count", False),
    ],
)
def test_which_measures_take_targets(key, may):
    assert may_have_targets(MEASURES[key]) == may


def test_a_teams_rate_is_that_of_all_its_deals_and_no_mean_of_rates(sold):
    assert done(RATE, sold.giang, *DAYS, "team") == {
        str(sold.country.pk): Decimal("66.67"),
        str(sold.north.pk): 60,
        str(sold.south.pk): 100,
    }
    people = {str(sold.binh.pk): 75, str(sold.chi.pk): 0, str(sold.dung.pk): 100}
    assert done(RATE, sold.giang, *DAYS, "owner") == people
    assert done(RATE, sold.giang, *DAYS, "") == {"": Decimal("66.67")}
    april = (date(2026, 4, 1), date(2026, 4, 30))
    assert [done(RATE, sold.giang, *april, by) for by in ("", "team", "owner")] == [{}, {}, {}]


def test_a_rate_is_the_same_on_each_day_and_a_mean_by_days_over_periods(sold):
    aim(sold, {COMPANY: 60})
    aim(sold, {COMPANY: 90}, period_of("quarter", MARCH.first))
    known = targets_of(RATE, sold.giang)
    assert known.planned(COMPANY, date(2026, 3, 5), date(2026, 3, 9)) == 60
    assert known.planned(COMPANY, date(2026, 1, 1), date(2026, 2, 28)) == 90
    # 59 days at 90 and 31 at 60.
    assert known.planned(COMPANY, date(2026, 1, 1), date(2026, 3, 31)) == Decimal("79.67")
    assert known.planned(COMPANY, date(2026, 4, 1), date(2026, 4, 2)) is None


@pytest.mark.parametrize(
    ("who", "planned", "reached"),
    [("giang", 80, "83.34"), ("hanh", 70, "95.24"), ("an", 75, "80.00"), ("binh", 60, "125.00")],
)
def test_everybody_has_the_target_of_the_whole_they_see(who, planned, reached, sold):
    given = {
        COMPANY: 80,
        team(sold.country): 70,
        team(sold.north): 75,
        person(sold.binh): 60,
        person(sold.chi): 90,
    }
    aim(sold, given)
    reach = reach_of(RATE, getattr(sold, who), SPAN)
    assert (reach.planned, reach.reached) == (planned, Decimal(reached))


def test_targets_below_make_none_above(sold):
    aim(sold, {team(sold.north): 75, person(sold.binh): 60})
    assert reach_of(RATE, sold.giang, SPAN) is None
    assert line_of(RATE, sold.giang, [DAYS]) == []


def test_where_nothing_was_closed_nothing_is_reached_or_missed(sold):
    april = Period("month", date(2026, 4, 1))
    aim(sold, {COMPANY: 80}, april)
    assert reach_of(RATE, sold.giang, Span(april.first, april.last, "month")) is None


def test_the_trend_has_a_level_line(sold):
    aim(sold, {COMPANY: 80})
    slots = [(date(2026, 3, n), date(2026, 3, n + 6)) for n in (1, 8, 15)]
    assert line_of(RATE, sold.giang, slots) == [80, 80, 80]


@pytest.mark.parametrize("wrong", ["0", "-5", "100.5"])
def test_a_rate_lies_between_zero_and_a_hundred(wrong, sold):
    with pytest.raises(Refused, match="at most 100"):
        aim(sold, {COMPANY: wrong})
    aim(sold, {COMPANY: 100})


def test_the_page_reads_percentages_and_adds_nothing_up(client, sold):
    client.force_login(sold.giang)
    told = {"measure": RATE.key, "unit": "month", "at": "2026-03-01"}
    given = {**told, "company-": "70.5%", f"team-{sold.north.pk}": "80"}
    assert client.post(reverse("insights:targets_set"), given).status_code == 302
    assert Target.objects.get(by="").amount == Decimal("70.5")
    assert Target.objects.get(by="").currency == ""
    page = client.get(reverse("insights:targets"), told).content.decode()
    assert 'value="70.5"' in page
    assert "Set below it" not in page
    assert "short of it" not in page
    assert "66.7%" in page  # reached
    assert "94.6%" in page  # of 70.5
    answer = client.post(reverse("insights:targets_set"), {**told, "company-": "120"})
    assert answer.status_code == 422
    assert "at most 100" in answer.content.decode()


def test_a_colleague_without_a_closed_deal_has_no_rate(client, sold):
    client.force_login(sold.giang)
    told = {"measure": RATE.key, "unit": "month", "at": "2026-04-01"}
    page = client.get(reverse("insights:targets"), told).content.decode()
    assert "0%" not in page


@pytest.mark.parametrize("by", ["product", "category"])
def test_products_and_categories_have_rates_too(by, client, sold):
    client.force_login(sold.giang)
    told = {"measure": RATE.key, "unit": "month", "at": "2026-03-01", "by": by}
    assert client.get(reverse("insights:targets"), told).status_code == 200
    aim(sold, {(by, "7"): 50})
    assert client.get(reverse("insights:targets"), told).status_code == 200
