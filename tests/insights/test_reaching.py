"""Figures say how far their target is reached, coloured by the pace of the days that have passed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine as machine

from quen.fields.reading import reader_for
from quen.insights import jobs
from quen.insights.actions.targets import set_targets
from quen.insights.asking import question_of
from quen.insights.measures import MEASURES
from quen.insights.reaching import Reach, reach_of
from quen.insights.reading import ask
from quen.insights.spans import Span
from quen.insights.target_periods import Period
from quen.sales.actions import deals, moving

WON, ATTAINED = MEASURES["deals.won_value"], MEASURES["targets.attainment"]
MARCH = Period("month", date(2026, 3, 1))
SPAN = Span(date(2026, 3, 1), date(2026, 3, 31), "month")


def won(owner, amount: str) -> None:
    given = {"name": "D", "amount": amount, "currency": "VND"}
    deal = deals.add_deal(given, by=owner, reader=reader_for(owner, plain=True))
    at = datetime(2026, 3, 10, 5, tzinfo=UTC)
    moving.win_deal(deal, by=owner, at=at, checked=False)


@pytest.fixture
def sold(office, stages, pipeline):
    """Noon of the 15th in March: Binh won 300, Dung 50."""
    with machine.travel(datetime(2026, 3, 15, 5, tzinfo=UTC), tick=False):
        won(office.binh, "300")
        won(office.dung, "50")
        jobs.keep_figures_right.func()
        yield office


def aim(office, amount: int, part=("", ""), measure=WON) -> None:
    set_targets(measure, MARCH, {part: Decimal(amount)}, by=office.giang)


@pytest.mark.parametrize(
    ("target", "percent", "tone"),
    [
        (620, "56.45", "good"),  # 300 were due by the 15th
        (723, "48.41", "good"),  # 349.84 were
        (800, "43.75", ""),  # 387.10 were
        (1000, "35.00", "bad"),  # 483.87 were
    ],
)
def test_the_tone_follows_what_was_due_by_today(target, percent, tone, sold):
    aim(sold, target)
    reach = reach_of(WON, sold.giang, SPAN)
    assert (reach.planned, reach.reached, reach.tone) == (target, Decimal(percent), tone)


def test_before_a_target_begins_it_has_no_tone(sold):
    april = Period("month", date(2026, 4, 1))
    set_targets(WON, april, {("", ""): Decimal(100)}, by=sold.giang)
    reach = reach_of(WON, sold.giang, Span(date(2026, 3, 1), date(2026, 4, 30)))
    assert (reach.planned, reach.paced, reach.tone) == (100, None, "")


def test_everybody_has_the_target_of_what_they_may_see(sold):
    aim(sold, 1000)
    aim(sold, 400, ("owner", str(sold.binh.pk)))
    assert reach_of(WON, sold.giang, SPAN).planned == 1000
    assert reach_of(WON, sold.binh, SPAN) == Reach(Decimal(400), Decimal(75), Decimal("155.00"))
    assert reach_of(WON, sold.chi, SPAN) is None


def test_without_a_target_or_for_what_stands_now_there_is_none(sold):
    assert reach_of(WON, sold.giang, SPAN) is None
    assert reach_of(MEASURES["deals.open_value"], sold.giang, SPAN) is None


def test_the_tile_and_the_measures_page_say_it(client, sold):
    aim(sold, 1000)
    client.force_login(sold.giang)
    for page in ("/reports/boards/director/", "/reports/deals.won_value/"):
        shown = client.get(page).content.decode()
        assert '<div class="stat__change stat__change--bad">35% of the target ₫1,000</div>' in shown


def test_a_board_with_targets_still_reads_each_source_once(
    client, sold, django_assert_max_num_queries
):
    aim(sold, 1000)
    aim(sold, 10, measure=MEASURES["contacts.new"])
    client.force_login(sold.giang)
    client.get("/reports/boards/director/")
    with django_assert_max_num_queries(46):
        client.get("/reports/boards/director/")


def test_of_a_year_only_the_month_that_has_a_target_is_compared_with_it(sold):
    april = Period("month", date(2026, 4, 1))
    set_targets(WON, april, {("", ""): Decimal(100)}, by=sold.giang)
    year = Span(date(2026, 1, 1), date(2026, 12, 31), "year", "quarter")
    assert reach_of(WON, sold.giang, year).reached == 0, "what March brought fits no target"

    aim(sold, 700)
    assert reach_of(WON, sold.giang, year).reached == Decimal("43.75")  # 350 of 700 and 100
    asked = question_of(ATTAINED, sold.giang, year.first, year.last, ("quarter",))
    assert ask(asked).rows == [(("2026-01",), Decimal("50.00")), (("2026-04",), Decimal("0.00"))]
