"""Whoever writes on SQLite waits for their turn, in order, and no longer than they have patience."""

import threading
import time

import pytest
from django.db import OperationalError, connection

from quen.kit.sqlite.base import DatabaseWrapper


@pytest.fixture
def connected(tmp_path, django_db_blocker):
    """Connections to one file, which is no database of the tests."""
    made, name = [], tmp_path / "turns.sqlite3"

    def connect(patience: float = 20.0) -> DatabaseWrapper:
        options = {"timeout": patience, "transaction_mode": "IMMEDIATE"}
        facts = {**connection.settings_dict, "NAME": name, "OPTIONS": options}
        made.append(DatabaseWrapper(facts, alias=f"turn-{len(made)}"))
        made[-1].inc_thread_sharing()
        made[-1].ensure_connection()
        return made[-1]

    with django_db_blocker.unblock():
        yield connect
        for one in made:
            one.close()


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_who_came_first_writes_first_and_soon_after_the_turn_is_theirs(connected):
    writer, waiting = connected(), [connected() for _n in range(3)]
    begin(writer)
    done: list[tuple[int, float]] = []

    def work(number: int) -> None:
        begin(waiting[number])
        done.append((number, time.monotonic()))
        waiting[number].rollback()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    assert done == []
    ended = time.monotonic()
    writer.rollback()
    for thread in threads:
        thread.join()
    assert [number for number, _at in done] == [0, 1, 2]
    assert done[-1][1] - ended < 1


def test_nobody_waits_longer_than_they_have_patience_and_then_may_try_again(connected):
    writer, other = connected(), connected(patience=0.2)
    begin(writer)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    writer.rollback()
    other.set_autocommit(True)
    begin(other)


def test_a_write_of_its_own_waits_too_and_nobody_waits_inside_sqlite(connected):
    writer, other = connected(), connected()
    begin(writer)
    threading.Timer(0.2, writer.rollback).start()
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE waited (n integer)")
        cursor.executemany("INSERT INTO waited VALUES (%s)", [(n,) for n in range(3)])
        cursor.execute("SELECT COUNT(*) FROM waited")
        assert cursor.fetchone() == (3,)
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (0,)


def test_whoever_writes_may_close_what_one_who_waits_has_forgotten(connected):
    """As the garbage collector does, in whichever thread it happens to run."""
    writer, other = connected(), connected(patience=3)
    forgotten = other.cursor()
    forgotten.execute("SELECT 1 UNION SELECT 2")
    begin(writer)
    waits = threading.Thread(
        target=lambda: other.cursor().execute("CREATE TABLE waited (n integer)")
    )
    waits.start()
    time.sleep(0.2)
    started = time.monotonic()
    forgotten.close()
    took = time.monotonic() - started
    writer.rollback()
    waits.join()
    assert took < 0.5


def test_an_error_that_is_no_lock_is_told_at_once(connected):
    one = connected()
    begin(one)
    with pytest.raises(OperationalError, match="within a transaction"):
        one._start_transaction_under_autocommit()
