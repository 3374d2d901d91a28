"""What the company's own past says of open deals: of those as long in the same stage, how many were won in time.

The chance to be won within h days, a days after a stage was entered, is the share of closed deals that
stood in that stage longer than a days and were won at most a + h days after they had entered it.
"""

import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quen.sales.models import Deal, Stay

FEWEST = 50  # closed deals, below which nothing is said
SAMPLE = 5_000  # the newest closed deals
ALIKE = 10  # stays that a share is taken of, else that of the whole stage
AGES = (0, 8, 15, 31, 61, 91, 181, 366)
_TESTED = 5  # the newest fifth tests what the others teach
_WITHIN = 30
FRESH_SECONDS = 600
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Passed:
    """A stay of a closed deal: days in the stage, days until the deal was closed, and whether won."""

    stage_id: int
    lasted: float
    until_closed: float
    won: bool


@dataclass
class Past:
    """Stays of closed deals, and the chances that follow from them."""

    deals: int
    stays: dict[int, list[Passed]]
    kept: dict[tuple[int, int, int], float] = field(default_factory=dict)

    def chance(self, stage_id: int, age: int, within: int) -> float | None:
        """From 0 to 1; None for a stage that no closed deal has stood in."""
        if stage_id not in self.stays or within < 0:
            return None if stage_id not in self.stays else 0.0
        since = AGES[bisect_right(AGES, max(age, 0)) - 1]
        asked = stage_id, since, within
        if asked not in self.kept:
            self.kept[asked] = self._share(stage_id, since, within)
        return self.kept[asked]

    def _share(self, stage_id: int, since: int, within: int) -> float:
        alike = [one for one in self.stays[stage_id] if one.lasted >= since]
        if len(alike) < ALIKE:
            alike, since = self.stays[stage_id], 0
        won = sum(1 for one in alike if one.won and one.until_closed <= since + within)
        return won / len(alike)


@dataclass(frozen=True)
class Tested:
    """What the older deals foresee of the newest: wins within thirty days of entering a stage, and how many
    there really were, among so many stays."""

    stays: int
    foreseen: float
    real: int


_kept: dict[str, tuple[float, tuple[Past, Tested]]] = {}


def past() -> tuple[Past, Tested] | None:
    """What the newest closed deals teach, with its test; None under 50 closed deals. Learned anew after ten
    minutes, for it reads thousands of stays."""
    learned = _kept.get("it")
    if learned and time.monotonic() < learned[0]:
        return learned[1]
    told = _learned()
    if told:
        _kept["it"] = time.monotonic() + FRESH_SECONDS, told
    return told


def forget_past() -> None:
    """Learn anew next time (between tests)."""
    _kept.clear()


def _learned() -> tuple[Past, Tested] | None:
    closed = _closed()
    if len(closed) < FEWEST:
        return None
    stays = _stays(closed)
    newest = {pk for pk, _at, _won in closed[: len(closed) // _TESTED]}
    older = _past(len(closed) - len(newest), (s for pk, s in stays if pk not in newest))
    return _past(len(closed), (s for _pk, s in stays)), _tested(older, stays, newest)


def closed_count() -> int:
    """How many closed deals there are, as far as it matters."""
    return len(_closed())


def _closed() -> list[tuple[int, datetime, bool]]:
    """The newest closed deals, the latest first; each state by its own index."""
    found: list[tuple[int, datetime, bool]] = []
    for state in (Deal.State.WON, Deal.State.LOST):
        rows: Any = Deal.objects.filter(state=state, deleted_at=None).order_by("-closed_at", "-pk")
        newest = rows.values_list("pk", "closed_at")[:SAMPLE]
        found += [(pk, at, state == Deal.State.WON) for pk, at in newest]
    return sorted(found, key=lambda row: (row[1], row[0]), reverse=True)[:SAMPLE]


def _stays(closed: Sequence[tuple[int, datetime, bool]]) -> list[tuple[int, Passed]]:
    ends = {pk: (at, won) for pk, at, won in closed}
    rows = Stay.objects.filter(deal__in=list(ends), stage__kind="open").order_by()
    found = []
    for pk, stage, entered, left in rows.values_list(
        "deal_id", "stage_id", "entered_at", "left_at"
    ):
        at, won = ends[pk]
        lasted, until = ((left or at) - entered) / _DAY, (at - entered) / _DAY
        found.append((pk, Passed(stage, lasted, until, won)))
    return found


def _past(deals: int, stays: Iterable[Passed]) -> Past:
    by_stage: dict[int, list[Passed]] = defaultdict(list)
    for one in stays:
        by_stage[one.stage_id].append(one)
    return Past(deals, dict(by_stage))


def _tested(older: Past, stays: Sequence[tuple[int, Passed]], newest: set[int]) -> Tested:
    judged = [(one, older.chance(one.stage_id, 0, _WITHIN)) for pk, one in stays if pk in newest]
    known = [(one, chance) for one, chance in judged if chance is not None]
    real = sum(1 for one, _chance in known if one.won and one.until_closed <= _WITHIN)
    return Tested(len(known), sum(chance for _one, chance in known), real)


def expected(
    known: Past, open_deals: Iterable[tuple[int, int, Decimal]], horizons: Sequence[int]
) -> tuple[list[Decimal], Decimal]:
    """What open deals (stage, days in it, amount) should bring by each horizon since the one before; and the
    amount that stands in stages without a past."""
    told, unknown = [Decimal(0)] * len(horizons), Decimal(0)
    for stage_id, age, amount in open_deals:
        if stage_id not in known.stays:
            unknown += amount
            continue
        before = 0.0
        for n, within in enumerate(horizons):
            chance = known.chance(stage_id, age, within) or 0.0
            told[n] += amount * Decimal(str(round(max(chance - before, 0.0), 6)))
            before = max(chance, before)
    return told, unknown
