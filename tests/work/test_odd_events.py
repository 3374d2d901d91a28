"""Events at Google and Microsoft that are no meetings any more, answers without sense, and months without news."""
# ruff: noqa: F811 - fixtures are asked for by name

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.work.actions.tasks import change_task
from quen.work.models import CalendarTrace, Task
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
