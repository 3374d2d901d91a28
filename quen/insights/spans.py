"""Periods of reports: the one asked for, the one before, the same a year ago, and their slots of time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from quen.kit.periods import add_months, month_start, period, quarter_start, week_start, year_start
from quen.kit.workspace import today

UNITS = {
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
}
SLOTS = {"hour": _("Hour"), **UNITS}
MOST_SLOTS = 62
_NAMED = {"day": "today", **{unit: f"this_{unit}" for unit in ("week", "month", "quarter", "year")}}
_USUAL = {"day": "hour", "week": "day", "month": "day", "quarter": "week", "year": "month"}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days, both included; `unit` is "" for days that somebody chose. `each` is the slot of its trend.

    A `fixed` one is not the unit that runs today: addresses name its days.
    """

    first: date
    last: date
    unit: str = ""
    each: str = "day"
    fixed: bool = False

    @property
    def passed(self) -> "Span":
        """What of it lies behind us: a month that runs is compared with as many days of the last one."""
        return Span(self.first, max(min(self.last, today()), self.first), self.unit, self.each)

    @property
    def asked(self) -> dict[str, str]:
        """As an address says it."""
        if self.unit and not self.fixed:
            return {"unit": self.unit}
        return {"from": self.first.isoformat(), "to": self.last.isoformat(), "each": self.each}

    @property
    def before(self) -> "Span":
        """As much of the period before."""
        months = _MONTHS.get(self.unit)
        if months:
            return self._earlier(months)
        days = timedelta(days=7) if self.unit == "week" else self.last - self.first + _DAY
        return Span(self.first - days, self.last - days, self.unit, self.each)

    @property
    def year_ago(self) -> "Span":
        """The same days of the year before."""
        return self._earlier(12)

    def _earlier(self, months: int) -> "Span":
        """Whole months are compared with whole months, however many days they have."""
        whole = self.first.day == 1 and (self.last + _DAY).day == 1
        last = (
            add_months(self.last + _DAY, -months) - _DAY
            if whole
            else add_months(self.last, -months)
        )
        return Span(add_months(self.first, -months), last, self.unit, self.each)


def read_span(asked: Mapping[str, str], language: str) -> Span:
    """From an address: a unit (this month unless said otherwise) or days; what is unreadable is left aside."""
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first and last and first <= last <= add_months(first, 12 * 30):
        return _with_slot(Span(first, last), asked.get("each", ""), language)
    unit = asked.get("unit", "")
    unit = unit if unit in UNITS else "month"
    first, last = period(_NAMED[unit], today(), language)
    return _with_slot(Span(first, last, unit), asked.get("each", ""), language)


def slots_of(span: Span, language: str) -> list[tuple[str, str]]:
    """Key and short label of each slot, in order, as `reading` names them."""
    if span.each == "hour":
        days = [span.first + n * _DAY for n in range((span.last - span.first).days + 1)]
        return [(f"{day}T{hour:02}", f"{hour}") for day in days for hour in range(24)]
    begin, step, key, label = _WAYS[span.each]
    at = week_start(span.first, language) if span.each == "week" else begin(span.first)
    made = []
    while at <= span.last:
        made.append((key(at), label(at)))
        at = step(at)
    return made


def bounds_of(key: str, span: Span) -> tuple[date, date]:
    """The first and last day of a slot, within the span."""
    if span.each == "hour":
        day = date.fromisoformat(key[:10])
        return day, day
    first = date.fromisoformat({4: f"{key}-01-01", 7: f"{key}-01"}.get(len(key), key))
    last = _WAYS[span.each][1](first) - _DAY
    return max(first, span.first), min(last, span.last)


def choices(span: Span, language: str) -> list[str]:
    """Slots that show this span in two to sixty-two parts."""
    return [each for each in SLOTS if _fits(span, each, language)]


def _fits(span: Span, each: str, language: str) -> bool:
    days = (span.last - span.first).days + 1
    if each == "hour":
        return days <= 2
    shortest = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[each]
    return days <= shortest * MOST_SLOTS and (days > shortest or each == "day")


def _with_slot(span: Span, each: str, language: str) -> Span:
    known = choices(span, language)
    usual = _USUAL.get(span.unit) or (known[0] if known else "year")
    return Span(span.first, span.last, span.unit, each if each in known else usual)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2199 else None


_Way = tuple[
    Callable[[date], date], Callable[[date], date], Callable[[date], str], Callable[[date], str]
]
_WAYS: dict[str, _Way] = {
    "day": (lambda d: d, lambda d: d + _DAY, lambda d: d.isoformat(), lambda d: f"{d:%d/%m}"),
    "week": (
        lambda d: d,
        lambda d: d + 7 * _DAY,
        lambda d: d.isoformat(),
        lambda d: f"{d:%d/%m}",
    ),
    "month": (
        month_start,
        lambda d: add_months(d, 1),
        lambda d: f"{d:%Y-%m}",
        lambda d: f"{d.month}/{d:%y}" if d.month == 1 else f"{d.month}",
    ),
    "quarter": (
        quarter_start,
        lambda d: add_months(d, 3),
        lambda d: f"{d:%Y-%m}",
        lambda d: f"Q{(d.month + 2) // 3}/{d:%y}",
    ),
    "year": (
        year_start,
        lambda d: add_months(d, 12),
        lambda d: f"{d:%Y}",
        lambda d: f"{d:%Y}",
    ),
}
