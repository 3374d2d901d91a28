"""Killed workers, writers at once: nothing is lost, nothing happens twice, no error reaches anybody."""

import json
import os
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests import warm

# FAULTS=10000 KILLS=9 is the long run of docs/performance.md.
JOBS = DELIVERIES = int(os.environ.get("FAULTS", "600")) // 2
KILLS = int(os.environ.get("KILLS", "2"))


def run(*words: object, data: Path) -> str:
    done = warm.run("tests.faulting", *map(str, words), env=environment(data))
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QUEN_", "DATABASE_URL"))}
    return {**kept, "QUEN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "quen.config.settings"}


@pytest.mark.slow
def test_workers_killed_in_the_middle_lose_no_job_or_delivery_and_do_none_twice(tmp_path):
    """Real processes are killed, hence some seconds."""
    run("plan", JOBS, DELIVERIES, data=tmp_path)
    ends = time.monotonic() + 100
    for _kill in range(KILLS):
        worker = start_worker(tmp_path)
        worker.join(1.1)
        worker.kill()
        worker.join()
    worker = start_worker(tmp_path)
    counts = ["0"]
    while time.monotonic() < ends:
        counts = run("count", data=tmp_path).split()
        if counts[2] == "0":
            break
        time.sleep(0.5)
    worker.terminate()
    worker.join()
    counts = run("count", data=tmp_path).split()
    every = str(JOBS + DELIVERIES)
    assert counts == [every, every, "0", "0"]


def start_worker(data: Path) -> BaseProcess:
    return warm.start("tests.faulting", "work", env=environment(data))


@pytest.mark.slow
def test_eight_writers_and_eight_readers_meet_no_error(tmp_path):
    """Threads on a database file, writing at once for two seconds."""
    told = run("crowd", 2, data=tmp_path)
    facts = json.loads(told.splitlines()[-1])
    assert facts["errors"] == []
    assert facts["written"] > 8
    assert facts["contacts"] == facts["written"] + 1
    assert facts["version"] == facts["written"] + 1


@pytest.mark.slow
def test_a_long_job_keeps_its_lease_and_holds_nobody_up(tmp_path):
    """A worker with its threads for two seconds."""
    told = run("lanes", data=tmp_path)
    assert json.loads(told.splitlines()[-1]) == [["tests.faults.last"], 0, True, 1]
