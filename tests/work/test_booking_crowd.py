"""Fifty people press at once: one gets the time, nobody gets an error, on both databases."""

import json

import pytest
import time_machine
from django.db import connection

from tests import warm
from tests.test_faults import environment
from tests.work.booking_stage import NOW
from tests.work.crowding import all_three

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("stages")]


@pytest.mark.slow
def test_of_fifty_at_once_one_gets_each_time_and_colleague(office, tmp_path):
    """Threads that wait for each other; SQLite in a process of its own with a database file."""
    told = in_a_file(tmp_path) if connection.vendor == "sqlite" else here(office)
    assert told["alone"] == {"got it": 1, "taken": 49}
    assert told["team"] == {"got it": 2, "taken": 48}
    assert told["across"] == {"got it": 1, "taken": 49}
    hours = [held.split("-")[0] for held in told["held"]]
    assert len(set(told["held"])) == len(told["held"]), "nobody has two meetings at once"
    assert hours.count("02") == 1
    assert [held for held in told["held"] if held[:2] == "03"] == ["03-A", "03-B"]
    assert hours.count("04") == 1
    assert told["contacts"] in (4, 5), "who was too slow is no customer"


def here(office) -> dict:
    with time_machine.travel(NOW, tick=True):
        return all_three(office.an, office.hanh)


def in_a_file(folder) -> dict:
    done = warm.run("tests.work.crowding", env=environment(folder))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
