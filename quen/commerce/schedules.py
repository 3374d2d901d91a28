"""When an order is paid: parts of its total with their days, as people give them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.commerce.lines.totals import rounded
from quen.kit.money import parse_amount, parse_number
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line

MOST = 24
DAYS = 7
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
_PERCENT = re.compile(r"(.+?)\s*%")


@dataclass(frozen=True)
class Part:
    """One instalment: `amount` in the order's currency, due on a business day."""

    label: str
    due_on: date
    amount: Decimal


def at_once(total: Decimal, ordered_on: date) -> list[Part]:
    """The usual schedule: all of it within a week."""
    return [Part("", ordered_on + timedelta(days=DAYS), total)]


def problem_of_day(day: date) -> str:
    """Why an order has no such day, in words for a person; empty where it may."""
    return "" if FIRST <= day <= LAST else _("The year lies between 2000 and 2100.")


def read_schedule(
    given: Sequence[Mapping[str, Any]], total: Decimal, currency: str, language: str
) -> list[Part]:
    """Parts given as {"label", "due_on", "share"}, where a share is "30 %", an amount, or empty for what is
    left over. They sum to the total to the last đồng: the last percentage takes the rounding.

    Raises Refused with errors by "part_<n>_<key>", or "schedule" where the sum is another one.
    """
    rows = [row for row in given if row.get("due_on") or str(row.get("share") or "").strip()]
    errors: dict[str, str] = {}
    if not 0 < len(rows) <= MOST:
        words = _("Give 1 to %d parts.") % MOST
        raise Refused(words, errors={"schedule": words})
    shares = [_share(n, row, total, currency, language, errors) for n, row in enumerate(rows)]
    days = [_day(n, row, errors) for n, row in enumerate(rows)]
    if errors:  # the page of an order shows the words alone
        told = [_("The schedule cannot be read."), *dict.fromkeys(errors.values())]
        raise Refused(" ".join(told), errors=errors)
    amounts = _filled(shares, total, _all_percent(rows))
    if sum(amounts) != total or min(amounts) <= 0:
        words = _("The parts do not add up to the total.")
        raise Refused(words, errors={"schedule": words})
    labels = [one_line(clean(str(row.get("label") or "")))[:80] for row in rows]
    parts = [Part(*told) for told in zip(labels, days, amounts, strict=True)]
    return sorted(parts, key=lambda part: part.due_on)


def _all_percent(rows: Sequence[Mapping[str, Any]]) -> bool:
    return all(_PERCENT.fullmatch(str(row.get("share") or "").strip()) for row in rows)


def _filled(shares: Sequence[Decimal | None], total: Decimal, percent: bool) -> list[Decimal]:
    """One empty share takes what is left; of percentages the last takes what rounding left."""
    left = total - sum((one for one in shares if one is not None), Decimal(0))
    if shares.count(None) == 1:
        return [left if one is None else one for one in shares]
    amounts = [one or Decimal(0) for one in shares]
    if percent and abs(left) <= len(shares):
        amounts[-1] += left
    return amounts


def _share(
    n: int,
    row: Mapping[str, Any],
    total: Decimal,
    currency: str,
    language: str,
    errors: dict[str, str],
) -> Decimal | None:
    text = str(row.get("share") or "").strip()
    if not text:
        return None
    try:
        if found := _PERCENT.fullmatch(text):
            return _part_of(total, parse_number(found[1], language), currency)
        return parse_amount(text, language, currency).amount
    except ValueError as error:
        errors[f"part_{n}_share"] = str(error)
        return None


def _part_of(total: Decimal, percent: Decimal, currency: str) -> Decimal:
    if not 0 <= percent <= 100:
        raise ValueError(_("Give a number from 0 to 100."))
    return rounded(total * percent / 100, currency)


def _day(n: int, row: Mapping[str, Any], errors: dict[str, str]) -> date:
    given = row.get("due_on")
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given or ""))
    except ValueError:
        errors[f"part_{n}_due_on"] = _("A day is written as 2026-11-30.")
        return FIRST
    if words := problem_of_day(day):
        errors[f"part_{n}_due_on"] = words
    return day
