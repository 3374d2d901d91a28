"""Values of measures in words: short for tiles and charts, in full for tables and files."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.fields.showing import Words as Reader
from quen.insights.measures import Measure, Number, Value
from quen.insights.reading import size_of
from quen.insights.spans import Span
from quen.kit import days, money
from quen.kit.workspace import workspace

NOTHING = "–"


def parts_of(value: Value) -> Sequence[tuple[str, Number]]:
    """Currency and number: the company's own currency first, then the greatest; "" for plain numbers."""
    if not isinstance(value, dict):
        return [("", value)]
    own = workspace().currency
    return sorted(value.items(), key=lambda pair: (pair[0] != own, -pair[1]))


def short(measure: Measure, value: Value, language: str) -> list[str]:
    """Each currency's figure in little room; one figure for what has no currency."""
    told = [_short(measure, currency, number, language) for currency, number in parts_of(value)]
    return told or [_short(measure, "", 0 if measure.unit == "money" else None, language)]


def full(measure: Measure, value: Value, language: str) -> str:
    """Every currency's figure, in full."""
    told = []
    for currency, number in parts_of(value):
        if measure.unit == "money" and currency and number is not None:
            told.append(money.shown(money.Money(Decimal(number), currency), language))
        else:
            told.append(_short(measure, currency, number, language))
    return " · ".join(told) or NOTHING


def axis(measure: Measure, language: str) -> Callable[[float], str]:
    """How a chart writes its numbers."""

    def show(number: float) -> str:
        exact = Decimal(str(round(number, 2)))
        if measure.unit != "money":
            return _short(measure, "", exact, language)
        # XXX is ISO's code for no currency: beside an axis the symbol would only take room.
        return money.short(money.Money(exact, "XXX"), language).replace("XXX", "").strip()

    return show


def _short(measure: Measure, currency: str, number: Number, language: str) -> str:
    if number is None:
        return NOTHING
    if measure.unit == "money" and currency:
        return money.short(money.Money(Decimal(number), currency), language)
    if measure.unit == "percent":
        text = f"{_decimal(Decimal(number), language)}%"
        return f"{text} {currency}" if currency else text
    if measure.unit == "days":
        return ngettext("%(count)s day", "%(count)s days", int(number)) % {
            "count": _decimal(Decimal(number), language)
        }
    return _decimal(Decimal(number), language)


def dates(span: Span, words: Reader) -> str:
    """The days of a span in the reader's way."""
    era, language = words.showing.era, words.language
    first, last = (days.shown_day(day, language, era) for day in (span.first, span.last))
    return first if span.first == span.last else f"{first} – {last}"


def number(value: float, language: str) -> str:
    """A plain number, with at most one digit behind the point."""
    return _decimal(Decimal(str(round(value, 1))), language)


def decimals(number: Decimal, language: str) -> str:
    """A number as people type it: all of its digits, and no separator of thousands."""
    text = f"{number.normalize():f}"
    return text.replace(".", ",") if language == "vi" else text


def percent(share: float | None, language: str) -> str:
    """A share of 1 as a percentage; a dash for none."""
    return NOTHING if share is None else f"{number(100 * share, language)}%"


def _decimal(number: Decimal, language: str) -> str:
    """At most one digit behind the point, thousands parted as the language does."""
    return money.grouped(number, 0 if number == number.to_integral_value() else 1, language)


def change(measure: Measure, now: Value, before: Value, language: str) -> dict[str, Any]:
    """How a value moved: words, direction, and good or bad; nothing where one of both is not there."""
    if not before or now is None:
        return {}
    new, old = size_of(now), size_of(before)
    if measure.unit in ("percent", "days"):
        moved, words = new - old, _points(measure, abs(new - old), language)
    elif not old:
        return {}
    else:
        moved = (new - old) / old
        words = f"{_decimal(Decimal(str(round(abs(moved) * 100, 1))), language)}%"
    if not round(moved, 4):
        return {"change": _("unchanged")}
    tone = "good" if moved * measure.better > 0 else "bad"
    return {
        "change": words,
        "direction": "up" if moved > 0 else "down",
        "tone": tone if measure.better else "",
    }


def _points(measure: Measure, moved: float, language: str) -> str:
    number = Decimal(str(round(moved, 1)))
    text = _decimal(number, language)
    if measure.unit == "percent":
        return _("%s points") % text
    return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": text}
