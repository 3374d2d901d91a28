"""Taking a figure: medians of wall and CPU time, the database's own processes included."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

RUNS = 9


@dataclass(frozen=True)
class Cost:
    """Medians in milliseconds."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Line:
    """One row of the table. `value` and `raw` are in `unit`; the gate is on their ratio or on the value.

    `most` (at most) or `least` (at least) is the gate; `by` says what it is held against: "ratio",
    "value", "over" (value minus raw). `key` names the same thing at both sizes.
    """

    key: str
    what: str
    unit: str
    value: float
    raw: float | None = None
    by: str = "value"
    most: float | None = None
    least: float | None = None
    wall: float | None = None
    note: str = ""

    @property
    def held(self) -> float:
        """What the gate is held against."""
        if self.by == "ratio":
            return self.value / self.raw if self.raw else 0.0
        return self.value - (self.raw or 0) if self.by == "over" else self.value

    @property
    def passes(self) -> bool | None:
        """Whether the gate is kept; None where there is none."""
        if self.most is None and self.least is None:
            return None
        return (self.most is None or self.held <= self.most) and (
            self.least is None or self.held >= self.least
        )

    def facts(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"held": round(self.held, 3), "passes": self.passes}


def cost(ask: Callable[[], Any], runs: int = RUNS) -> Cost:
    """What one call costs, warm: medians over `runs`."""
    ask()
    ask()
    cpus, walls = [], []
    for _ in range(runs):
        cpu, wall = cpu_now(), time.perf_counter()
        ask()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((cpu_now() - cpu) * 1000)
    return Cost(round(statistics.median(cpus), 2), round(statistics.median(walls), 2))


def cpu_now() -> float:
    """CPU seconds of this process and of the database's processes that serve it."""
    return time.process_time() + sum(map(_ran, _backends()))


_known: list[int] = []


def _backends() -> list[int]:
    if connection.vendor != "postgresql":
        return []
    if not _known:
        with connection.cursor() as cursor:
            # Not those that sweep tables: they come and go with their own time.
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend'"
            )
            _known.extend(pid for (pid,) in cursor.fetchall())
    return _known


def _ran(pid: int) -> float:
    """Seconds that a process has run, from the scheduler (nanoseconds; Linux)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def queries(ask: Callable[[], Any]) -> int:
    """How many statements one call sends; beginning, ending and limiting a transaction asks nothing."""
    with CaptureQueriesContext(connection) as told:
        ask()
    return sum(not one["sql"].startswith(("BEGIN", "COMMIT", "SET ")) for one in told)
