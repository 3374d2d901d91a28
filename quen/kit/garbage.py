"""Python's search for reference cycles, put off while very many plain objects come and go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Python's own 700 makes it look through everything that is alive many times for one batch.
_SELDOM = (20_000, 20, 20)


@contextmanager
def seldom_searched() -> Iterator[None]:
    """Search for cycles less often inside the block: an import gains a fifth."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
