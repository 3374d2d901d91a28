"""Counts, sums and spreads that can be added to each other, and so asked for any period and anybody.

A spread is a histogram of whole days. Up to 63 days each day has its own bin; above, a bin keeps the six
leading binary digits, as HdrHistogram does, so that a day read from it is at most 1/64 (1.6 %) off.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_EXACT = 6  # binary digits that a bin keeps

# The values of a source's own dimensions, in their order; "" is none.
Cell = tuple[str, ...]


@dataclass(slots=True)
class Sum:
    """So many records, worth so many hundredths of their currency, spread over so many days.

    Hundredths are whole until they are converted to another currency.
    """

    count: int = 0
    cents: int | Decimal = 0
    spread: dict[int, int] = field(default_factory=dict)

    def add(self, other: "Sum") -> None:
        """Take another one in."""
        self.count += other.count
        self.cents += other.cents
        for first, count in other.spread.items():
            self.spread[first] = self.spread.get(first, 0) + count

    def take(self, other: "Sum") -> None:
        """Take another one out, which was added before."""
        self.add(Sum(-other.count, -other.cents, {n: -c for n, c in other.spread.items()}))
        self.spread = {first: count for first, count in self.spread.items() if count}

    @property
    def is_nothing(self) -> bool:
        """Whether it says nothing."""
        return not (self.count or self.cents or self.spread)


Heap = dict[Cell, Sum]
# slot of time, owner, team, currency, values of the source's own dimensions, what they add up to
Entry = tuple[Any, int, int, str, Cell, Sum]


def bin_of(days: int) -> int:
    """The first day of the bin that a number of days falls into."""
    wide = max(max(days, 0).bit_length() - _EXACT, 0)
    return max(days, 0) >> wide << wide


def middle_of(first: int) -> int:
    """The day that a bin stands for: its middle."""
    wide = max(first.bit_length() - _EXACT, 0)
    return first + ((1 << wide) - 1) // 2


def quantile(spread: Mapping[int, int], share: float) -> int | None:
    """The day by which this share of the records was done (nearest rank); None where there are none."""
    rank, passed = share * sum(spread.values()), 0
    for first in sorted(spread):
        passed += spread[first]
        if passed >= rank:
            return middle_of(first)
    return None


def merge(into: Heap, other: Mapping[Cell, Sum]) -> None:
    """Add each cell of another heap."""
    for cell, added in other.items():
        into.setdefault(cell, Sum()).add(added)


def part(out_of: Heap, other: Mapping[Cell, Sum]) -> None:
    """Take each cell of another heap out, which was merged before."""
    for cell, taken in other.items():
        out_of.setdefault(cell, Sum()).take(taken)


def merged(heaps: Iterable[Mapping[Cell, Sum]]) -> Heap:
    """All of them in one."""
    whole: Heap = {}
    for heap in heaps:
        merge(whole, heap)
    return whole


def whole_of(heap: Mapping[Cell, Sum]) -> Sum:
    """All cells in one."""
    total = Sum()
    for one in heap.values():
        total.add(one)
    return total


def packed(heap: Mapping[Cell, Sum]) -> str:
    """A heap as text, in one order, so that equal heaps are equal texts."""
    return json.dumps(
        [
            [*cell, one.count, one.cents, {str(n): one.spread[n] for n in sorted(one.spread)}]
            for cell, one in sorted(heap.items())
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpacked(text: str) -> Heap:
    """What `packed` was given."""
    rows: list[list[Any]] = json.loads(text)
    return {
        tuple(row[:-3]): Sum(row[-3], row[-2], {int(n): c for n, c in row[-1].items()})
        for row in rows
    }
