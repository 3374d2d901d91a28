"""Markets that targets are set for: a property of customers, lent by the rooms that know what was sold to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from quen.accounts.rights import Words

LONGEST = 80  # letters of a market's name, as targets keep it


@dataclass(frozen=True)
class Market:
    """A way to part customers. `reached(user, measure key, first, last)` gives what of one of these
    `measures` was done on these days in each market, as far as the colleague sees it; money in the
    company's currency, without what has no rate."""

    key: str
    label: Words
    measures: tuple[str, ...]
    field: str
    reached: Callable[[Any, str, date, date], dict[str, Decimal]]


MARKETS: dict[str, Market] = {}


def market(key: str, **facts: Any) -> None:
    """Lend a market. Raises ValueError where the key is taken."""
    if key in MARKETS:
        raise ValueError(f"the market {key} exists already")
    MARKETS[key] = Market(key, **facts)


def markets_for(user: Any, measure_key: str) -> list[Market]:
    """Those that targets of a measure can be set for, as far as this colleague may read the property."""
    return [
        one
        for one in MARKETS.values()
        if measure_key in one.measures and user.may_read_field(one.field)
    ]
