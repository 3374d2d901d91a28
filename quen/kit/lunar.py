"""The Vietnamese lunar calendar, from the new moons and solar terms as seen at UTC+7.

The formulas are Hồ Ngọc Đức's, "Thuật toán tính âm lịch" (2004,
https://www.informatik.uni-leipzig.de/~duc/amlich/calrules.html), after Jean Meeus, "Astronomical
Algorithms" (1991/1998). Names of the steps follow the paper.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_NEW_MOON_ZERO = (
    2415021.076998695  # Julian day of the new moon of 1 January 1900, the paper's k = 0
)
_MONTH = 29.530588853  # mean days from new moon to new moon
_HANOI = 7.0 / 24.0


@dataclass(frozen=True)
class LunarDay:
    """A day of the lunar calendar; `leap` marks the second of two months with one number."""

    year: int
    month: int
    day: int
    leap: bool = False


def to_lunar(day: date) -> LunarDay:
    """Say which lunar day a day is. Good for 1800 to 2199, where the paper's formulas hold."""
    number = _julian(day)
    k = math.floor((number - _NEW_MOON_ZERO) / _MONTH)
    start = _new_moon(k + 1)
    if start > number:
        start = _new_moon(k)
    eleventh, next_eleventh = _month_11(day.year), _month_11(day.year + 1)
    year = day.year + 1
    if eleventh >= start:
        year, next_eleventh, eleventh = day.year, eleventh, _month_11(day.year - 1)
    passed = (start - eleventh) // 29
    month, leap = passed + 11, False
    if next_eleventh - eleventh > 365:
        leap_after = _leap_offset(eleventh)
        if passed >= leap_after:
            month, leap = passed + 10, passed == leap_after
    if month > 12:
        month -= 12
    if month >= 11 and passed < 4:
        year -= 1
    return LunarDay(year, month, number - start + 1, leap)


def to_solar(lunar: LunarDay) -> date:
    """Say which day a lunar day is. Raises ValueError where the year has no such month or day."""
    last, following = (
        (lunar.year - 1, lunar.year) if lunar.month < 11 else (lunar.year, lunar.year + 1)
    )
    eleventh, next_eleventh = _month_11(last), _month_11(following)
    k = math.floor(0.5 + (eleventh - _NEW_MOON_ZERO) / _MONTH)
    offset = (lunar.month - 11) % 12
    if next_eleventh - eleventh > 365:
        leap_after = _leap_offset(eleventh)
        if lunar.leap or offset >= leap_after:
            offset += 1
    found = date(1900, 1, 1) + timedelta(
        days=_new_moon(k + offset) + lunar.day - 1 - _julian(date(1900, 1, 1))
    )
    if to_lunar(found) != lunar:
        raise ValueError(f"no such lunar day: {lunar}")
    return found


def next_anniversary(month: int, day: int, since: date) -> date:
    """Find the first day from `since` on that is this lunar day, for birthdays and memorial days.

    Leap months are passed over, as families keep the first of the two; the 30th of a month with 29
    days is kept on the 29th. Raises ValueError for a month or day that no year has.
    """
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"no lunar day {day}/{month}")
    year = to_lunar(since).year
    kept = (_kept(each, month, day) for each in (year, year + 1))
    return next(found for found in kept if found >= since)


def _kept(year: int, month: int, day: int) -> date:
    try:
        return to_solar(LunarDay(year, month, day))
    except ValueError:
        return to_solar(LunarDay(year, month, day - 1))


def _julian(day: date) -> int:
    """Julian day number at noon."""
    return day.toordinal() + 1_721_425


@lru_cache(maxsize=4096)
def _new_moon(k: int) -> int:
    """Julian day number, in Hanoi, of the k-th new moon since 1900 (NewMoon in the paper)."""
    t = k / 1236.85
    moment = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    moment += 0.00033 * _sin(166.56 + 132.87 * t - 0.009173 * t**2)
    sun = 359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3
    moon = 306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3
    node = 21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3
    c1 = (0.1734 - 0.000393 * t) * _sin(sun) + 0.0021 * _sin(2 * sun)
    c1 += -0.4068 * _sin(moon) + 0.0161 * _sin(2 * moon) - 0.0004 * _sin(3 * moon)
    c1 += 0.0104 * _sin(2 * node) - 0.0051 * _sin(sun + moon)
    c1 += -0.0074 * _sin(sun - moon) + 0.0004 * _sin(2 * node + sun)
    c1 += -0.0004 * _sin(2 * node - sun) - 0.0006 * _sin(2 * node + moon)
    c1 += 0.0010 * _sin(2 * node - moon) + 0.0005 * _sin(2 * moon + sun)
    return math.floor(moment + c1 - _clock_drift(t) + 0.5 + _HANOI)


def _clock_drift(t: float) -> float:
    """Days between dynamical and universal time (deltat in the paper); t in centuries since 1900."""
    if t < -11:
        return 0.001 + 0.000839 * t + 0.0002261 * t**2 - 0.00000845 * t**3 - 0.000000081 * t**4
    return -0.000278 + 0.000265 * t + 0.000262 * t**2


def _sun_sector(number: int) -> int:
    """Which twelfth of the zodiac the sun stands in at midnight in Hanoi (SunLongitude in the paper)."""
    t = (number - 2451545.5 - _HANOI) / 36525
    mean = 357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3
    true = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    true += (1.914600 - 0.004817 * t - 0.000014 * t**2) * _sin(mean)
    true += (0.019993 - 0.000101 * t) * _sin(2 * mean) + 0.000290 * _sin(3 * mean)
    return math.floor(true % 360 / 30)


@lru_cache(maxsize=512)
def _month_11(year: int) -> int:
    """Julian day number on which the month of the winter solstice begins (LunarMonth11)."""
    k = math.floor((_julian(date(year, 12, 31)) - 2415021) / _MONTH)
    start = _new_moon(k)
    return _new_moon(k - 1) if _sun_sector(start) >= 9 else start


@lru_cache(maxsize=512)
def _leap_offset(eleventh: int) -> int:
    """Count the months from month 11 to the first one without a principal term (LeapMonthOffset)."""
    k = math.floor((eleventh - _NEW_MOON_ZERO) / _MONTH + 0.5)
    sectors = [_sun_sector(_new_moon(k + i)) for i in range(1, 15)]
    return next(i for i in range(1, 14) if sectors[i] == sectors[i - 1])


def _sin(degrees: float) -> float:
    return math.sin(math.radians(degrees))
