"""Long work gives way between its writes."""

import time

import pytest
from django.db import connection, transaction

from quen.kit import calm

WORK = 0.05
RESTED = 2.9 * WORK  # the work, and twice as long a rest; a busy machine alone is rarely as slow


@pytest.fixture
def usual_rests(monkeypatch):
    monkeypatch.setattr(calm, "LONG", 0.01)


def seconds_of(block) -> float:
    began = time.monotonic()
    block()
    return time.monotonic() - began


def work() -> None:
    with calm.calm():
        time.sleep(WORK)


@pytest.mark.django_db(transaction=True)
def test_whoever_wrote_long_rests_where_one_writes_at_a_time(usual_rests):
    rested = seconds_of(work) > RESTED
    assert rested == (connection.vendor == "sqlite")


@pytest.mark.django_db(transaction=True)
def test_nobody_rests_within_a_transaction_that_others_wait_for(usual_rests):
    with transaction.atomic():
        assert seconds_of(work) < RESTED


def test_steps_are_taken_until_one_finds_nothing(db):
    left = [3, 2, 1]
    calm.calmly(lambda: left.pop() if left else 0)
    assert left == []
