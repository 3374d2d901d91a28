"""Calendars of other programs are read with patience, and what we write reads back as it was."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from quen.work.actions.tasks import add_task
from quen.work.calendar.entry import Entry, Person
from quen.work.calendar.planned import entry_of, facts_of, rhythm_of, rule_of
from quen.work.calendar.reading import Unreadable, entries_in
from quen.work.calendar.writing import file_of

SHARED = Path(os.environ.get("QUEN_TEST_DATA", "")) / "calendars"
SAIGON = "Asia/Ho_Chi_Minh"
# What the library itself takes long to read, without teaching us anything that shorter ones do not.
LONG = 25_000

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def files() -> list[Path]:
    return sorted(path for path in SHARED.rglob("*") if path.is_file())


@pytest.mark.skipif(not SHARED.is_dir(), reason="QUEN_TEST_DATA names no folder with calendars")
def test_every_calendar_is_read_or_refused_and_reads_back_the_same():
    """Two hundred files of five other projects: some seconds, all of it in the library's parser."""
    refused, read = [], 0
    for path in files():
        if path.stat().st_size > LONG:
            continue
        try:
            entries = entries_in(path.read_bytes(), SAIGON)
        except Unreadable:
            refused.append(path)
            continue
        read += len(entries)
        assert entries_in(file_of(entries), SAIGON) == entries, path
    assert read > 300
    assert not [path for path in refused if "/valid/" in str(path)]
    # Other formats, free-busy times and time zones alone: no events are in them.
    assert len(refused) <= 20, refused


@pytest.mark.skipif(not SHARED.is_dir(), reason="QUEN_TEST_DATA names no folder with calendars")
def test_a_damaged_calendar_is_mended_or_refused_in_words():
    whole = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=:20261124T090000\r\nSUMMARY:A\r\nbroken line\r\nEND:VEVENT\r\nEND:VCALENDAR"
    (entry,) = entries_in(whole, SAIGON)
    assert entry.starts == datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(SAIGON))
    for bad in (b"", b"hello", b"\x00\xff\xfe", b"{}", whole[:40], b"BEGIN:VCALENDAR\r\n" * 50):
        with pytest.raises(Unreadable) as error:
            entries_in(bad)
        assert str(error.value.sentence)


def test_a_calendar_beyond_all_measure_is_refused_unread():
    with pytest.raises(Unreadable):
        entries_in(b" " * 5_000_001)


def test_everything_that_an_entry_says_reads_back():
    entry = Entry(
        uid="a@b",
        title="Họp; với, chị Hồng",
        starts=datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(SAIGON)),
        ends=datetime(2026, 11, 24, 10, tzinfo=ZoneInfo(SAIGON)),
        zone=SAIGON,
        sequence=4,
        place="12 Lê Lợi, Q.1",
        text="dòng 1\ndòng 2",
        rule="FREQ=WEEKLY;BYDAY=TU",
        gone=(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo(SAIGON)),),
        alarm=timedelta(minutes=-30),
        changed_at=datetime(2026, 11, 20, tzinfo=UTC),
        organizer=Person("binh@quen.test", "Bình"),
        attendees=(Person("hong@thepvieta.vn", "Hồng", "NEEDS-ACTION"),),
    )
    body = file_of([entry], method="REQUEST")
    assert entries_in(body) == [entry]
    assert b"BEGIN:VTIMEZONE" in body
    assert b"METHOD:REQUEST" in body
    assert file_of([entry], method="REQUEST") == body, "the same entry gives the same bytes"


def test_a_time_without_a_zone_is_an_hour_of_the_reader():
    text = b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261124T090000\r\nDURATION:PT45M\r\nEND:VEVENT\r\n"
    (entry,) = entries_in(text, "Asia/Bangkok")
    assert entry.starts == datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert entry.ends - entry.starts == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("rule", "rhythm"),
    [
        ("FREQ=DAILY", "daily"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "weekly"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "weekdays"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "monthly"),
        ("FREQ=YEARLY", "yearly"),
        ("FREQ=WEEKLY;INTERVAL=2", ""),
        ("FREQ=MONTHLY;BYDAY=2TU", ""),
        ("FREQ=DAILY;COUNT=3", ""),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ""),
    ],
)
def test_only_a_rhythm_that_we_know_becomes_one(rule, rhythm):
    assert rhythm_of(rule) == rhythm


def test_a_month_without_the_day_takes_its_last_in_other_calendars_too():
    assert rule_of("monthly", date(2026, 1, 31)).endswith("BYMONTHDAY=28,29,30,31;BYSETPOS=-1")
    assert rule_of("monthly", date(2026, 1, 5)) == "FREQ=MONTHLY"
    assert (
        rule_of("yearly", date(2028, 2, 29)) == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["task", "call", "meeting"])
def test_a_task_goes_into_a_calendar_and_comes_back(kind, office):
    at = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(SAIGON))
    facts = {"minutes": 45, "place": "Q.1", "text": "mang mẫu", "repeats": "weekly"}
    remind = at - timedelta(hours=2)
    task = add_task(title="Gặp", by=office.binh, kind=kind, at=at, remind_at=remind, **facts)
    (read,) = entries_in(file_of([entry_of(task)]))
    assert read.alarm == timedelta(hours=-2)
    assert facts_of(read, SAIGON) == {"title": "Gặp", "due_on": at.date(), "at": at, **facts}
    (todo,) = entries_in(file_of([entry_of(task, todo=True)]))
    assert (todo.todo, facts_of(todo, SAIGON)["at"]) == (True, at)


@pytest.mark.django_db
def test_a_task_without_an_hour_takes_its_day_and_leaves_the_person_free(office):
    task = add_task(title="Gửi báo giá", by=office.binh, due_on=date(2026, 11, 24))
    entry = entry_of(task)
    assert (entry.starts, entry.ends, entry.free) == (date(2026, 11, 24), date(2026, 11, 25), True)
    with pytest.raises(ValueError, match="no day"):
        entry_of(add_task(title="Khi nào rảnh", by=office.binh))
