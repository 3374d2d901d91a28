"""The effect of care: who stayed of those who were cared for before the period, and of the others."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.automation.models import Run
from quen.insights import jobs
from quen.insights.actions.costs import set_active_days
from quen.people.models import Company, Contact
from quen.work.models import CareCourse, CarePlan, Task
from quen.work.plan_seeds import add_plans
from tests.insights.test_buyers import named, sell, value, won  # noqa: F401 - sell is a fixture

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
BEFORE = date(2026, 2, 10)
KEY = "customers.care_retention"


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 5, tzinfo=UTC)


def talked(type_key: str, pk: int, on: date, outcome="reached", **more) -> Task:
    now = timezone.now()
    facts = {"created_at": now, "updated_at": now, "done_at": at(on), "outcome": outcome}
    return Task.objects.create(title="T", kind="call", type=type_key, record_id=pk, **facts, **more)


def planned(type_key: str, pk: int, on: date, office) -> None:
    run = Run.objects.create(
        flow=f"care.{type_key}", entry=f"{type_key} {pk}", definition={"steps": []}, type=type_key,
        record_id=pk, acts_as=office.giang, started_at=at(on), due_at=None,
    )  # fmt: skip
    CareCourse.objects.create(run=run, plan=CarePlan.objects.first(), link_key=f"{type_key}{pk}")


@pytest.fixture
def kept(office, sell, pipeline):  # noqa: F811
    """Eight ways of having been cared for before April, six of not; every second customer bought again."""
    add_plans()
    set_active_days(120, by=office.giang)
    people = [named(Contact, f"P{n}", office.binh) for n in range(9)]
    firms = [named(Company, f"C{n}", office.binh) for n in range(5)]
    staff = [named(Contact, f"S{n}", office.binh) for n in range(2)]
    for one, firm in zip(staff, firms, strict=False):
        Contact.objects.filter(pk=one.pk).update(company=firm)
    for n, one in enumerate([*people, *firms]):
        sell(one, date(2026, 2, 1), 100, office.binh)
        if n % 2 == 0:
            sell(one, date(2026, 6, 1), 100, office.binh)
    old = named(Contact, "gone", office.binh)
    sell(old, date(2025, 1, 1), 100, office.binh)  # not active in April
    talked("contact", old.pk, BEFORE)
    deal = won(people[3], date(2026, 3, 1), 5, office.binh, pipeline)
    talked("contact", people[0].pk, BEFORE)
    talked("contact", people[0].pk, date(2026, 3, 31))
    planned("contact", people[1].pk, date(2026, 1, 2), office)
    talked("contact", people[2].pk, BEFORE, outcome="held")
    talked("deal", deal.pk, BEFORE)
    talked("contact", staff[0].pk, BEFORE)  # cares for the company
    planned("contact", staff[1].pk, BEFORE, office)
    talked("company", firms[2].pk, BEFORE)
    # All of these are no care before April.
    talked("contact", people[4].pk, BEFORE, outcome="no_answer")
    talked("contact", people[5].pk, date(2025, 12, 30))
    talked("contact", people[6].pk, FIRST)
    talked("contact", people[7].pk, BEFORE, deleted_at=timezone.now())
    talked("contact", firms[3].pk + 10_000, BEFORE)
    jobs.keep_figures_right.func()
    cared = [*people[:4], *firms[:3]]
    return office, people, firms, cared


def recounted(kept) -> dict[str, list[int]]:
    _office, people, firms, cared = kept
    told = {"cared": [0, 0], "others": [0, 0]}
    for n, one in enumerate([*people, *firms]):
        side = told["cared" if one in cared else "others"]
        side[0] += 1
        side[1] += n % 2 == 0
    return told


def rate(began: int, stayed_: int) -> Decimal:
    return (Decimal(100 * stayed_) / began).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_both_sides_equal_a_recount(kept):
    office, told = kept[0], recounted(kept)
    assert told == {"cared": [7, 3], "others": [7, 4]}
    found = value(office.giang, KEY, "care", first=FIRST, last=LAST)
    assert found == {(key,): rate(*side) for key, side in told.items()}
    assert value(office.giang, KEY, first=FIRST, last=LAST) == rate(*told["cared"])


def test_care_counts_in_as_many_days_before_as_the_period_has(kept):
    """In June, only what was in May counts."""
    office, people, *_rest = kept
    talked("contact", people[8].pk, date(2026, 5, 3))
    first = date(2026, 6, 1)
    assert value(office.giang, KEY, first=first, last=LAST) == 100
    talked("contact", people[7].pk, date(2026, 5, 1))
    assert value(office.giang, KEY, first=first, last=LAST) == 100  # 31 days, the 1st is no part
    talked("contact", people[7].pk, date(2026, 5, 2))
    assert value(office.giang, KEY, first=first, last=LAST) == 50


def test_the_page_shows_both_rates_their_numbers_and_that_it_proves_no_cause(client, kept):
    client.force_login(kept[0].giang)
    days = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
    page = client.get(reverse("insights:measure", args=[KEY]), days).content.decode()
    for words in (
        "Cared for: 3 of 7 stayed.",
        "Not cared for: 4 of 7 stayed.",
        "proves no cause",
        "a care plan began; a call reached them or a meeting was held",
        "care=cared",
    ):
        assert words in page
    for kind, care, number in (
        ("kept", "cared", 3), ("kept", "others", 4), ("started", "cared", 7), ("started", "others", 7),
        ("lost", "cared", 4), ("kept", "", 7),
    ):  # fmt: skip
        asked = {**days, "care": care} if care else days
        told = client.get(reverse("insights:buyers", args=[kind]), asked).content.decode()
        assert f"· {number}<" in told, (kind, care)


def test_nobody_cared_for_is_said_and_not_counted_as_nought(client, office, sell):  # noqa: F811
    sell(named(Contact, "Hoa", office.binh), FIRST - timedelta(days=9), 5, office.binh)
    jobs.keep_figures_right.func()
    assert value(office.giang, KEY, first=FIRST, last=LAST) is None
    client.force_login(office.giang)
    days = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
    page = client.get(reverse("insights:measure", args=[KEY]), days).content.decode()
    assert "Not cared for: 1 of 1 stayed." in page
    found = value(office.giang, KEY, "care", first=FIRST, last=LAST)
    assert found == {("others",): Decimal(100)}


@pytest.mark.parametrize(("who", "seen"), [("binh", 7), ("dung", 0)])
def test_everybody_compares_the_customers_they_see(who, seen, client, kept):
    client.force_login(getattr(kept[0], who))
    days = {"from": FIRST.isoformat(), "to": LAST.isoformat(), "care": "cared"}
    page = client.get(reverse("insights:buyers", args=["started"]), days).content.decode()
    assert f"· {seen}<" in page
