"""Days and times: read day first with Buddhist years, shown in the user's zone and era."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from quen.kit.unreadable import Unreadable

BUDDHIST = 543  # years between the Buddhist and the common era
_BUDDHIST_FROM = 2400
_EXCEL_ZERO = date(
    1899, 12, 30
)  # so that serial 61 is 1 March 1900; Excel believes in 29 February 1900
_EXCEL_DAYS = (10_000, 80_000)  # 1927 to 2119: shorter and longer numbers are no days of business
_PIVOT = 69  # as in POSIX: 68 is 2068, 69 is 1969

_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})")
_COMPACT = re.compile(r"((?:19|20|24|25)\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_WORDED = re.compile(
    r"(?:ngày\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.,\-]+([^\W\d_][^\d,]*?)[\s/.,\-]+(?:năm\s+|พ\.?ศ\.?\s*)?(\d{4})"
)
_VIETNAMESE = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s*(?:tháng|thg\.?|th\.?)\s*(\d{1,2})\s*,?\s*(?:năm\s+)?(\d{4})"
)
_AMERICAN = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(
    r"(?:t|\s|,)\s*(\d{1,2})(?::|h|\.)(\d{2})(?:(?::|\.)(\d{2})(?:[.,]\d+)?)?\s*(am|pm|sa|ch|น\.)?\s*"
    r"(z|[+-]\d{2}:?\d{2})?$"
)
_MONTHS = {
    name.replace(".", ""): number + 1
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    )
    for number, name in enumerate(names.split())
}
_SENTENCES = {
    "empty": _("There is no date."),
    "not_a_day": _("This is not a date."),
    "no_such_day": _("There is no such day."),
    "short_year": _("Write the year with four digits."),
    "far_year": _("The year must lie between 1800 and 2399."),
}


def parse_day(text: str, language: str = "vi", order: str = "dmy") -> date:
    """Read a date, day first; years over 2400 are Buddhist (15/03/2568 is 15 March 2025).

    Reads ISO, compact (20260315), Excel day numbers, and months in words in three languages; a time
    behind the day is left aside. `order` is "dmy" or "mdy" for numbers whose year comes last.
    Raises Unreadable with reason empty, not_a_day, no_such_day, short_year or far_year.
    """
    typed = _plain(text)
    if not typed:
        raise _refused("empty", text)
    if serial := _SERIAL.fullmatch(typed):
        return from_excel(int(serial[1]), text)
    day_part = _TIME.sub("", typed).strip()
    year, month, day = _numbers(day_part, order, text)
    return _day(_full_year(year, language, text), month, day, text)


def parse_moment(text: str, zone: str, language: str = "vi", order: str = "dmy") -> datetime:
    """Read a day with its time as aware UTC; without an offset of its own it is local to `zone`.

    A day alone begins at midnight. Raises Unreadable as `parse_day` does.
    """
    typed = _plain(text)
    day = parse_day(text, language, order)
    serial, clock = _SERIAL.fullmatch(typed), _TIME.search(typed)
    if serial and serial[2]:
        passed = timedelta(seconds=round(float(f"0.{serial[2]}") * 86_400))
        local = datetime.combine(day, time()) + passed
    else:
        local = datetime.combine(day, _clock(clock, text) if clock else time())
    if clock and clock[5]:
        return datetime.fromisoformat(f"{local.isoformat()}{_offset(clock[5])}").astimezone(UTC)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def from_excel(serial: int, text: str = "", *, since_1904: bool = False) -> date:
    """Turn the day number of a spreadsheet into its day; `since_1904` for files of old Macs.

    Raises Unreadable (not_a_day) outside 1927 to 2119, where a number is hardly meant as a day.
    """
    if not _EXCEL_DAYS[0] <= serial <= _EXCEL_DAYS[1]:
        raise _refused("not_a_day", text or str(serial))
    return _EXCEL_ZERO + timedelta(days=serial + (1462 if since_1904 else 0))


def shown_day(day: date, language: str = "vi", era: str = "common") -> str:
    """Write a day as 21/11/2026; with `era` "buddhist", for Thai alone, as 21/11/2569."""
    year = day.year + (BUDDHIST if era == "buddhist" and language == "th" else 0)
    return f"{day:%d/%m}/{year:04d}"


def shown_time(moment: datetime, zone: str) -> str:
    """Write the time of day in a zone, on the 24-hour clock: 16:08."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def shown_moment(moment: datetime, zone: str, language: str = "vi", era: str = "common") -> str:
    """Write day and time in a zone: 21/11/2026 16:08."""
    return f"{shown_day(business_day(moment, zone), language, era)} {shown_time(moment, zone)}"


