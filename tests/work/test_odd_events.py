"""Events at Google and Microsoft that are no meetings any more, answers without sense, and months without news."""
# ruff: noqa: F811 - fixtures are asked for by name

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.work.actions.tasks import change_task
from quen.work.models import BusyTime, CalendarLink, CalendarTrace, Task
from tests.work.test_provider_calendars import (  # noqa: F401 - fixtures
    SOON,
    account,
    other,
    plan,
    run,
    standing,
)

pytestmark = pytest.mark.django_db


def whole_day(other, key, **facts):
    """The colleague moves an event to the top of its day."""
    other.put(key, at=SOON, **facts)
    day, after = (f"{at:%Y-%m-%d}" for at in (SOON, SOON + timedelta(days=1)))
    if other.key == "google":
        other.events[key] |= {"start": {"date": day}, "end": {"date": after}}
    else:
        start, end = ({"dateTime": f"{at}T00:00:00.0000000", "timeZone": "UTC"} for at in (day, after))  # fmt: skip
        other.events[key] |= {"start": start, "end": end, "isAllDay": True}


def test_a_meeting_that_loses_its_hours_there_is_taken_away_here_and_stays_there(account, other):
    other.put("e", at=SOON)
    run(account)
    whole_day(other, "e", changed=timezone.now() + timedelta(minutes=5))
    assert run(account, 2).error == ""
    assert (standing(), other.titles()) == ([], ["Đi khám"])
    assert CalendarTrace.objects.filter(what="whole_day").count() == 1


def test_a_meeting_that_changed_here_since_gets_its_hours_back_there(account, other, office):
    other.put("e", at=SOON)
    run(account)
    change_task(Task.objects.get(), by=office.binh, title="Ở đây")
    whole_day(other, "e", changed=timezone.now() - timedelta(hours=1))
    assert run(account, 3).error == ""
    one = other.events["e"]
    assert (standing(), other.titles()) == (["Ở đây"], ["Ở đây"])
    assert one["start"]["dateTime"]
    assert not one["start"].get("date")
    assert not one.get("isAllDay")


def test_an_answer_without_any_sense_is_said_and_tried_later(account, other, office, client):
    plan(office)
    other.fault = lambda method, path: (200, {}, {"items": ["x"], "value": ["x"]})
    failed = run(account, 2)
    assert "unexpected" in failed.error
    assert (failed.failures, failed.busy_until) == (2, None)
    client.force_login(office.binh)
    assert "unexpected" in client.get(reverse("work:sync")).content.decode()
    other.fault = None
    assert (run(account).error, other.titles()) == ("", ["Gặp khách"])


def test_a_quiet_month_does_not_end_it_and_keeps_what_is_over(account, other, office, time_machine):
    for n in range(5):
        plan(office, f"Việc {n}", at=SOON + timedelta(hours=n))
    other.series("w", SOON, 5)
    run(account, 2)
    time_machine.move_to(timezone.now() + timedelta(days=40))
    assert run(account).error == ""
    assert len(standing()) == 5
    assert not CalendarLink.objects.filter(task=None).exists(), "hours that are over are let go"
    plan(office, "Mới", at=timezone.now() + timedelta(days=2))
    assert run(account, 2).error == ""
    assert CalendarLink.objects.filter(task__title="Mới").exists()


@pytest.mark.parametrize("series", [False, True])
def test_when_all_that_is_to_come_vanishes_at_once_nothing_is_deleted_here(
    account, other, office, time_machine, series
):
    plan(office, "Đã qua", at=SOON)
    run(account, 2)
    time_machine.move_to(timezone.now() + timedelta(days=40))
    later = SOON + timedelta(days=45)
    if series:
        other.series("w", later, 5)
    else:
        for n in range(5):
            other.put(f"e{n}", f"Việc {n}", later + timedelta(hours=n))
    assert run(account, 2).error == ""
    for key in list(other.events):
        other.remove(key)
    other.too_old = other.moves + 1
    assert "vanished" in run(account).error
    assert len(standing()) == (1 if series else 6)
    assert BusyTime.objects.count() == (5 if series else 0)
