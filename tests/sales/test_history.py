"""The company's own past foresees its open deals, says what it learned from, and is silent where that is little."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.fields.reading import reader_for
from quen.insights import jobs
from quen.sales import staging
from quen.sales.actions import deals
from quen.sales.forecast import open_by_age
from quen.sales.history import FEWEST, Passed, Past, expected, past
from quen.sales.models import Deal, Stay

DAY = timedelta(days=1)


def closed(owner, pipeline, number: int, won: int, days: int) -> None:
    """Closed deals that stood in the first stage so many days; the first `won` of each ten are won."""
    open_one, *_more, win, lose = staging.stages(pipeline.pk)
    now = timezone.now()
    for n in range(number):
        state = "won" if n % 10 < won else "lost"
        at = now - (n + 1) * DAY
        deal = deals.add_deal({"name": f"K{n}"}, by=owner)
        end = win if state == "won" else lose
        Deal.objects.filter(pk=deal.pk).update(state=state, closed_at=at, stage=end)
        Stay.objects.filter(deal=deal).update(
            entered_at=at - days * DAY, left_at=at, stage=open_one
        )


@pytest.mark.slow
def test_as_many_are_foreseen_as_the_past_has_won_in_time(client, office, stages, pipeline):
    """Sixty deals through the action, hence some time."""
    closed(office.binh, pipeline, FEWEST - 1, won=4, days=20)
    assert past() is None
    client.force_login(office.giang)
    page = client.get(reverse("sales:forecast")).content.decode()
    assert f"There are {FEWEST - 1} closed deals" in page
    closed(office.binh, pipeline, 11, won=4, days=20)
    plain = reader_for(office.giang, plain=True)
    deals.add_deal({"name": "Mở", "amount": "1000"}, by=office.binh, reader=plain)
    jobs.keep_figures_right.func()
    known, tested = past()
    stage = staging.stages(pipeline.pk)[0].pk
    wins = sum(1 for one in known.stays[stage] if one.won)
    assert (known.deals, len(known.stays[stage])) == (60, 60)
    assert known.chance(stage, 0, 19) == 0
    assert known.chance(stage, 0, 20) == wins / 60
    brings, unknown = expected(known, open_by_age(office.giang), [10, 30, 90])
    assert (brings, unknown) == ([0, round(1000 * Decimal(str(round(wins / 60, 6))), 3), 0], 0)
    assert (tested.stays, tested.real) == (12, 8)
    assert tested.foreseen == pytest.approx(12 * 17 / 48)
    page = client.get(reverse("sales:forecast")).content.decode()
    assert "Of 60 closed deals" in page


def test_the_longer_a_deal_stands_the_fewer_alike_and_few_fall_back_on_the_stage():
    quick = [Passed(1, 5, 5, True)] * 20
    slow = [Passed(1, 100, 130, True)] * 5 + [Passed(1, 100, 130, False)] * 15
    known = Past(40, {1: quick + slow})
    assert known.chance(1, 0, 10) == 0.5
    assert known.chance(1, 70, 10) == 0
    assert known.chance(1, 70, 80) == 0.25
    assert known.chance(1, 400, 5) == 0.5  # none stood so long: the whole stage
    assert known.chance(2, 0, 10) is None
    told, unknown = expected(known, [(2, 3, Decimal(70)), (1, 70, Decimal(8))], [10, 80])
    assert (told, unknown) == ([0, 2], 70)
