"""How many questions the database is asked, once what is kept in memory for seconds is there."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Beginning, ending and limiting a transaction asks nothing.
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK", "SET ")


def questions(ask: Callable[[], Any]) -> int:
    """The least of three times: what is kept may run out in one of them."""
    told = []
    for _try in range(3):
        with CaptureQueriesContext(connection) as asked:
            ask()
        told.append(sum(not one["sql"].startswith(CONTROL) for one in asked))
    return min(told)
