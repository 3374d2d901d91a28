"""The demo company's deals: names, money, stages and their stays."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from quen.sales.models import Reason, Stage
from quen.web.demo.goods import CURRENCIES, Shelf
from quen.web.demo.people import BOUGHT, Person
from quen.web.demo.plans import TASKS, planned_day

# How many of a product one buys at a time spreads this much around its lot.
SPREAD = 0.7


def deals_of(
    dice: Random,
    person: Person,
    pk: int,
    shelf: Shelf,
    stages: list[Stage],
    reasons: list[Reason],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    """The deals of one customer; who bought has a won one, who came to SQL has one open."""
    keys = {stage.key for stage, _at in person.stages}
    wanted = (["won"] if keys & BOUGHT else []) + (["open"] if "sql" in keys else [])
    wanted += ["lost"] if dice.random() < 0.05 else []
    for n, state in enumerate(wanted):
        yield _deal(dice, person, pk + n, state, shelf, stages, reasons, now)


def _deal(
    dice: Random,
    person: Person,
    pk: int,
    state: str,
    shelf: Shelf,
    stages: list[Stage],
    reasons: list[Reason],
    now: datetime,
) -> dict[str, Any]:
    ware = dice.choice(shelf[person.language])
    bought = max(1, round(ware.lot * dice.lognormvariate(-(SPREAD**2) / 2, SPREAD)))
    begun = person.created_at + (now - person.created_at) * dice.random() * 0.8
    if state == "open":
        begun = max(begun, now - timedelta(days=dice.randrange(1, 90)))
    closed = None if state == "open" else begun + (now - begun) * dice.random()
    open_stages = [s for s in stages if s.kind == "open"]
    stage = (
        dice.choice(open_stages) if state == "open" else next(s for s in stages if s.kind == state)
    )
    return {
        "pk": pk,
        "name": ware.deal_name.format(
            q=dice.randrange(1, 5), n=dice.randrange(2, 30), y=now.year + 1
        ),
        "contact_id": person.pk,
        "company_id": person.company_id,
        "owner": person.owner,
        "ware": ware,
        "quantity": bought,
        "amount": bought * ware.price,
        "currency": CURRENCIES[person.language],
        "state": state,
        "stage": stage,
        "path": _path(open_stages, stage, begun, closed or now, state),
        "reason": dice.choice(reasons) if state == "lost" else None,
        "created_at": begun,
        "closed_at": closed,
        "expected_on": _expected(dice, now) if state == "open" else (closed or now).date(),
        "spoken_at": _spoken(dice, begun, closed or now),
        "task": dice.choice(TASKS[person.language]),
        "due": planned_day(dice, now.date()) if state == "open" and dice.random() < 0.85 else None,
    }


def _expected(dice: Random, now: datetime) -> date:
    """Most are to close in the weeks ahead; a few should have."""
    return now.date() + timedelta(days=dice.randrange(-6, 75))


def _spoken(dice: Random, begun: datetime, until: datetime) -> datetime:
    """The last time somebody spoke with the customer: within days for most, long ago for some."""
    ago = timedelta(days=dice.expovariate(0.4) if dice.random() < 0.9 else dice.uniform(8, 40))
    return max(begun, until - ago)


def _path(
    open_stages: list[Stage], last: Stage, begun: datetime, until: datetime, state: str
) -> list[tuple[Stage, datetime]]:
    """The open stages up to the last, evenly over the time, then the end."""
    walked = open_stages[: open_stages.index(last) + 1] if state == "open" else open_stages
    step = (until - begun) / (len(walked) + 1)
    path = [(stage, begun + step * n) for n, stage in enumerate(walked)]
    return path if state == "open" else [*path, (last, until)]
