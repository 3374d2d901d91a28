"""Records by what they are made of: which part of a deal's amount is which product's."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from quen.insights.sources import Lines

# The hundredths of each value among one record's lines.
Portions = dict[str, int]


def cents(amount: Decimal) -> int:
    """An amount in hundredths, as columns of money keep two decimals."""
    return int(amount.scaleb(2))


def portions_of(lines: Lines, rows: QuerySet[Any], currency: str) -> dict[int, Portions]:
    """What the lines of each record add up to, by their value; `currency` is the records' column."""
    found: dict[int, Portions] = defaultdict(dict)
    columns = (f"{lines.path}__{column}" for column in lines.columns)
    named = rows.filter(**{f"{lines.path}__isnull": False})
    read = named.values_list("pk", currency, f"{lines.path}__pk", *columns)
    for pk, money, _line, value, *facts in read.iterator(5_000):
        told, portions = "" if value is None else str(value), found[pk]
        portions[told] = portions.get(told, 0) + cents(lines.worth(facts, money))
    return {pk: _together(one) for pk, one in found.items()} if lines.together else found


def _together(portions: Portions) -> Portions:
    """All values as one: each once, parted by spaces, in one order."""
    return {" ".join(sorted(portions)): sum(portions.values())}


def shares_of(portions: Mapping[str, int], worth: int) -> dict[str, tuple[int, int]]:
    """For each value how often its record counts, and how much of its worth: all told exactly the worth.

    Without any line the record stands under no value; so does what lines do not account for, without
    being counted twice.
    """
    if not portions:
        return {"": (1, worth)}
    found = {value: (1, part) for value, part in portions.items()}
    if rest := worth - sum(portions.values()):
        count, part = found.get("", (0, 0))
        found[""] = (count, part + rest)
    return found
