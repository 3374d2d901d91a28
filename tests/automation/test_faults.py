"""Workers are killed at random while flows run: every step is done, and none is done twice."""

import os
import random
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests import warm
from tests.automation.faults import STEPS_EACH
from tests.config.conftest import ON_POSTGRES, made  # noqa: F401 - a fixture

# FAULTS=1000 KILLS=20 is a long run.
RUNS = int(os.environ.get("FAULTS", "40"))
KILLS = int(os.environ.get("KILLS", "4"))
MODULE = "tests.automation.faulting"


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QUEN_", "DATABASE_URL"))}
    told = {"QUEN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "quen.config.settings"}
    return {**kept, **told, **more}


def run(*words: object, env: dict[str, str]) -> list[str]:
    done = warm.run(MODULE, *map(str, words), env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def killed(workers: int, env: dict[str, str]) -> list[str]:
    """Let so many workers run at once, kill each at random a few times, then let them finish; the count."""
    run("plan", RUNS, env=env)
    for _kill in range(KILLS // workers):
        at_work: list[BaseProcess] = [warm.start(MODULE, "work", env=env) for _n in range(workers)]
        for one in at_work:
            one.join(1.2 + random.random() / 2)
            one.kill()
            one.join()
    at_work = [warm.start(MODULE, "work", env=env) for _n in range(workers)]
    ends = time.monotonic() + 60
    while run("count", env=env)[4] != "0" and time.monotonic() < ends:
        time.sleep(0.5)
    for one in at_work:
        one.terminate()
        one.join()
    return run("count", env=env)


WHOLE = [str(RUNS * STEPS_EACH)] * 3


@pytest.mark.slow
def test_sr_46_workers_killed_in_the_middle_of_flows_leave_each_step_done_once(tmp_path):
    """Real processes are killed, hence some seconds."""
    assert killed(1, environment(tmp_path)) == [*WHOLE, "0", "0"]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRES, reason="needs the PostgreSQL run of the suite")
def test_two_workers_at_once_that_are_killed_do_each_step_once(tmp_path, made):  # noqa: F811
    """Real processes on a database of their own, hence some seconds."""
    url = made("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0")
    assert killed(2, environment(tmp_path, DATABASE_URL=url)) == [*WHOLE, "0", "0"]
