"""Series of other calendars keep their hours busy, whatever rule a stranger wrote, and hold nobody up."""
# ruff: noqa: F811 - fixtures are asked for by name

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from dateutil.rrule import rrulestr

from quen.work.actions.sync_taking import come
from quen.work.calendar.occurring import AHEAD, times_of
from quen.work.calendar.port import Found
from quen.work.calendar.reading import entries_in
from quen.work.models import BusyTime
from tests.work.test_syncing import SOON, account, dav, event  # noqa: F401 - fixtures

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
FIRST = datetime(2015, 1, 5, 2, tzinfo=UTC)


def file_with(text):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{text}END:VCALENDAR\r\n".encode()


def times(*more, at=FIRST, hours=1):
    """What an event keeps busy as seen on a day of 2026."""
    text = event(at=at, hours=hours, more="".join(f"{line}\r\n" for line in more))
    return times_of(entries_in(file_with(text)), NOW)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=25",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_without_sense_or_measure_counts_once(rule):
    began = monotonic()
    assert times(f"RRULE:{rule}") == []
    soon = NOW + timedelta(days=2)
    assert times(f"RRULE:{rule}", at=soon) == [(soon, soon + timedelta(hours=1))]
    assert monotonic() - began < 2


def test_a_rule_of_every_minute_since_long_ago_counts_once():
    hours, minutes = (",".join(map(str, range(many))) for many in (24, 60))
    began = monotonic()
    assert times(f"RRULE:FREQ=DAILY;BYHOUR={hours};BYMINUTE={minutes}") == []
    assert monotonic() - began < 2


@pytest.mark.parametrize("freq", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_a_rule_that_no_day_fits_ends_at_once(freq):
    began = monotonic()
    assert times(f"RRULE:FREQ={freq};BYMONTH=2;BYMONTHDAY=30") == []
    assert monotonic() - began < 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;BYDAY=MO,WE",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=WEEKLY;COUNT=640",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO,SU",
        "FREQ=YEARLY;INTERVAL=4;UNTIL=20300101T000000Z",
    ],
)
def test_the_end_of_the_search_loses_no_start(rule):
    since, until = NOW - timedelta(days=1), NOW + AHEAD
    told = rrulestr(rule, dtstart=FIRST if "UNTIL" in rule else FIRST.replace(tzinfo=None))
    edges = (at.replace(tzinfo=told._dtstart.tzinfo) for at in (since, until))
    wanted = [start.replace(tzinfo=UTC) for start in told.between(*edges)]
    assert [start for start, _end in times(f"RRULE:{rule}")] == wanted


def days_of(*more):
    begins = datetime(2026, 11, 30, 2, tzinfo=UTC)
    return [f"{start:%d %H:%M}" for start, _end in times(*more, at=begins)]


def test_dates_that_were_added_keep_busy_too():
    assert days_of("RDATE:20261203T070000Z,20261202T020000Z") == [
        "30 02:00",
        "02 02:00",
        "03 07:00",
    ]
    assert days_of("RDATE;VALUE=DATE:20261202") == ["30 02:00", "02 02:00"]
    again = "RRULE:FREQ=DAILY;COUNT=2"
    assert days_of(again, "RDATE:20261201T020000Z,20261203T020000Z") == [
        "30 02:00",
        "01 02:00",
        "03 02:00",
    ]
    assert days_of("RRULE:FREQ=SECONDLY", "RDATE:20261203T070000Z") == ["30 02:00", "03 07:00"]


def test_days_that_were_left_out_keep_nobody_busy():
    again = "RRULE:FREQ=DAILY;COUNT=4"
    gone = ("EXDATE;VALUE=DATE:20261201,20261202", "EXDATE:20261130T020000Z")
    assert days_of(again, *gone) == ["03 02:00"]
    assert days_of("RDATE:20261203T020000Z", "EXDATE:20261203T020000Z") == ["30 02:00"]


def test_a_day_left_out_is_one_of_the_zone_in_which_the_series_is_meant():
    zone = "TZID=America/New_York"
    text = (
        f"BEGIN:VEVENT\r\nUID:x\r\nDTSTART;{zone}:20261130T220000\r\nDTEND;{zone}:20261130T230000\r\n"
        "RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20261201\r\nEND:VEVENT\r\n"
    )
    starts = [f"{start:%d %H}" for start, _end in times_of(entries_in(file_with(text)), NOW)]
    assert starts == ["01 03", "03 03"]


@pytest.mark.django_db
def test_a_rule_that_would_never_end_does_not_stop_the_calendar(account):
    """Taken in without the test's own server, which such a rule would hold up."""
    for uid, rule in [("a", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"), ("b", "FREQ=MINUTELY")]:
        body = file_with(event(uid, at=SOON, more=f"RRULE:{rule}\r\n"))
        come(account, Found(uid, "1", tuple(entries_in(body))))
    assert [one.starts_at for one in BusyTime.objects.all()] == [SOON, SOON]
