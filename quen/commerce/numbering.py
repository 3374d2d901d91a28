"""How numbers of documents are written: the kinds there are, their patterns, a number of a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quen.commerce.matching.bearing import SHORTEST
from quen.commerce.models import NumberCounter, NumberPattern
from quen.commerce.references import CHECKS, checked
from quen.kit.workspace import workspace

LONGEST = 40
_TOKEN = re.compile(r"\{(year|yy|byear|month|number(?::([1-9]))?)\}")
_YEARS = ("{year}", "{yy}", "{byear}")
BUDDHIST = 543  # the year of the Buddhist era that begins with 1 January of the common year


@dataclass(frozen=True)
class NumberKind:
    """A kind of document that bears numbers; `letters` are what they begin with, by country ("" for the
    rest)."""

    key: str
    label: str | Promise
    letters: dict[str, str]


KINDS: dict[str, NumberKind] = {}


def number_kind(key: str, label: str | Promise, **letters: str) -> NumberKind:
    """Lend a kind: `letters` by country, `default` for the others. Raises ValueError where it is taken."""
    if key in KINDS:
        raise ValueError(f"the number kind {key} exists already")
    KINDS[key] = NumberKind(key, label, {**letters, "": letters["default"]})
    return KINDS[key]


def pattern_of(kind: str) -> NumberPattern:
    """The company's pattern, or the country's usual one. Raises LookupError for an unknown kind."""
    found = NumberPattern.objects.filter(kind=kind).first()
    return found or usual(kind)


def usual(kind: str) -> NumberPattern:
    """What a kind begins with: BG-2026-0001 in Vietnam, QT-2569-0001 in Thailand. Not stored."""
    if kind not in KINDS:
        raise LookupError(f"there is no number kind {kind!r}")
    letters, country = KINDS[kind].letters, workspace().country
    year = "{byear}" if country == "TH" else "{year}"
    text = f"{letters.get(country, letters[''])}-{year}-{{number:4}}"
    return NumberPattern(kind=kind, pattern=text, reset=NumberPattern.Reset.YEAR)


def written(pattern: str, number: int, day: date) -> str:
    """The pattern filled in: {year} 2026, {yy} 26, {byear} 2569, {month} 11, {number:4} 0042."""
    told: dict[str, Callable[[], str]] = {
        "year": lambda: f"{day.year}",
        "yy": lambda: f"{day.year % 100:02d}",
        "byear": lambda: f"{day.year + BUDDHIST}",
        "month": lambda: f"{day.month:02d}",
    }

    def filled(found: re.Match[str]) -> str:
        width = int(found[2] or 1)
        return told[found[1]]() if found[1] in told else f"{number:0{width}d}"

    return _TOKEN.sub(filled, pattern)


def problem_of(kind: str, pattern: str, reset: str) -> str:
    """Why numbers of a kind cannot be written like this, in words for a person; empty where they can."""
    return _misread(pattern) or _uncounted(pattern, reset) or _unmatched(kind, pattern)


def _misread(pattern: str) -> str:
    rest = _TOKEN.sub("", pattern)
    if not pattern.strip() or len(pattern) > LONGEST:
        return _("A pattern has 1 to %d letters.") % LONGEST
    if "{" in rest or "}" in rest:
        return _("Only {year}, {yy}, {byear}, {month} and {number:4} are filled in.")
    if not re.fullmatch(r"[\w./\- ]*", rest):
        return _("Letters, digits, blanks and . / - _ may stand in a pattern.")
    if sum(one[1].startswith("number") for one in _TOKEN.finditer(pattern)) != 1:
        return _("{number} stands in a pattern once.")
    return ""


def _uncounted(pattern: str, reset: str) -> str:
    year = any(token in pattern for token in _YEARS)
    if reset != NumberPattern.Reset.NEVER and not year:
        return _("Numbers that begin again need the year, or they would come twice.")
    if reset == NumberPattern.Reset.MONTH and "{month}" not in pattern:
        return _("Numbers that begin again every month need the month, or they would come twice.")
    return ""


def _unmatched(kind: str, pattern: str) -> str:
    """Orders are found by their number in what the bank tells of a transfer."""
    if kind != "order" or len(checked(written(pattern, 1, date(2026, 1, 1)))) >= SHORTEST:
        return ""
    return _(
        "At least %d letters and digits, or transfers of others would be taken for payments of orders."
    ) % (SHORTEST - CHECKS)


def period_of(reset: str, day: date) -> str:
    """The period that a day's numbers are counted in."""
    forms = {"year": f"{day:%Y}", "month": f"{day:%Y-%m}"}
    return forms.get(reset, "")


def example(kind: str, pattern: str, reset: str, day: date) -> str:
    """What the next number would look like; nothing is given out."""
    rows = NumberCounter.objects.filter(kind=kind, period=period_of(reset, day))
    last = rows.values_list("last", flat=True).first() or 0
    return written(pattern, last + 1, day)
