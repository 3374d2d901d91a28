"""Long work that writes again and again rests in between: SQLite lets one write at a time, and whoever waits
looks only every tenth of a second whether it is their turn, so that without a rest they would never get it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

LONG, LONGEST = 0.01, 0.25  # seconds of writing after which it rests; the longest rest


@contextmanager
def calm() -> Iterator[None]:
    """Rest after the block for twice as long as it took, a quarter of a second at most; PostgreSQL needs no rest,
    nor does a block that is a part of a transaction that goes on."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took > LONG and connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(2 * took, LONGEST))


def calmly(step: Callable[[], int]) -> None:
    """Take a step until one finds nothing, calmly."""
    found = 1
    while found:
        with calm():
            found = step()
