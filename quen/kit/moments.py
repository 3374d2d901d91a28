"""A day and a time at the end of what people type: "call Lan tomorrow 9", "gọi Lan thứ sáu 14h30"."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from quen.kit.text import fold

_WEEKDAYS = (
    ("thu hai", "t2", "จันทร์", "monday", "mon"),
    ("thu ba", "t3", "อังคาร", "tuesday", "tue"),
    ("thu tu", "t4", "พุธ", "wednesday", "wed"),
    ("thu nam", "t5", "พฤหัสบดี", "พฤหัส", "thursday", "thu"),
    ("thu sau", "t6", "ศุกร์", "friday", "fri"),
    ("thu bay", "t7", "เสาร์", "saturday", "sat"),
    ("chu nhat", "cn", "อาทิตย์", "sunday", "sun"),
)
_DAYS = {
    "hom nay": 0, "วันนี้": 0, "today": 0,
    "ngay mai": 1, "พรุ่งนี้": 1, "tomorrow": 1,
    "ngay kia": 2, "มะรืนนี้": 2, "มะรืน": 2, "day after tomorrow": 2,
    "tuan sau": 7, "สัปดาห์หน้า": 7, "อาทิตย์หน้า": 7, "next week": 7,
}  # fmt: skip
_NAMED = {fold(name): number for number, names in enumerate(_WEEKDAYS) for name in names}
_RELATIVE = {fold(name): days for name, days in _DAYS.items()}
_AHEAD = re.compile(r"(?:in (\d{1,3}) days?|(\d{1,3}) ngay nua|อีก ?(\d{1,3}) ?วัน)")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_CLOCK = re.compile(
    r"(?:at |luc |vao |เวลา ?|ตอน ?)?(บ่าย ?)?(\d{1,2})(?:(?::|h|g|\.)(\d{2}))?"
    r" ?(h|g|gio|am|pm|โมง|น\.?)? ?(sang|chieu|toi|เช้า|เย็น)?"
)
_AFTERNOON = ("pm", "chieu", "toi", "เย็น")
_THAI_DAYS = re.compile(
    "(" + "|".join(re.escape(n) for n in sorted(_RELATIVE, key=len, reverse=True) if n > "\u0e00")
    + "|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส(?:บดี)?|ศุกร์|เสาร์|อาทิตย์)(?!หน้า))"
)  # fmt: skip
_BUDDHIST_FROM, _BUDDHIST = 2400, 543
_MOST_WORDS = 7


@dataclass(frozen=True)
class Spoken:
    """What was typed without its end, and the day and time that stood there."""

    rest: str
    day: date | None = None
    at: time | None = None


def spoken(text: str, today: date) -> Spoken:
    """Read a day, with a time or without, at the end of a text in any of the three languages.

    A weekday is the next one after today, a date without a year the next one that comes. A time
    alone is no day and stays text; so does "Mai" with a capital, which is a name.
    """
    typed = _THAI_DAYS.sub(r" \1 ", text).split()
    for count in range(min(_MOST_WORDS, len(typed)), 0, -1):
        end = typed[-count:]
        day, at = _end(end, today)
        if day is not None:
            return Spoken(" ".join(typed[:-count]), day, at)
    return Spoken(" ".join(text.split()))


def _end(typed: list[str], today: date) -> tuple[date | None, time | None]:
    """Day then time, day alone, or time then day; nothing where the words are not just that."""
    for cut in range(len(typed), 0, -1):
        day = _day(typed[:cut], today)
        if day is not None and cut == len(typed):
            return day, None
        if day is not None and (at := _time(typed[cut:], bare=True)) is not None:
            return day, at
    for cut in range(1, len(typed)):
        at, day = _time(typed[:cut], bare=False), _day(typed[cut:], today)
        if at is not None and day is not None:
            return day, at
    return None, None


def _day(typed: list[str], today: date) -> date | None:
    if typed == ["mai"]:
        return today + timedelta(1)
    said = fold(" ".join(typed))
    if said in _RELATIVE:
        return today + timedelta(_RELATIVE[said])
    weekday = _NAMED.get(said.removeprefix("วัน").strip())
    if weekday is not None:
        return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)
    if ahead := _AHEAD.fullmatch(said):
        return today + timedelta(int(next(filter(None, ahead.groups()))))
    found = _DATE.fullmatch(said)
    return _date(found, today) if found else None


def _date(found: re.Match[str], today: date) -> date | None:
    year = int(found[3] or today.year)
    year -= _BUDDHIST if year > _BUDDHIST_FROM else 0
    try:
        day = date(year, int(found[2]), int(found[1]))
        return day if found[3] or day >= today else day.replace(year=year + 1)
    except ValueError:
        return None


def _time(typed: list[str], *, bare: bool) -> time | None:
    """`bare`: a number alone is an hour, as it is behind a day."""
    found = _CLOCK.fullmatch(fold(" ".join(typed)))
    if found is None or not (bare or found[1] or found[3] or found[4] or found[5]):
        return None
    hour, minute = int(found[2]), int(found[3] or 0)
    afternoon = found[1] or found[4] in _AFTERNOON or found[5] in _AFTERNOON
    if afternoon and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
