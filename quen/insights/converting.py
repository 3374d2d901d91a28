"""Amounts of several currencies as one: each at the rate of its day, or left in its own where there is none."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from quen.insights.heaps import Entry, Sum
from quen.kit.rates import rate_on
from quen.kit.workspace import today


def in_base(entries: Iterable[Entry], base: str) -> Iterable[Entry]:
    """Entries in the currency `base`, not rounded; as they are where that is "".

    What stands now has no day of its own and takes today's rate.
    """
    return _converted(entries, base) if base else entries


def _converted(entries: Iterable[Entry], base: str) -> Iterator[Entry]:
    known: dict[tuple[str, Any], Decimal | None] = {}
    for at, owner, team, currency, cell, one in entries:
        if (currency, at) not in known:
            known[currency, at] = rate_on(currency, base, _day(at))
        rate = known[currency, at]
        if rate is None or currency == base:
            yield at, owner, team, currency, cell, one
        else:
            worth = Sum(one.count, one.cents * rate, one.spread)
            yield at, owner, team, base, cell, worth


def _day(at: Any) -> date:
    """The day of a slot: a day, an hour of one, or now."""
    if isinstance(at, date):
        return at
    return date.fromisoformat(at[:10]) if at else today()
