"""Events on a CalDAV server that are no meetings, or none any more, and those that nothing can be made of."""
# ruff: noqa: F811 - fixtures are asked for by name

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.timeline.reading import timeline_of
from quen.work.actions.tasks import change_task, trash_task
from quen.work.calendar.entry import Entry
from quen.work.calendar.reading import entries_in
from quen.work.calendar.writing import changed_in
from quen.work.models import BusyTime, CalendarLink, CalendarTrace, Task
from tests.work.booking_stage import hours_on, page_of
from tests.work.test_syncing import (  # noqa: F401 - fixtures
    SOON,
    account,
    dav,
    event,
    plan,
    run,
    there,
)

pytestmark = pytest.mark.django_db
FAR = datetime(9999, 12, 31, 20)


def whole_day(uid="a", changed=None) -> str:
    """The event of that UID without its hours, as a phone stores it when it is moved to the top."""
    timed = event(uid, changed=changed or timezone.now() + timedelta(minutes=5))
    lines = [line for line in timed.split("\r\n") if not line.startswith("DTEND")]
    day = f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}"
    return "\r\n".join(day if line.startswith("DTSTART") else line for line in lines)


def test_a_meeting_that_loses_its_hours_there_is_taken_away_here_and_stays_there(
    account, dav, office, client
):
    dav.put("mine", event())
    run(account)
    dav.put("mine", whole_day())
    assert run(account, 2).error == ""
    task = Task.objects.get()
    assert task.deleted_at is not None
    assert any("trash" in line.sentence for line in timeline_of(task, office.binh)[0])
    assert [entry.title for entry in there(dav)] == ["Đi khám"]
    assert not BusyTime.objects.exists()
    client.force_login(office.binh)
    shown = client.get(reverse("work:sync")).content.decode()
    assert "takes whole days there now" in shown


def test_a_meeting_of_ours_that_loses_its_hours_there_does_not_come_back(account, dav, office):
    plan(office)
    run(account)
    (name,) = dav.files()
    dav.put(name, whole_day(CalendarLink.objects.get().uid))
    assert run(account, 3).error == ""
    assert not Task.objects.filter(deleted_at=None).exists()
    assert [isinstance(entry.starts, datetime) for entry in there(dav)] == [False]


def test_a_meeting_that_changed_here_since_it_lost_its_hours_there_gets_them_back(
    account, dav, office
):
    dav.put("mine", event())
    run(account)
    change_task(Task.objects.get(), by=office.binh, title="Ở đây")
    dav.put("mine", whole_day(changed=timezone.now() - timedelta(hours=1)))
    assert run(account, 3).error == ""
    (entry,) = there(dav)
    assert (entry.title, entry.starts, entry.ends) == ("Ở đây", SOON, SOON + timedelta(hours=1))
    assert Task.objects.get().deleted_at is None


def test_what_is_in_the_trash_here_is_not_deleted_there_where_it_became_a_whole_day(
    account, dav, office
):
    dav.put("mine", event())
    run(account)
    trash_task(Task.objects.get(), by=office.binh)
    dav.put("mine", whole_day())
    assert run(account, 3).error == ""
    assert [entry.title for entry in there(dav)] == ["Đi khám"]


@pytest.mark.parametrize("more", ["", "RRULE:FREQ=YEARLY\r\n"], ids=["once", "each year"])
def test_nobody_is_booked_in_the_middle_of_a_long_absence(account, dav, office, more):
    page = page_of(office.binh, ahead=60, hours={str(n): [["08:00", "12:00"]] for n in range(7)})
    dav.put("mine", event(at=SOON, hours=24 * 21, more=more))
    assert run(account, 2).error == ""
    free = {
        n: bool(hours_on(page, (SOON + timedelta(days=n)).date())) for n in (-1, 1, 8, 15, 20, 22)
    }
    assert [n for n, is_free in free.items() if is_free] == [-1, 22]


def test_a_long_absence_is_no_plan_here_and_keeps_its_length_there(account, dav, office):
    dav.put("long", event("long", hours=24 * 21))
    dav.put("grows", event("grows"))
    run(account)
    assert Task.objects.get().minutes == 60
    later = timezone.now() + timedelta(minutes=5)
    dav.put("grows", event("grows", hours=24 * 9, changed=later))
    assert run(account, 3).error == ""
    assert not Task.objects.filter(deleted_at=None).exists()
    assert sorted((one.ends - one.starts).days for one in there(dav)) == [9, 21]
    assert sorted((one.ends_at - one.starts_at).days for one in BusyTime.objects.all()) == [9, 21]


def test_an_absence_of_a_week_is_a_plan_that_may_grow_too_long_for_one(account, dav):
    dav.put("mine", event(hours=24 * 7))
    run(account)
    assert Task.objects.get().minutes == 7 * 24 * 60
    dav.put("mine", event(hours=24 * 8, changed=timezone.now() + timedelta(minutes=5)))
    run(account)
    assert [(one.ends_at - one.starts_at).days for one in BusyTime.objects.all()] == [8]


def test_an_event_of_which_nothing_can_be_made_is_left_out_and_said_once(
    account, dav, office, client
):
    dav.put("a", event("a", "Cuối thời gian", at=FAR))
    dav.put("b", event("b", "Đi khám"))
    plan(office)
    account = run(account, 2)
    assert (account.error, account.failures) == ("", 0)
    assert sorted(Task.objects.values_list("title", flat=True)) == ["Gặp khách", "Đi khám"]
    assert len(there(dav)) == 3
    assert CalendarTrace.objects.filter(what="left_out").count() == 1
    client.force_login(office.binh)
    assert "left out, as something" in client.get(reverse("work:sync")).content.decode()


@pytest.mark.parametrize("broken", ["SEQUENCE:x", "DESCRIPTION:một\r\nhai ba", "SEQUENCE:-1"])
def test_a_file_that_a_program_wrote_badly_can_be_changed(broken):
    more = f"{broken}\r\n"
    body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event(more=more)}END:VCALENDAR\r\n"
    changed = changed_in(body.encode(), {"title": "Tên mới"}, timezone.now())
    (entry,) = entries_in(changed)
    assert isinstance(entry, Entry)
    assert (entry.title, entry.sequence, entry.starts) == ("Tên mới", 1, SOON)
