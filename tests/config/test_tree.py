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
    assert len(children) == 2
    assert not any(alive(pid) for pid in children)
    assert "Traceback" not in served.said.read_text()


def test_a_killed_worker_is_started_again(serve, data):
    served = serve(data).ready()
    wait_for(lambda: served.workers() & served.children(), 10)
    first = (served.workers() & served.children()).pop()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: (served.workers() & served.children()) - {first}, 10)
    assert served.health() == 200


def test_a_killed_web_process_is_started_again_on_the_same_port(serve, data):
    served = serve(data).ready()
    wait_for(lambda: served.workers() & served.children(), 10)
    for pid in served.children() - served.workers():
        os.kill(pid, signal.SIGKILL)
    served.ready()
    assert served.process.poll() is None


def test_children_end_when_their_parent_is_killed(serve, data):
    served = serve(data).ready()
    children = served.children()
    served.stop(signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in children), 6)
    assert not [pid for pid in children if alive(pid)]
