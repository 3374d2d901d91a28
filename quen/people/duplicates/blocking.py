"""Blocking: of all pairs only those that share a key in one of several passes are compared.

A pass is a function from a prepared record to keys. Keys that many records share say little: such a
block is sorted by name and each record is paired with its neighbours only (the sorted neighbourhood
of Hernandez and Stolfo, 1995).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Prepared = Sequence[Any]
Keys = Callable[[Prepared], Iterable[str]]
# Few records afford whole blocks; of many, 100,000 must be through in two minutes.
LARGEST, SMALLEST, ROOM = 40, 6, 400_000


@dataclass(frozen=True)
class Pass:
    """`uses` are the fields whose agreement is what brings a pair into the pass."""

    name: str
    keys: Keys
    uses: frozenset[int]


def blocks(records: Sequence[Prepared], one: Pass) -> dict[str, list[int]]:
    """Positions of records by key, for keys that at least two share."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        for key in set(one.keys(record)):
            found[key].append(at)
    return {key: held for key, held in found.items() if len(held) > 1}


def pairs(
    records: Sequence[Prepared], one: Pass, sort: Callable[[Prepared], str]
) -> Iterator[tuple[int, int]]:
    """Pairs of positions of this pass, the lower first; a pair may come more than once."""
    most = max(SMALLEST, min(LARGEST, ROOM // len(records)))
    for held in blocks(records, one).values():
        if len(held) <= most:
            for n, at in enumerate(held):
                for other in held[n + 1 :]:
                    yield at, other
        else:
            yield from _neighbours(records, held, sort, max(most // 8, 1))


def _neighbours(
    records: Sequence[Prepared], held: list[int], sort: Callable[[Prepared], str], reach: int
) -> Iterator[tuple[int, int]]:
    ordered = sorted(held, key=lambda at: sort(records[at]))
    for n, at in enumerate(ordered):
        for other in ordered[n + 1 : n + 1 + reach]:
            yield (at, other) if at < other else (other, at)
