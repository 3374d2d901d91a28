"""What one currency is worth in another on a day: as somebody has said, never guessed."""

import time
from bisect import bisect_right
from datetime import date
from decimal import Decimal

from quen.kit.models import Rate
from quen.kit.money import Money

_FRESH_SECONDS = 5
_Told = list[tuple[date, Decimal]]
_kept: dict[tuple[str, str], tuple[float, _Told]] = {}


def rate_on(currency: str, base: str, day: date) -> Decimal | None:
    """What one unit of `currency` costs in `base`: the latest rate of that day or before, None without one."""
    if currency == base:
        return Decimal(1)
    told = _rates(currency, base)
    at = bisect_right(told, day, key=lambda one: one[0])
    return told[at - 1][1] if at else None


def changes_of(base: str, first: date, last: date) -> list[date]:
    """The days after the first, up to the last, on which the rate of any currency in `base` changes."""
    rows = Rate.objects.filter(base=base, day__gt=first, day__lte=last)
    return list(rows.order_by("day").values_list("day", flat=True).distinct())


def convert(money: Money, base: str, day: date) -> Money | None:
    """The amount in `base` at the day's rate, rounded as its currency is; None without a rate."""
    rate = rate_on(money.currency, base, day)
    return None if rate is None else Money(money.amount * rate, base).rounded()


def forget_rates() -> None:
    """Read anew (after a change, and between tests)."""
    _kept.clear()


def _rates(currency: str, base: str) -> _Told:
    """All rates of a pair, by day; looked up again after a few seconds."""
    asked = (currency, base)
    kept = _kept.get(asked)
    if kept is None or kept[0] < time.monotonic():
        rows = Rate.objects.filter(currency=currency, base=base).order_by("day")
        kept = (time.monotonic() + _FRESH_SECONDS, list(rows.values_list("day", "rate")))
        _kept[asked] = kept
    return kept[1]
