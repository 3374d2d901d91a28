"""Costs from a file: one line each, with the month, the kind, the amount, and at will currency and channel."""

import csv
import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from quen.insights.actions.costs import MOST, Spent
from quen.insights.models import Cost
from quen.kit.amounts import parse_amount
from quen.kit.refused import Refused
from quen.kit.workspace import workspace

HEADS = ("month", "kind", "amount", "currency", "channel")
LARGEST = 1_000_000  # bytes
_MONTHS = (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})"), re.compile(r"(?P<m>\d{1,2})/(?P<y>\d{4})"))


def read_costs(content: bytes, language: str) -> list[Spent]:
    """The lines of a CSV file whose first one names the columns. Raises Refused with the line that is wrong."""
    try:
        text = content[:LARGEST].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_("The file must be a CSV in UTF-8.")) from error
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    rows = csv.DictReader(text.splitlines(), delimiter=sign)
    heads = [str(head).strip().lower() for head in rows.fieldnames or ()]
    if missing := {"month", "kind", "amount"} - set(heads):
        raise Refused(_("The file lacks the columns: %s.") % ", ".join(sorted(missing)))
    rows.fieldnames = heads
    found = []
    for number, row in enumerate(rows, 2):
        if number > MOST + 1:
            raise Refused(_("Enter at most %d costs at once.") % MOST)
        found.append(_read(row, number, language))
    return found


def _read(row: Mapping[str, str | None], number: int, language: str) -> Spent:
    told = {key: (row.get(key) or "").strip() for key in HEADS}
    try:
        return read_cost(told, language)
    except ValueError as error:
        raise Refused(_("Line %(n)d: %(why)s") % {"n": number, "why": error}) from error


def read_cost(told: Mapping[str, str], language: str) -> Spent:
    """A cost as it was typed. Raises ValueError in words for a person."""
    kind = told["kind"].lower()
    if kind not in Cost.Kind.values:
        raise ValueError(_("A cost is one of marketing and sales."))
    currency = told.get("currency", "").upper() or workspace().currency
    amount = parse_amount(told["amount"], language, currency)
    return Spent(
        read_month(told["month"]), kind, amount.amount, amount.currency, told.get("channel", "")
    )


def read_month(text: str) -> date:
    """The first day of a month as people write it: 2026-11 or 11/2026. Raises ValueError."""
    for way in _MONTHS:
        found = way.fullmatch(text.strip())
        if found and 1 <= int(found["m"]) <= 12 and 1990 <= int(found["y"]) <= 2199:
            return date(int(found["y"]), int(found["m"]), 1)
    raise ValueError(_("Write the month as 2026-11 or 11/2026."))
