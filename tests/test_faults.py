"""Killed workers, writers at once: nothing is lost, nothing happens twice, no error reaches anybody."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# FAULTS=10000 KILLS=9 is the long run of docs/performance.md.
JOBS = DELIVERIES = int(os.environ.get("FAULTS", "1000")) // 2
KILLS = int(os.environ.get("KILLS", "3"))

PREPARE = "import django; django.setup()\nfrom tests.faults import plan\nplan({jobs}, {deliveries})"
WORK = """
import django, threading; django.setup()
from datetime import timedelta
from quen.kit import leases, worker
import tests.faults
leases.LEASE = timedelta(seconds=1)
leases.claim.__kwdefaults__["lease"] = timedelta(seconds=1)
worker.run(threading.Event())
"""
COUNT = """
import django; django.setup()
from quen.kit.models import Heartbeat, Job
from quen.timeline.models import Delivery
names = list(Heartbeat.objects.filter(name__startswith="effect").values_list("name", flat=True))
left = Job.objects.filter(task__endswith="beat", done_at=None).count()
left += Delivery.objects.filter(reader="tests.hearing", done_at=None).count()
stuck = [model.objects.filter(stuck_at__isnull=False).count() for model in (Job, Delivery)]
print(len(names), len(set(names)), left, sum(stuck))
"""


def run(code: str, data: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def environment(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QUEN_", "DATABASE_URL"))}
    return {**kept, "QUEN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "quen.config.settings"}


@pytest.mark.slow
def test_workers_killed_in_the_middle_lose_no_job_or_delivery_and_do_none_twice(tmp_path):
    """Real processes are killed, hence some seconds."""
    run(PREPARE.format(jobs=JOBS, deliveries=DELIVERIES), tmp_path)
    ends = time.monotonic() + 100
    for _kill in range(KILLS):
        worker = start_worker(tmp_path)
        time.sleep(1.1)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    worker = start_worker(tmp_path)
    counts = ["0"]
    while time.monotonic() < ends:
        counts = run(COUNT, tmp_path).split()
        if counts[2] == "0":
            break
        time.sleep(0.5)
    os.kill(worker.pid, signal.SIGTERM)
    worker.wait()
    counts = run(COUNT, tmp_path).split()
    every = str(JOBS + DELIVERIES)
    assert counts == [every, every, "0", "0"]


def start_worker(data: Path) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=environment(data))


@pytest.mark.slow
def test_eight_writers_and_eight_readers_meet_no_error(tmp_path):
    """Threads on a database file, writing at once for two seconds."""
    told = run("import django; django.setup()\nfrom tests.faults import crowd\ncrowd(2)", tmp_path)
    facts = json.loads(told.splitlines()[-1])
    assert facts["errors"] == []
    assert facts["written"] > 8
    assert facts["contacts"] == facts["written"] + 1
    assert facts["version"] == facts["written"] + 1
