from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.lunar import LunarDay, next_anniversary, to_lunar, to_solar

NEW_YEARS = [
    "1968-01-29", "1985-01-21", "2007-02-17", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22",
    "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02",
]  # fmt: skip


@pytest.mark.parametrize("day", [date.fromisoformat(day) for day in NEW_YEARS])
def test_the_lunar_new_year_falls_where_vietnam_keeps_it(day):
    """In 1968, 1985, 2007 and 2030 Vietnam's clock gives another day than China's."""
    assert to_lunar(day) == LunarDay(day.year, 1, 1)
    assert to_solar(LunarDay(day.year, 1, 1)) == day


def test_leap_months_are_told_apart():
    assert to_lunar(date(2020, 5, 23)) == LunarDay(2020, 4, 1, leap=True)
    assert to_lunar(date(2023, 3, 22)) == LunarDay(2023, 2, 1, leap=True)
    assert to_solar(LunarDay(2025, 6, 1, leap=True)) == date(2025, 7, 25)


@given(st.dates(date(1801, 1, 1), date(2198, 12, 31)))
def test_every_day_goes_there_and_back(day):
    assert to_solar(to_lunar(day)) == day


def test_a_reminder_on_the_fifteenth_of_the_eighth_month():
    assert next_anniversary(8, 15, date(2026, 1, 1)) == date(2026, 9, 25)
    assert next_anniversary(8, 15, date(2026, 9, 25)) == date(2026, 9, 25)
    assert next_anniversary(8, 15, date(2026, 9, 26)) == date(2027, 9, 15)


def test_a_thirtieth_that_the_year_lacks_is_kept_on_the_twenty_ninth():
    assert to_lunar(next_anniversary(12, 30, date(2025, 3, 1))).day in (29, 30)
    assert next_anniversary(12, 30, date(2026, 3, 1)) == date(2027, 2, 5)


@given(st.integers(1, 12), st.integers(1, 30), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_every_birthday_comes_again_within_a_lunar_year(month, day, since):
    found = next_anniversary(month, day, since)
    assert 0 <= (found - since).days <= 385
    kept = to_lunar(found)
    assert (kept.month, kept.leap) == (month, False)
    assert kept.day in (day, 29)


@pytest.mark.parametrize(
    "lunar", [LunarDay(2026, 13, 1), LunarDay(2026, 1, 31), LunarDay(2026, 5, 1, leap=True)]
)
def test_a_lunar_day_that_does_not_exist_is_refused(lunar):
    with pytest.raises(ValueError, match="no such lunar day"):
        to_solar(lunar)


def test_no_year_has_a_lunar_thirty_first():
    with pytest.raises(ValueError, match="no lunar day"):
        next_anniversary(1, 31, date(2026, 1, 1))
