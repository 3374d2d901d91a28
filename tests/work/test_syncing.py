"""A calendar on a real CalDAV server and the plans here stay the same, both ways, whatever happens between."""

from datetime import UTC, datetime, timedelta
from math import ceil

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.users import disable_user
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.work import jobs
from quen.work.actions.calendar_accounts import choose_calendar, connect_account, let_go
from quen.work.actions.syncing import sync
from quen.work.actions.tasks import add_task, change_task, trash_task
from quen.work.calendar.dav import Server
from quen.work.calendar.entry import Entry
from quen.work.calendar.occurring import AHEAD, times_of
from quen.work.calendar.reading import entries_in
from quen.work.models import BusyTime, CalendarAccount, CalendarLink, CalendarTrace, Task
from tests.work.booking_stage import hours_on, page_of
from tests.work.dav_server import NAME, WORD, Dav

pytestmark = pytest.mark.django_db
SOON = (timezone.now() + timedelta(days=3)).replace(hour=2, minute=0, second=0, microsecond=0)


@pytest.fixture
def dav(tmp_path, settings):
    server = Dav(tmp_path)
    settings.ALLOWED_OUTBOUND = frozenset({f"127.0.0.1:{server.port}"})
    yield server
    server.close()


@pytest.fixture
def account(office, dav):
    connect_account(office.binh, url=dav.url, username=NAME, password=WORD)
    made = CalendarAccount.objects.get()
    sync(made.pk)
    made.refresh_from_db()
    (there,) = made.calendars
    return choose_calendar(made, there["url"], by=office.binh)


def event(uid="a", title="Đi khám", at=SOON, hours=1, more="", changed=None) -> str:
    changed = changed or timezone.now()
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{title}\r\nDTSTART:{at:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{at + timedelta(hours=hours):%Y%m%dT%H%M%SZ}\r\nDTSTAMP:{changed:%Y%m%dT%H%M%SZ}\r\n"
        f"LAST-MODIFIED:{changed:%Y%m%dT%H%M%SZ}\r\nX-OTHER:stays\r\n{more}END:VEVENT\r\n"
    )


def run(account, times=1) -> CalendarAccount:
    for _n in range(times):
        sync(account.pk)
    account.refresh_from_db()
    return account


def plan(office, title="Gặp khách", **facts) -> Task:
    return add_task(title=title, by=office.binh, kind="meeting", **{"at": SOON, **facts})


def there(dav) -> list[Entry]:
    return [entry for text in dav.files().values() for entry in entries_in(text.encode())]


def test_the_password_is_kept_encrypted_and_calendars_are_found(account, dav):
    assert WORD not in account.password
    assert account.secret() == WORD
    assert account.calendar_url == dav.calendar


def test_a_plan_goes_there_and_an_event_comes_here_and_neither_doubles(account, dav, office):
    plan(office, place="Q.1")
    dav.put("mine", event())
    account = run(account, 3)
    assert (account.error, account.remote_count) == ("", 2)
    assert sorted(e.title for e in there(dav)) == ["Gặp khách", "Đi khám"]
    assert sorted(Task.objects.values_list("title", flat=True)) == ["Gặp khách", "Đi khám"]
    came = Task.objects.get(title="Đi khám")
    assert (came.at, came.minutes, came.owner, came.kind) == (SOON, 60, office.binh, "meeting")


def test_a_run_with_nothing_new_asks_once_and_stores_nothing(account, dav, office):
    plan(office)
    run(account, 2)
    dav.asked.clear()
    run(account)
    assert dav.asked == ["PROPFIND"]


def test_changes_follow_in_both_directions(account, dav, office):
    task = plan(office)
    dav.put("mine", event())
    run(account, 2)
    change_task(task, by=office.binh, at=SOON + timedelta(hours=3), title="Gặp ở quán")
    dav.put("mine", event(title="Khám lại", at=SOON + timedelta(days=1)))
    run(account, 2)
    ours = next(e for e in there(dav) if e.title == "Gặp ở quán")
    assert ours.starts == SOON + timedelta(hours=3)
    assert Task.objects.get(title="Khám lại").at == SOON + timedelta(days=1)


