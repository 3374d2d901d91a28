"""A killed worker and a crowd of them: each due dashboard leaves as one mail, none is left out."""

import signal
import time
from pathlib import Path

import pytest

from tests import warm
from tests.test_faults import environment

PEOPLE = 6


def post(*words: object, data: Path) -> list[str]:
    done = warm.run("tests.insights.posting", *map(str, words), env=environment(data))
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.slow
def test_a_worker_killed_before_its_mail_is_stored_and_two_beside_each_other_send_each_once(
    tmp_path,
):
    """Real processes on a database file, hence some seconds."""
    post("plan", PEOPLE, data=tmp_path)
    assert post("count", data=tmp_path) == ["0", str(PEOPLE), str(2 * PEOPLE)]
    dying = warm.start("tests.insights.posting", "work", "1", env=environment(tmp_path))
    dying.join(30)
    assert dying.exitcode == -signal.SIGKILL
    assert post("count", data=tmp_path)[:2] == ["0", str(PEOPLE)]
    pair = [
        warm.start("tests.insights.posting", "work", "0", env=environment(tmp_path))
        for _worker in range(2)
    ]
    ends, counts = time.monotonic() + 60, [""]
    while time.monotonic() < ends and counts[-1] != "0":
        time.sleep(0.5)
        counts = post("count", data=tmp_path)
    for one in pair:
        one.terminate()
        one.join()
    assert counts == [str(PEOPLE), "0", "0"]
