"""What an expression can call. Each gets values (a Decimal, text, day, moment, truth or None) and gives one."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.kit.workspace import today as business_day

MANY = 20
_FAR = 36_500


class NoValue(ValueError):
    """A value that cannot be worked out, with the reason in words."""


@dataclass(frozen=True)
class Function:
    """How many values it takes and what it does with them."""

    least: int
    most: int
    work: Callable[..., Any]


def number_of(value: Any) -> Decimal:
    """A number. Raises NoValue for anything else."""
    if isinstance(value, bool) or not isinstance(value, Decimal):
        raise NoValue(_("A number is needed here."))
    return value


def text_of(value: Any) -> str:
    """A value as text; nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def day_of(value: Any) -> date:
    """A day. Raises NoValue for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, date):
        raise NoValue(_("A day is needed here."))
    return value


def _round(value: Any, places: Any = Decimal(0)) -> Decimal:
    digits = int(number_of(places))
    if not -12 <= digits <= 6:
        raise NoValue(_("Round to at most six decimals."))
    return number_of(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _add_days(value: Any, count: Any) -> date:
    days = int(number_of(count))
    if abs(days) > _FAR:
        raise NoValue(_("That day is too far away."))
    return day_of(value) + timedelta(days=days)


def _add_months(value: Any, count: Any) -> date:
    """The same day some months on; the last of the month where that month is shorter."""
    day, months = day_of(value), int(number_of(count))
    if abs(months) > _FAR // 30:
        raise NoValue(_("That day is too far away."))
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def _number(value: Any) -> Decimal:
    try:
        return value if isinstance(value, Decimal) else Decimal(text_of(value).strip())
    except ArithmeticError:
        raise NoValue(_("A number is needed here.")) from None


def _least(pick: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """The least or the greatest of the values that are there."""

    def work(*values: Any) -> Any:
        there = [value for value in values if value is not None]
        try:
            return pick(there) if there else None
        except TypeError:
            raise NoValue(_("These values cannot be compared.")) from None

    return work


FUNCTIONS: dict[str, Function] = {
    # `if` and `coalesce` look at their values one by one: see evaluating.py.
    "if": Function(2, 3, lambda *values: None),
    "coalesce": Function(1, MANY, lambda *values: None),
    "round": Function(1, 2, _round),
    "abs": Function(1, 1, lambda value: abs(number_of(value))),
    "min": Function(1, MANY, _least(min)),
    "max": Function(1, MANY, _least(max)),
    "today": Function(0, 0, business_day),
    "days": Function(2, 2, lambda a, b: Decimal((day_of(a) - day_of(b)).days)),
    "add_days": Function(2, 2, _add_days),
    "add_months": Function(2, 2, _add_months),
    "year": Function(1, 1, lambda value: Decimal(day_of(value).year)),
    "month": Function(1, 1, lambda value: Decimal(day_of(value).month)),
    "day": Function(1, 1, lambda value: Decimal(day_of(value).day)),
    "upper": Function(1, 1, lambda value: text_of(value).upper()),
    "lower": Function(1, 1, lambda value: text_of(value).lower()),
    "trim": Function(1, 1, lambda value: text_of(value).strip()),
    "len": Function(1, 1, lambda value: Decimal(len(text_of(value)))),
    "left": Function(2, 2, lambda value, n: text_of(value)[: max(0, int(number_of(n)))]),
    "contains": Function(2, 2, lambda value, part: text_of(part).lower() in text_of(value).lower()),
    "text": Function(1, 1, text_of),
    "number": Function(1, 1, _number),
    "empty": Function(1, 1, lambda value: value is None or value == ""),
}