def test_what_we_change_leaves_the_rest_of_the_event_as_it_was(account, dav, office):
    dav.put("mine", event(more="DESCRIPTION:riêng\r\nCATEGORIES:A\r\n"))
    run(account)
    change_task(Task.objects.get(), by=office.binh, title="Đổi tên")
    run(account)
    (text,) = dav.files().values()
    assert "SUMMARY:Đổi tên" in text
    for kept in ("X-OTHER:stays", "CATEGORIES:A", "DESCRIPTION:riêng", f"DTSTART:{SOON:%Y%m%d}"):
        assert kept in text


def test_deletions_follow_in_both_directions(account, dav, office):
    task = plan(office)
    dav.put("mine", event())
    run(account)
    trash_task(task, by=office.binh)
    dav.delete("mine")
    run(account, 2)
    assert there(dav) == []
    assert not Task.objects.filter(deleted_at=None).exists()
    assert not CalendarLink.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "stands", "lost"), [(5, "Ở kia", "Ở đây"), (-60, "Ở đây", "Ở kia")]
)
def test_where_both_changed_the_newer_stands_and_the_trace_keeps_the_other(
    account, dav, office, minutes, stands, lost
):
    dav.put("mine", event())
    run(account)
    change_task(Task.objects.get(), by=office.binh, title="Ở đây")
    dav.put("mine", event(title="Ở kia", changed=timezone.now() + timedelta(minutes=minutes)))
    run(account, 2)
    assert Task.objects.get().title == stands
    assert [e.title for e in there(dav)] == [stands]
    trace = CalendarTrace.objects.exclude(lost={}).get()
    assert (trace.what, trace.lost["title"]) == (
        "theirs_won" if minutes > 0 else "ours_won", lost,
    )  # fmt: skip


def test_who_deleted_loses_to_who_changed_since(account, dav, office):
    dav.put("a", event("a"))
    dav.put("b", event("b", title="Họp"))
    run(account)
    change_task(Task.objects.get(title="Đi khám"), by=office.binh, title="Khám răng")
    dav.delete("a")
    trash_task(Task.objects.get(title="Họp"), by=office.binh)
    dav.put("b", event("b", title="Họp lại", changed=timezone.now() + timedelta(minutes=1)))
    run(account, 2)
    assert sorted(e.title for e in there(dav)) == ["Họp lại", "Khám răng"]
    standing = Task.objects.filter(deleted_at=None).values_list("title", flat=True)
    assert sorted(standing) == ["Họp lại", "Khám răng"]


def test_a_series_keeps_its_hours_busy_and_is_no_plan_of_ours(account, dav, office):
    dav.put("weekly", event("w", more="RRULE:FREQ=DAILY\r\n"))
    dav.put(
        "whole",
        "BEGIN:VEVENT\r\nUID:d\r\nSUMMARY:Nghỉ\r\nDTSTART;VALUE=DATE:20301201\r\nEND:VEVENT\r\n",
    )
    account = run(account, 2)
    assert (account.remote_count, Task.objects.count()) == (2, 0)
    days = timezone.now() + AHEAD - SOON
    assert BusyTime.objects.count() == ceil(days / timedelta(days=1))
    page = page_of(office.binh, hours={str(n): [["08:00", "12:00"]] for n in range(7)})
    day = (SOON + timedelta(days=4)).date()
    assert "09:00" not in hours_on(page, day)
    assert "10:00" in hours_on(page, day)
    dav.delete("weekly")
    run(account)
    assert not BusyTime.objects.exists()


def test_a_series_keeps_its_hour_when_clocks_change_and_leaves_out_what_was_left_out():
    now = datetime(2026, 10, 20, tzinfo=UTC)
    text = (
        "BEGIN:VEVENT\r\nUID:x\r\nDTSTART;TZID=Europe/Berlin:20261023T090000\r\n"
        "DTEND;TZID=Europe/Berlin:20261023T100000\r\nRRULE:FREQ=DAILY;UNTIL=20261027T080000Z\r\n"
        "EXDATE;TZID=Europe/Berlin:20261024T090000\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:x\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261026T090000\r\n"
        "DTSTART;TZID=Europe/Berlin:20261026T150000\r\nDTEND;TZID=Europe/Berlin:20261026T160000\r\nEND:VEVENT\r\n"
    )
    whole = f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n".encode()
    starts = [f"{start:%d %H}" for start, _end in times_of(entries_in(whole), now)]
    assert starts == ["23 07", "25 08", "26 14", "27 08"]


