"""The process tree, tried on real processes (slow: each start loads Django anew, 1 to 2 s)."""

import os
import signal
import socket

import pytest

from tests.config.conftest import alive, wait_for

pytestmark = pytest.mark.slow


def half_a_request(port):
    """A request whose body never comes: it is under way until somebody ends it."""
    caller = socket.create_connection(("127.0.0.1", port), timeout=5)
    caller.sendall(
        b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc"
    )
    return caller


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_five_seconds_even_with_a_request_under_way(serve, data, number):
    served = serve(data).ready()
    children = served.children()
    with half_a_request(served.port):
        assert served.stop(number) < 5
    assert served.process.returncode == 0
    assert len(children) == 3  # web, what follows people, long jobs
    assert not any(alive(pid) for pid in children)
    assert "Traceback" not in served.said.read_text()


def test_whoever_of_the_tree_is_killed_is_started_again_and_all_end_with_their_parent(serve, data):
    served = serve(data).ready()
    wait_for(lambda: served.workers() & served.children(), 10)
    worker = (served.workers() & served.children()).pop()
    web = (served.children() - served.workers()).pop()
    for pid in (worker, web):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: (served.workers() & served.children()) - {worker}, 10)
    served.ready()  # on the same port
    assert served.process.poll() is None

    children = served.children()
    assert not children & {worker, web}
    served.stop(signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in children), 6)