def business_day(moment: datetime, zone: str) -> date:
    """Say which day a moment falls on where the business is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def ago(moment: datetime, now: datetime, language: str, zone: str, era: str = "common") -> str:
    """Say how long ago or how far ahead a moment lies: "2 giờ trước", "hôm qua", "3 ngày trước".

    Hours within the same day of `zone` or within six hours, days up to thirty, then the day itself.
    """
    seconds = int((now - moment).total_seconds())
    nights = (business_day(now, zone) - business_day(moment, zone)).days
    with override(language):
        if abs(seconds) < 60:
            return gettext("just now")
        if nights == 0 or abs(seconds) < 6 * 3600:
            return _clock_words(seconds)
        if abs(nights) <= 30:
            return _day_words(nights)
    return shown_day(business_day(moment, zone), language, era)


def _clock_words(seconds: int) -> str:
    minutes, hours = abs(seconds) // 60, abs(seconds) // 3600
    if seconds < 0:
        if hours:
            return ngettext("in %(count)d hour", "in %(count)d hours", hours) % {"count": hours}
        return ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}
    if hours:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}


def _day_words(nights: int) -> str:
    if abs(nights) == 1:
        return gettext("yesterday") if nights > 0 else gettext("tomorrow")
    days = abs(nights)
    if nights < 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    text = "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text
    )
    return " ".join(text.casefold().split()).strip("'")


def _numbers(typed: str, order: str, text: str) -> tuple[str, int, int]:
    """Find year, month and day; the year stays text, for its length says what it is."""
    if found := _COMPACT.fullmatch(typed):
        return found[1], int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(typed):
        first, second, third = found.groups()
        if len(first) > 2:
            return first, int(second), int(third)
        return (
            (third, int(first), int(second)) if order == "mdy" else (third, int(second), int(first))
        )
    if found := _VIETNAMESE.fullmatch(typed):
        return found[3], int(found[2]), int(found[1])
    if found := _WORDED.fullmatch(typed):
        return found[3], _month(found[2], text), int(found[1])
    if found := _AMERICAN.fullmatch(typed):
        return found[3], _month(found[1], text), int(found[2])
    raise _refused("not_a_day", text)


def _month(name: str, text: str) -> int:
    name = name.replace(".", "").strip()
    number = _MONTHS.get(name) or (_MONTHS.get(name[:3]) if name.isascii() else None)
    if number is None:
        raise _refused("not_a_day", text)
    return number


def _full_year(year: str, language: str, text: str) -> int:
    number = int(year)
    if len(year) <= 2:
        if language == "th":  # 68 may be 2568 or 2068
            raise _refused("short_year", text)
        return number + (2000 if number < _PIVOT else 1900)
    return number - BUDDHIST if number > _BUDDHIST_FROM else number


def _day(year: int, month: int, day: int, text: str) -> date:
    if not 1800 <= year < _BUDDHIST_FROM:
        raise _refused("far_year", text)
    try:
        return date(year, month, day)
    except ValueError:
        raise _refused("no_such_day", text) from None


def _clock(found: re.Match[str], text: str) -> time:
    hour, half = int(found[1]), found[4]
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    elif half in ("am", "sa") and hour == 12:
        hour = 0
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise _refused("not_a_day", text) from None


def _offset(written: str) -> str:
    return "+00:00" if written == "z" else f"{written[:3]}:{written[-2:]}"


def _refused(reason: str, text: str) -> Unreadable:
    return Unreadable(reason, _SENTENCES[reason], text)