def test_what_is_private_there_says_nothing_here(account, dav, office):
    dav.put("p", event(title="Bác sĩ tâm lý", more="CLASS:PRIVATE\r\nLOCATION:Phòng 3\r\n"))
    run(account)
    task = Task.objects.get()
    assert (task.title, task.place) == ("Busy", "")
    change_task(task, by=office.binh, at=SOON + timedelta(hours=1))
    run(account)
    (text,) = dav.files().values()
    assert "Bác sĩ tâm lý" in text


def test_the_same_event_twice_comes_once(account, dav):
    """Servers refuse it, copies of folders have it: the second file is put behind the server's back."""
    dav.put("one", event("same"))
    run(account)
    bodies = Server.bodies
    link = CalendarLink.objects.get()
    Server.bodies = lambda self, calendar, hrefs: {
        **bodies(self, calendar, hrefs), "/binh/lich/two.ics": ('"2"', dav.files()["one"].encode())
    }  # fmt: skip
    try:
        dav.put("one", event("same", title="Mới"))
        run(account)
    finally:
        Server.bodies = bodies
    assert CalendarLink.objects.get().pk == link.pk
    assert Task.objects.get().title == "Mới"
    assert CalendarTrace.objects.filter(what="twice").exists()


@pytest.mark.parametrize(
    ("status", "said"), [(401, "refuses the name"), (500, "(500)"), (404, "not there")]
)
def test_a_server_that_fails_is_told_in_words_tried_later_and_costs_nothing(
    account, dav, office, status, said
):
    plan(office)
    dav.put("mine", event())
    run(account)
    dav.fault = lambda method, path: status
    failed = run(account, 2)
    assert said in failed.error
    assert failed.failures == 2
    assert failed.next_at - timezone.now() > timedelta(minutes=9)
    assert Task.objects.filter(deleted_at=None).count() == 2
    dav.fault = None
    assert (run(account).error, account.failures) == ("", 0)


def test_a_server_that_is_down_or_slow_is_told_in_words(account, dav, monkeypatch):
    monkeypatch.setattr("quen.work.calendar.dav.SECONDS", 0.3)
    dav.fault = lambda method, path: 1.0
    assert "took too long" in run(account).error
    dav.close()
    assert "does not answer" in run(account).error


def test_an_answer_that_was_lost_on_the_way_doubles_nothing(account, dav, office):
    task = plan(office)
    run(account)
    CalendarLink.objects.all().delete()  # it was stored there, and we never heard of it
    run(account, 3)
    assert [e.title for e in there(dav)] == ["Gặp khách"]
    assert CalendarLink.objects.get().task == task


def test_an_event_that_changes_while_we_store_is_not_written_over(account, dav, office):
    dav.put("mine", event())
    run(account)
    change_task(Task.objects.get(), by=office.binh, place="Q.7")

    def between(method, path):
        if method == "PUT":
            dav.fault = None
            dav.put(
                "mine", event(title="Giữa chừng", changed=timezone.now() + timedelta(minutes=5))
            )

    dav.fault = between
    run(account, 2)
    assert [e.title for e in there(dav)] == ["Giữa chừng"]
    assert Task.objects.get().title == "Giữa chừng"


def test_when_all_vanish_at_once_nothing_is_deleted_here(account, dav, office):
    for n in range(5):
        dav.put(f"e{n}", event(f"e{n}", title=f"Việc {n}"))
    run(account)
    for n in range(5):
        dav.delete(f"e{n}")
    assert "vanished" in run(account).error
    assert Task.objects.filter(deleted_at=None).count() == 5


def test_letting_go_leaves_both_sides_as_they_are_and_connecting_anew_doubles_nothing(
    account, dav, office
):
    plan(office)
    dav.put("mine", event())
    run(account, 2)
    let_go(account, by=office.binh)
    assert run(account).password == ""
    assert (Task.objects.filter(deleted_at=None).count(), len(there(dav))) == (2, 2)
    change_task(Task.objects.get(title="Đi khám"), by=office.binh, title="Khám răng")
    connect_account(office.binh, url=dav.url, username=NAME, password=WORD)
    choose_calendar(run(account), dav.calendar, by=office.binh)
    run(account, 3)
    assert sorted(e.title for e in there(dav)) == ["Gặp khách", "Khám răng"]
    titles = Task.objects.filter(deleted_at=None).values_list("title", flat=True)
    assert sorted(titles) == ["Gặp khách", "Khám răng"]


