"""Failures of the command line and its processes, told in one sentence instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from quen.config import env
from quen.kit.cli import Failed, complain

# How SQLite and PostgreSQL say that a table or column is not there yet.
UNMADE = ("no such table", "no such column", "does not exist\nLINE")


@contextmanager
def told() -> Iterator[None]:
    """Turn what a person can mend into a sentence and exit code 1; a fault of ours keeps its traceback."""
    try:
        yield
    except Exception as failure:
        words = sentence(failure)
        if not words:
            raise
        complain(words)
        raise SystemExit(1) from failure


def sentence(failure: Exception) -> str:
    """What to tell the person; empty where the fault is ours."""
    # Loaded only now, or every `--help` would wait for Django.
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error as DatabaseFailure

    from quen.kit.refused import Refused

    if isinstance(failure, Failed | env.BadEnvironment | Refused):
        return str(failure)
    if isinstance(failure, DatabaseFailure) and any(sign in str(failure) for sign in UNMADE):
        return "This database is new or older than this version. Run `quen migrate` first."
    if isinstance(failure, DatabaseFailure):
        return f"The database does not answer: {one_line(failure)}. See DATABASE_URL and QUEN_DATA."
    if isinstance(failure, ImproperlyConfigured | OSError):
        return f"{one_line(failure)}."
    return ""


def one_line(failure: Exception) -> str:
    """The failure in one line, without a full stop."""
    lines = str(failure).strip().splitlines() or [type(failure).__name__]
    return lines[0].rstrip(".")
