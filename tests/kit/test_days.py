from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.days import ago, business_day, parse_day, parse_moment, shown_day, shown_moment
from quen.kit.periods import PERIODS, add_months, moments, period, week_start
from quen.kit.unreadable import Unreadable

HANOI = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # 16:00 in Hanoi


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15/03/2568", date(2025, 3, 15)),
        ("2568-03-15", date(2025, 3, 15)),
        ("29/02/2567", date(2024, 2, 29)),
        ("๑๕/๐๓/๒๕๖๘", date(2025, 3, 15)),
        ("15 มี.ค. 2568", date(2025, 3, 15)),
        ("15 มีนาคม พ.ศ. 2568", date(2025, 3, 15)),
        ("15/3/2026", date(2026, 3, 15)),
        ("15.03.2026", date(2026, 3, 15)),
        ("3-4-2026", date(2026, 4, 3)),
        ("15/3/26", date(2026, 3, 15)),
        ("15/3/85", date(1985, 3, 15)),
        ("2026-03-15", date(2026, 3, 15)),
        ("2026-03-15T23:30:00Z", date(2026, 3, 15)),
        ("20260315", date(2026, 3, 15)),
        ("46096", date(2026, 3, 15)),
        ("46096.75", date(2026, 3, 15)),
        ("15 tháng 3 năm 2026", date(2026, 3, 15)),
        ("15 thg 3, 2026", date(2026, 3, 15)),
        ("15 Mar 2026", date(2026, 3, 15)),
        ("March 15, 2026", date(2026, 3, 15)),
    ],
)
def test_days_are_read_day_first_in_either_era(typed, day):
    assert parse_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "language", "reason"),
    [
        ("", "vi", "empty"),
        ("soon", "vi", "not_a_day"),
        ("12", "vi", "not_a_day"),
        ("29/02/2026", "vi", "no_such_day"),
        ("29/02/2568", "th", "no_such_day"),
        ("03/15/2026", "vi", "no_such_day"),
        ("15/3/68", "th", "short_year"),
        ("1/1/0001", "vi", "far_year"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(typed, language, reason):
    with pytest.raises(Unreadable) as refused:
        parse_day(typed, language)
    assert refused.value.reason == reason
    assert str(refused.value)


def test_a_file_with_american_dates_can_say_so():
    assert parse_day("03/15/2026", order="mdy") == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("15/03/2026 08:30", datetime(2026, 3, 15, 1, 30, tzinfo=UTC)),
        ("15/03/2026 8:30 CH", datetime(2026, 3, 15, 13, 30, tzinfo=UTC)),
        ("15/03/2026, 14h30", datetime(2026, 3, 15, 7, 30, tzinfo=UTC)),
        ("15/03/2026", datetime(2026, 3, 14, 17, 0, tzinfo=UTC)),
        ("2026-03-15T10:30:00+01:00", datetime(2026, 3, 15, 9, 30, tzinfo=UTC)),
        ("46096.5", datetime(2026, 3, 15, 5, 0, tzinfo=UTC)),
    ],
)
def test_moments_are_local_unless_they_say_their_offset(typed, moment):
    assert parse_moment(typed, HANOI) == moment


def test_days_are_shown_day_first_and_in_the_users_era():
    day = date(2026, 11, 1)
    assert shown_day(day) == "01/11/2026"
    assert shown_day(day, "th", "buddhist") == "01/11/2569"
    assert shown_day(day, "vi", "buddhist") == "01/11/2026"
    assert shown_moment(NOW, HANOI) == "21/11/2026 16:00"


def test_the_business_zone_decides_what_today_is():
    late = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert business_day(late, HANOI) == date(2026, 11, 21)
    assert business_day(late, "UTC") == date(2026, 11, 20)


AGES = [
    (timedelta(seconds=20), "just now", "vừa xong"),
    (timedelta(minutes=1), "1 minute ago", "1 phút trước"),
    (timedelta(hours=2), "2 hours ago", "2 giờ trước"),
    (timedelta(days=1), "yesterday", "hôm qua"),
    (timedelta(hours=17), "yesterday", "hôm qua"),
    (timedelta(days=3), "3 days ago", "3 ngày trước"),
    (timedelta(days=40), "12/10/2026", "12/10/2026"),
    (timedelta(minutes=-5), "in 5 minutes", "sau 5 phút"),
    (timedelta(hours=-2), "in 2 hours", "sau 2 giờ"),
    (timedelta(days=-1), "tomorrow", "ngày mai"),
    (timedelta(days=-3), "in 3 days", "sau 3 ngày"),
]


@pytest.mark.parametrize(("age", "english", "vietnamese"), AGES)
def test_ages_are_said_in_words(age, english, vietnamese):
    assert ago(NOW - age, NOW, "en", HANOI) == english
    with override("vi"):
        if gettext("just now") == "just now":
            pytest.skip("the translations are not compiled: run bin/translations")
    assert ago(NOW - age, NOW, "vi", HANOI) == vietnamese


def test_weeks_begin_on_monday_and_in_thai_on_sunday():
    saturday = date(2026, 11, 21)
    assert week_start(saturday, "vi") == date(2026, 11, 16)
    assert week_start(saturday, "th") == date(2026, 11, 15)
    assert week_start(date(2026, 11, 15), "th") == date(2026, 11, 15)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", date(2026, 11, 21), date(2026, 11, 21)),
        ("last_7_days", date(2026, 11, 15), date(2026, 11, 21)),
        ("last_week", date(2026, 11, 9), date(2026, 11, 15)),
        ("this_month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last_quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_have_a_first_and_a_last_day(name, first, last):
    assert period(name, date(2026, 11, 21)) == (first, last)


@given(st.sampled_from(sorted(PERIODS)), st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_no_period_ends_before_it_begins(name, today):
    first, last = period(name, today)
    assert first <= last


def test_months_are_added_to_the_last_day_they_have():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


def test_a_day_in_a_zone_with_clock_change_has_its_own_length():
    start, end = moments(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")
    assert end - start == timedelta(hours=23)
    assert moments(NOW.date(), NOW.date(), HANOI)[0] == datetime(2026, 11, 20, 17, tzinfo=UTC)


@given(st.dates(date(1800, 1, 1), date(2300, 1, 1)), st.sampled_from(["common", "buddhist"]))
def test_what_is_shown_reads_back_as_itself(day, era):
    if day.year + 543 > 2400 or era == "common":
        assert parse_day(shown_day(day, "th", era), "th") == day


@given(st.text(max_size=30), st.sampled_from(["vi", "th", "en"]))
def test_any_text_is_read_or_refused(text, language):
    try:
        moment = parse_moment(text, HANOI, language)
    except Unreadable:
        return
    assert moment.tzinfo is UTC
