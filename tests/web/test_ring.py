"""The ring of the loop counts who is where now, and how many went on in ninety days and in those before."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from quen.people.actions.contacts import add_contact
from quen.people.actions.lifecycle import move_contacts
from quen.people.models import Stay
from quen.people.staging import stages
from quen.web import figures
from quen.web.figures import LOOPS, loop

DAY = timedelta(days=1)


@pytest.fixture
def moves(office, stages):
    """Thirty contacts walk through the stages on days of the last 200; what was done is written down."""
    chance, now = random.Random(11), timezone.now()
    told = []
    for n in range(30):
        owner = (office.binh, office.dung)[n % 2]
        it = add_contact({"full_name": f"K{n}"}, by=owner)
        days = sorted(
            (chance.uniform(0.1, 200) for _ in range(chance.randrange(1, 6))), reverse=True
        )
        begun = now - (days[0] + 5) * DAY
        Stay.objects.filter(contact=it).update(entered_at=begun)
        walk = [(loop_of(it.stage_id), begun)]
        for back in days:
            to = chance.choice([s for s in all_stages() if s.loop and s.pk != it.stage_id])
            it = move_contacts([it], to.key, by=None, at=now - back * DAY)[0]
            walk.append((to.loop, now - back * DAY))
        told.append((owner, walk))
    figures.forget_figures()
    return now, told


def all_stages():
    return [s for s in stages() if s.removed_at is None]


def loop_of(stage_id: int) -> str:
    return next(s.loop for s in all_stages() if s.pk == stage_id)


def recount(told, key: str, since, until) -> float | None:
    """Whoever entered within the days, and whether they entered the next one after that, within them."""
    onward = LOOPS[(LOOPS.index(key) + 1) % 5]
    entered = went = 0
    for _owner, walk in told:
        here = [at for where, at in walk if where == key and since <= at < until]
        entered += bool(here)
        went += bool(here) and any(
            where == onward and min(here) <= at < until for where, at in walk
        )
    return went / entered if entered else None


@pytest.mark.parametrize("who", ["giang", "binh"])
def test_conversions_equal_a_recount_of_what_was_done(who, office, moves):
    now, told = moves
    seen = told if who == "giang" else [one for one in told if one[0] == office.binh]
    until = now + DAY
    for one in loop(getattr(office, who), "all"):
        since = now - 90 * DAY
        assert one.count == sum(walk[-1][0] == one.key for _owner, walk in seen)
        assert one.rate == pytest.approx(recount(seen, one.key, since, until))
        assert one.before == pytest.approx(recount(seen, one.key, since - 90 * DAY, since))


def test_the_ring_leads_to_the_contacts_of_a_stage_and_says_how_rates_moved(client, office, moves):
    client.force_login(office.giang)
    page = client.get("/figures/", {"scope": "all"}).content.decode()
    known = loop(office.giang, "all")
    for one in known:
        assert f">{one.count}</tspan>" in page
    assert page.count("/contacts/?filter=") == 5
    moved = [o for o in known if None not in (o.rate, o.before) and round(o.rate - o.before, 3)]
    assert moved
    assert page.count("points</tspan>") == len(moved)


def test_nobody_entered_means_no_rate(client, office, stages):
    known = loop(office.binh, "own")
    assert {(one.count, one.rate, one.before) for one in known} == {(0, None, None)}
    client.force_login(office.binh)
    assert "points" not in client.get("/figures/").content.decode()
