"""When a reminder means and when a series comes again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.refused import Refused
from quen.work.planning import next_day, reminder

ZONE = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday, ten in the morning there
DUE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "ahead"),
    [
        ("45 minutes", timedelta(minutes=45)),
        ("45 phút", timedelta(minutes=45)),
        ("30p", timedelta(minutes=30)),
        ("45 นาที", timedelta(minutes=45)),
        ("2 giờ trước", timedelta(hours=2)),
        ("1,5 giờ", timedelta(minutes=90)),
        ("trước 1 ngày", timedelta(days=1)),
        ("1 day before", timedelta(days=1)),
        ("2 ชั่วโมง", timedelta(hours=2)),
    ],
)
def test_a_length_counts_back_from_when_it_is_due(typed, ahead):
    assert reminder(typed, DUE, NOW, ZONE) == DUE - ahead


def test_without_a_day_a_length_counts_from_now():
    assert reminder("in 45 minutes", None, NOW, ZONE) == NOW + timedelta(minutes=45)


@pytest.mark.parametrize(
    "typed", ["ngày mai 9h", "tomorrow 9:00", "พรุ่งนี้ 9:00", "21/11 9h", "thứ bảy 9h"]
)
def test_a_day_is_read_in_the_owners_zone(typed):
    assert reminder(typed, DUE, NOW, ZONE) == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["soon", "45", "9", "hôm qua", "gọi Lan ngày mai", "400000 weeks"]
)
def test_what_cannot_be_read_is_said(typed):
    with pytest.raises(Refused) as refused:
        reminder(typed, DUE, NOW, ZONE)
    assert "remind" in refused.value.errors


def test_a_moment_that_has_passed_is_refused():
    with pytest.raises(Refused):
        reminder("1 week", DUE, NOW, ZONE)


def test_nothing_typed_is_no_reminder():
    assert reminder("  ", DUE, NOW, ZONE) is None


@pytest.mark.parametrize(
    ("repeats", "start", "after", "day"),
    [
        ("daily", "2026-11-01", "2026-11-20", "2026-11-21"),
        ("weekdays", "2026-11-02", "2026-11-20", "2026-11-23"),
        ("weekdays", "2026-11-02", "2026-11-21", "2026-11-23"),
        ("weekly", "2026-11-06", "2026-11-20", "2026-11-27"),
        ("weekly", "2026-11-06", "2026-11-19", "2026-11-20"),
        ("monthly", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("monthly", "2026-01-31", "2026-02-28", "2026-03-31"),
        ("monthly", "2026-11-20", "2027-02-25", "2027-03-20"),
        ("yearly", "2024-02-29", "2024-02-29", "2025-02-28"),
        ("yearly", "2024-02-29", "2027-03-01", "2028-02-29"),
    ],
)
def test_a_series_goes_on_from_the_day_it_began_with(repeats, start, after, day):
    found = next_day(repeats, date.fromisoformat(start), date.fromisoformat(after))
    assert found == date.fromisoformat(day)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.sampled_from(["daily", "weekdays", "weekly", "monthly", "yearly"]), DAYS, DAYS)
def test_the_next_day_lies_ahead_and_not_too_far(repeats, start, after):
    if start > after:
        start, after = after, start
    day = next_day(repeats, start, after)
    longest = {"daily": 1, "weekdays": 3, "weekly": 7, "monthly": 31, "yearly": 366}
    assert 0 < (day - after).days <= longest[repeats]
