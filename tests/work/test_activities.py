"""Calls, meetings, reminders, series, and what comes next."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import today
from quen.timeline.models import Notice
from quen.timeline.reading import timeline_of
from quen.work import jobs
from quen.work.actions import finishing, tasks
from quen.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(contact, office):
    return {"type_key": "contact", "record_id": contact.pk, "by": office.binh}


def in_days(n):
    return today() + timedelta(days=n)


def sentences(contact, user):
    return [line.sentence for line in timeline_of(contact, user)[0]]


def test_a_call_is_written_down_in_one_tap(contact, office, client):
    client.force_login(office.binh)
    url = reverse("work:call_log", args=["contact", contact.pk])
    answer = client.post(url, {"outcome": "no_answer"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "plan-next" in answer["HX-Trigger"], "nothing is planned: the page asks what comes next"
    assert "Call of Binh: nobody answered." in sentences(contact, office.binh)
    call = Task.objects.get()
    assert (call.kind, call.outcome, call.done_at is not None) == ("call", "no_answer", True)


def test_a_call_moves_the_last_activity_to_when_it_took_place(contact, office, on):
    type(contact).objects.update(last_activity_at=timezone.now() - timedelta(days=30))
    at = timezone.now() - timedelta(hours=3)
    finishing.log_call("contact", contact.pk, by=office.binh, outcome="reached", at=at)
    contact.refresh_from_db()
    assert abs(contact.last_activity_at - at) < timedelta(minutes=2)


def test_a_missed_call_of_the_customer_says_so(contact, office):
    finishing.log_call("contact", contact.pk, by=office.binh, outcome="no_answer", inbound=True)
    assert any("was missed" in said for said in sentences(contact, office.binh))
    finishing.log_call("contact", contact.pk, by=office.binh, outcome="reached", inbound=True)
    assert "Call of Binh: the customer called." in sentences(contact, office.binh)


def test_a_call_to_come_is_no_call_that_took_place(contact, office):
    at = timezone.now() + timedelta(hours=1)
    with pytest.raises(Refused):
        finishing.log_call("contact", contact.pk, by=office.binh, outcome="reached", at=at)


def test_a_wrong_outcome_is_refused(contact, office, on):
    with pytest.raises(Refused):
        finishing.log_call("contact", contact.pk, by=office.binh, outcome="held")
    call = tasks.add_task(title="Gọi", kind="call", **on)
    with pytest.raises(Refused):
        finishing.complete_task(call, by=office.binh, outcome="held")
    assert finishing.complete_task(call, by=office.binh).outcome == "reached"


def test_a_meeting_needs_its_hour_and_ends_with_how_it_went(contact, office, on):
    with pytest.raises(Refused) as refused:
        tasks.add_task(title="Xem mẫu", kind="meeting", due_on=in_days(1), **on)
    assert "at" in refused.value.errors
    at = timezone.now() + timedelta(days=1)
    meeting = tasks.add_task(title="Xem mẫu", kind="meeting", at=at, place="Huế", **on)
    contact.refresh_from_db()
    assert contact.next_step_at == at
    finishing.complete_task(meeting, by=office.binh, outcome="not_come", text="Bận")
    assert "The customer did not come: Xem mẫu. Bận" in sentences(contact, office.binh)


def test_the_next_step_is_asked_for_only_where_nothing_is_planned(contact, office, on, client):
    first = tasks.add_task(title="Gọi", due_on=in_days(0), **on)
    second = tasks.add_task(title="Gửi mẫu", due_on=in_days(2), **on)
    client.force_login(office.binh)
    htmx = {"HX-Request": "true"}
    done = client.post(reverse("work:task_done", args=[first.pk]), headers=htmx)
    assert "plan-next" not in done["HX-Trigger"]
    done = client.post(reverse("work:task_done", args=[second.pk]), headers=htmx)
    assert "plan-next" in done["HX-Trigger"]
    ask = reverse("work:task_next", args=["contact", contact.pk])
    assert "Nguyễn Thị Hồng" in client.get(ask, headers=htmx).content.decode()
    plan = {"kind": "call", "title": "Gọi lại", "due_on": in_days(3).isoformat()}
    client.post(reverse("work:task_add", args=["contact", contact.pk]), plan)
    assert Task.objects.open().get().kind == "call"
    client.force_login(office.chi)
    assert client.get(ask, headers=htmx).status_code == 404


def test_a_reminder_reaches_its_owner_once(office, on):
    task = tasks.add_task(
        title="Gọi", due_on=in_days(1), remind_at=timezone.now() + timedelta(minutes=5), **on
    )
    assert finishing.send_reminders() == 0
    Task.objects.update(remind_at=timezone.now())
    for _twice in range(2):
        jobs.remind.func()
    work_all()
    assert [n.name for n in Notice.objects.filter(user=office.binh)] == ["reminder"]
    task.refresh_from_db()
    assert task.remind_at is None


def test_what_is_done_or_gone_does_not_remind(office, on):
    soon = {"due_on": in_days(1), "remind_at": timezone.now() + timedelta(minutes=5)}
    finishing.complete_task(tasks.add_task(title="A", **soon, **on), by=office.binh)
    tasks.trash_task(tasks.add_task(title="B", **soon, **on), by=office.binh)
    Task.objects.update(remind_at=timezone.now())
    assert finishing.send_reminders() == 0


def test_snoozing_moves_a_day_that_would_pass(office, on):
    task = tasks.add_task(title="Gọi", due_on=in_days(-1), **on)
    until = timezone.now() + timedelta(days=2)
    task = tasks.snooze_task(task, until, by=office.binh)
    assert task.remind_at == until
    assert task.due_on >= in_days(2)
    with pytest.raises(Refused):
        tasks.snooze_task(task, timezone.now(), by=office.binh)


@pytest.mark.parametrize(("day", "hour"), [(datetime(2026, 10, 22), 7), (datetime(2026, 3, 26), 8)])
def test_what_repeats_keeps_its_hour_when_the_owners_clocks_change(office, day, hour, time_machine):
    zone = ZoneInfo("Europe/Berlin")
    office.binh.zone = "Europe/Berlin"
    office.binh.save()
    time_machine.move_to(day.replace(hour=12, tzinfo=UTC), tick=False)
    at = day.replace(hour=9, tzinfo=zone)
    first = tasks.add_task(title="Họp", by=office.binh, kind="meeting", at=at, repeats="weekly")
    assert first.at.astimezone(UTC).hour == hour
    finishing.complete_task(first, by=office.binh)
    second = Task.objects.open().get()
    assert second.at.astimezone(zone).replace(tzinfo=None) == day.replace(hour=9) + timedelta(
        days=7
    )
    assert second.due_on == day.date() + timedelta(days=7)


def test_what_repeats_is_planned_anew_and_reopening_takes_that_back(office, on):
    start = in_days(0)
    first = tasks.add_task(
        title="Gọi",
        due_on=start,
        repeats="weekly",
        remind_at=timezone.now() + timedelta(hours=1),
        **on,
    )
    finishing.complete_task(first, by=office.binh)
    second = Task.objects.open().get()
    assert second.due_on == start + timedelta(days=7)
    assert second.repeats == "weekly"
    week = timedelta(days=7)
    assert abs(second.remind_at - first.remind_at - week) < timedelta(seconds=1)
    finishing.reopen_task(first, by=office.binh)
    assert Task.objects.open().filter(deleted_at=None).get() == first
    finishing.complete_task(first, by=office.binh)
    third = Task.objects.open().filter(deleted_at=None).get()
    tasks.change_task(third, by=office.binh, title="Gọi hỏi hàng")
    finishing.reopen_task(first, by=office.binh)
    assert Task.objects.open().filter(deleted_at=None).count() == 2, "a touched one stays"


def test_an_overdue_series_goes_on_from_today(office, on):
    late = tasks.add_task(title="Gọi", due_on=in_days(-20), repeats="daily", **on)
    finishing.complete_task(late, by=office.binh)
    assert Task.objects.open().get().due_on >= in_days(0)


def test_an_hour_moves_along_with_its_day(office, on):
    at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    task = tasks.add_task(title="Gọi", at=at, **on)
    moved = tasks.change_task(task, by=office.binh, due_on=task.due_on + timedelta(days=3))
    assert moved.at == at + timedelta(days=3)


def test_the_list_shows_the_day_by_hour_and_then_by_score(office, on, client, contact):
    other = {**on, "type_key": "", "record_id": None}
    tasks.add_task(title="Không giờ", due_on=in_days(0), **other)
    tasks.add_task(title="Khách điểm cao", due_on=in_days(0), **on)
    tasks.add_task(title="Trễ", due_on=in_days(-3), **on)
    tasks.add_task(title="Sau này", due_on=in_days(30), **on)
    type(contact).objects.update(score=90)
    client.force_login(office.binh)
    page = client.get(reverse("work:tasks")).content.decode()
    order = ["Overdue", "Trễ", "Today", "Khách điểm cao", "Không giờ", "Later", "Sau này"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_the_team_tab_is_for_who_sees_more_than_their_own(office, on, client):
    tasks.add_task(title="Việc của Bình", due_on=in_days(0), **on)
    client.force_login(office.an)
    assert "Việc của Bình" not in client.get(reverse("work:tasks")).content.decode()
    page = client.get(reverse("work:tasks"), {"tab": "team"}).content.decode()
    assert "Việc của Bình" in page
    assert "Binh" in page
    client.force_login(office.chi)
    assert "My team" not in client.get(reverse("work:tasks")).content.decode()


def test_a_task_is_planned_by_its_form_with_hour_and_reminder(office, client):
    client.force_login(office.binh)
    given = {"title": "Gọi", "due_on": in_days(2).isoformat(), "hour": "14:30", "remind": "30 phút"}
    assert client.post(reverse("work:task_new"), given).status_code == 302
    task = Task.objects.get()
    assert task.at - task.remind_at == timedelta(minutes=30)
    page = client.get(reverse("work:task", args=[task.pk])).content.decode()
    assert "14:30" in page
    assert 'value="30 m"' in page
    bad = client.post(reverse("work:task_new"), {**given, "remind": "khi nào rảnh"})
    assert bad.status_code == 422
    assert "45 minutes" in bad.content.decode()
    late = client.post(reverse("work:task_new"), {"title": "Họp", "kind": "meeting"})
    assert "Say when the meeting begins." in late.content.decode()
