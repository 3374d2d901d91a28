"""The funnel counts stays: how far deals came, for how long, and what became of each month's deals."""

from datetime import UTC, datetime, timedelta

import pytest

from quen.accounts.actions.shares import share_record
from quen.accounts.models import User
from quen.insights import jobs
from quen.insights.spans import Span
from quen.kit.workspace import today
from quen.sales import funnel as counting
from quen.sales import staging
from quen.sales.actions import deals, moving
from quen.sales.funnel import cohorts, funnel
from quen.sales.models import Reason, Stage, Stay


def now() -> Span:
    return Span(today() - timedelta(days=1), today() + timedelta(days=1))


def made(by, *keys: str):
    """A deal that went through these stages."""
    deal = deals.add_deal({"name": "D", "amount": 5}, by=by)
    for key in keys:
        deal = moving.move_deal(deal, Stage.objects.get(key=key), by=by)
    return deal


@pytest.fixture
def keys(office, stages, pipeline):
    return [s.key for s in staging.stages(pipeline.pk) if s.kind == "open"]


def test_each_stage_counts_the_deals_that_came_as_far(office, pipeline, keys):
    made(office.binh)
    made(office.binh, keys[1])
    moving.win_deal(made(office.binh, keys[2]), by=office.binh)  # skipped the second stage
    back = made(office.binh, keys[2], keys[0])  # went back: it has been there all the same
    lost = made(office.binh, keys[1])
    moving.lose_deal(lost, Reason.objects.first(), by=office.binh)
    made(office.dung, keys[1])
    jobs.keep_figures_right.func()
    told = funnel(office.binh, pipeline, now())
    assert [s.reached for s in told.steps][:3] == [5, 4, 2]
    assert (told.steps[-1].stage.kind, told.steps[-1].reached) == ("won", 1)
    assert told.steps[1].share == pytest.approx(0.8)
    assert back.stage.key == keys[0]
    assert (told.deals, told.capped) == (5, False)
    assert funnel(office.giang, pipeline, now()).deals == 6
    assert funnel(office.chi, pipeline, now()).deals == 0


def test_the_time_in_a_stage_is_the_median_of_finished_stays(office, pipeline, keys):
    for days in (1, 2, 9):
        deal = made(office.binh, keys[1])
        stay = Stay.objects.filter(deal=deal).first()
        left = stay.entered_at + timedelta(days=days)
        Stay.objects.filter(pk=stay.pk).update(left_at=left)
    first, second, *_rest = funnel(office.binh, pipeline, now()).steps
    assert first.days == pytest.approx(2)
    assert second.days is None


def test_all_deals_are_counted_and_times_are_those_of_the_newest(
    client, office, pipeline, keys, monkeypatch
):
    for days in (9, 2, 1):
        deal = made(office.binh, keys[1])
        stay = Stay.objects.filter(deal=deal).first()
        left = stay.entered_at + timedelta(days=days)
        Stay.objects.filter(pk=stay.pk).update(left_at=left)
    jobs.keep_figures_right.func()
    monkeypatch.setattr(counting, "MOST", 2)
    told = funnel(office.binh, pipeline, now())
    assert (told.deals, told.capped, told.steps[0].reached) == (3, True, 3)
    assert told.steps[0].days == pytest.approx(1.5)
    client.force_login(office.binh)
    assert "All deals are counted" in client.get("/deals/funnel/").content.decode()


def test_a_stay_that_comes_or_goes_is_counted_by_the_next_round(office, pipeline, keys):
    """Merging, importing a history and plain SQL write stays too: triggers mark the deal."""
    deal = made(office.binh)
    jobs.keep_figures_right.func()
    third = Stage.objects.get(key=keys[2])
    Stay.objects.filter(deal=deal).update(left_at=deal.created_at)
    Stay.objects.create(deal=deal, stage=third, entered_at=deal.created_at)
    jobs.keep_figures_right.func()
    assert [s.reached for s in funnel(office.binh, pipeline, now()).steps][:3] == [1, 1, 1]
    Stay.objects.filter(deal=deal, stage=third).delete()
    jobs.keep_figures_right.func()
    assert [s.reached for s in funnel(office.binh, pipeline, now()).steps][:3] == [1, 0, 0]


def test_a_shared_deal_is_in_the_funnel_of_whom_it_is_shared_with(office, pipeline, keys):
    deal = made(office.binh, keys[1])
    jobs.keep_figures_right.func()
    share_record(deal, user=office.chi, by=office.giang)
    chi = User.objects.get(pk=office.chi.pk)
    assert [s.reached for s in funnel(chi, pipeline, now()).steps][:2] == [1, 1]


def test_a_cohort_says_what_share_of_a_months_deals_is_won_by_when(office, pipeline, keys):
    moving.win_deal(made(office.binh), by=office.binh)
    made(office.binh)
    moving.win_deal(made(office.dung), by=office.dung)
    jobs.keep_figures_right.func()
    last = cohorts(office.binh, pipeline)[-1]
    assert (last.deals, last.won) == (2, [0.5])
    assert cohorts(office.giang, pipeline)[-1].won == [pytest.approx(2 / 3)]
    assert len(cohorts(office.giang, pipeline)[0].won) == 12


def test_a_cohort_goes_on_from_month_to_month(office, pipeline, keys):
    deal = made(office.binh)
    begin = datetime(today().year, today().month, 1, 3, tzinfo=UTC) - timedelta(days=40)
    type(deal).objects.filter(pk=deal.pk).update(created_at=begin)
    moving.win_deal(deal, by=office.binh)
    jobs.keep_figures_right.func()
    month = next(c for c in cohorts(office.binh, pipeline) if c.deals)
    assert (month.won[0], month.won[-1]) == (0.0, 1.0)


def test_the_funnel_page_shows_stages_reasons_and_cohorts(client, office, pipeline, keys):
    lost = made(office.binh, keys[1])
    moving.lose_deal(lost, Reason.objects.get(key="price"), by=office.binh)
    jobs.keep_figures_right.func()
    client.force_login(office.binh)
    page = client.get("/deals/funnel/").content.decode()
    assert staging.stages(pipeline.pk)[0].label in page
    assert Reason.objects.get(key="price").label in page
    assert "<polygon" in page
    client.force_login(office.chi)
    assert "Why is this empty?" in client.get("/deals/funnel/?unit=day").content.decode()


def test_the_library_leads_to_the_funnel(client, office, stages, pipeline):
    client.force_login(office.binh)
    assert "/deals/funnel/" in client.get("/reports/").content.decode()