def test_the_clock_begins_runs_and_who_is_switched_off_has_none(account, dav, office):
    plan(office)
    jobs.sync_due.func()
    work_all()
    assert len(there(dav)) == 1
    disable_user(office.binh, by=office.giang)
    plan_before = len(dav.asked)
    run(account)
    assert len(dav.asked) == plan_before


def test_two_runs_at_once_are_one(account, dav):
    CalendarAccount.objects.update(busy_until=timezone.now() + timedelta(minutes=5))
    dav.asked.clear()
    run(account)
    assert dav.asked == []


def test_a_plan_given_to_a_colleague_leaves_ones_calendar(account, dav, office):
    task = plan(office)
    run(account)
    change_task(task, by=office.binh, owner=office.chi)
    run(account)
    assert there(dav) == []
    assert Task.objects.get().deleted_at is None


def test_who_may_not_plan_connects_nothing_and_nobody_connects_twice(account, dav, office):
    with pytest.raises(Refused, match="already"):
        connect_account(office.binh, url=dav.url, username=NAME, password=WORD)
    with pytest.raises(Refused, match="may not"):
        connect_account(office.em, url=dav.url, username=NAME, password=WORD)
    for bad in ("", "ftp://x", "http://user:word@host/"):
        with pytest.raises(Refused):
            connect_account(office.chi, url=bad, username=NAME, password=WORD)


def test_sr_21_an_address_inside_the_house_is_not_called(office, settings):
    settings.ALLOWED_OUTBOUND = frozenset()
    account = connect_account(office.binh, url="http://127.0.0.1/", username="x", password="y")
    assert "not on the public internet" in run(account).error


def test_a_colleague_connects_chooses_and_sees_how_it_went(dav, office, client):
    client.force_login(office.binh)
    url = reverse("work:sync")
    given = {"url": dav.url, "username": NAME, "password": WORD}
    assert client.post(reverse("work:sync_connect"), given).status_code == 302
    work_all()
    shown = client.get(url).content.decode()
    assert "lich" in shown
    assert WORD not in shown
    client.post(reverse("work:sync_choose"), {"calendar": dav.calendar})
    dav.put("mine", event())
    client.post(reverse("work:sync_now"))
    jobs.sync_due.func()
    work_all()
    shown = client.get(url).content.decode()
    assert "Đi khám" in shown
    assert "came from the calendar" in shown
    assert "Đi khám" not in client.get(url, {"q": "khác"}).content.decode()
    client.force_login(office.chi)
    assert "Đi khám" not in client.get(url).content.decode()
    assert client.post(reverse("work:sync_let_go")).status_code == 404
    client.force_login(office.binh)
    client.post(reverse("work:sync_let_go"))
    assert not CalendarAccount.objects.visible_to(office.binh).exists()


def test_an_event_is_shown_as_it_stands_on_both_sides(account, dav, office, client):
    plan(office, "Gặp Hoa")
    run(account)
    add_task(title="Gọi Hoa", by=office.binh, kind="call")
    old = plan(office, "Hoa hôm nọ")
    Task.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=400))
    changed = plan(office, "Hoa đổi giờ")
    run(account)
    change_task(changed, place="Huế", by=office.binh)
    plan(office, "Gặp Hoa lần hai")
    trash_task(plan(office, "Hoa thôi"), by=office.binh)
    plan(office, "Gặp Nam")
    client.force_login(office.binh)
    page = client.get(reverse("work:sync"), {"q": "hoa"})
    stands = {one["title"]: str(one["words"]) for one in page.context["events"]}
    assert stands == {
        "Gặp Hoa": "the same on both sides",
        "Gặp Hoa lần hai": "goes there with the next run",
        "Gọi Hoa": "has no hour, so it stays here alone",
        "Hoa hôm nọ": "was over before it could go there",
        "Hoa đổi giờ": "changed here since; goes there with the next run",
        "Hoa thôi": "in the trash here",
    }
    assert "Series and whole days" in client.get(reverse("work:sync"), {"q": "x"}).content.decode()
