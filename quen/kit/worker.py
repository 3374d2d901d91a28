"""The worker: the only background process. Runs every lent source of work, lane beside lane, and the clock."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from quen.kit import leases
from quen.kit.models import Heartbeat
from quen.kit.tasks import tick_clock

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.25
BEAT_SECONDS = 10
MAIN = "main"


LONG = "long"


def run(stop: threading.Event, wanted: Callable[[str], bool] = lambda lane: True) -> None:
    """Work in all lanes that are wanted until `stop` is set; what is under way then is finished first."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    first, *others = [lane for lane in lanes() if wanted(lane)]
    threads = [threading.Thread(target=_work, args=(lane, name, stop)) for lane in others]
    for thread in threads:
        thread.start()
    _work(first, name, stop, beats=True)
    for thread in threads:
        thread.join()


def lanes() -> dict[str, list[leases.Work]]:
    """The sources of work by the lane they are done in."""
    found: dict[str, list[leases.Work]] = {MAIN: []}
    for source in leases.WORK.values():
        found.setdefault(source.lane, []).append(source)
    return found


def _work(lane: str, name: str, stop: threading.Event, beats: bool = False) -> None:
    """Work in one lane; a database that is away for a while is waited for."""
    beaten = 0.0
    while not stop.is_set():
        try:
            if beats and time.monotonic() - beaten > BEAT_SECONDS:
                beat(name)
                tick_clock()
                beaten = time.monotonic()
            if not work_once(name, stop, lanes()[lane]):
                stop.wait(IDLE_SECONDS)
        except DatabaseError:
            log.exception("the database did not answer; trying again")
            close_old_connections()
            stop.wait(2)
    connection.close()


def work_once(
    owner: str, stop: threading.Event | None = None, sources: Sequence[leases.Work] = ()
) -> int:
    """One batch of each source (all of them where none is named); gives how many rows were taken."""
    taken = 0
    for source in sources or leases.WORK.values():
        if stop is not None and stop.is_set():
            break
        taken += leases.run_batch(source, owner=owner)
    return taken


def work_all(owner: str = "now", most_rounds: int = 1000) -> int:
    """Work until nothing is due (tests, the demo, the command line); gives how many rows."""
    total = 0
    for _ in range(most_rounds):
        taken = work_once(owner)
        if not taken:
            break
        total += taken
    return total


def beat(name: str) -> None:
    """Say that this worker is alive."""
    Heartbeat.objects.update_or_create(
        name=f"worker {name}", defaults={"at": timezone.now(), "detail": {"pid": os.getpid()}}
    )
