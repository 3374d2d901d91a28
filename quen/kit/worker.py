"""The worker loop: the only background process. Runs every lent source of work, and the clock."""

import logging
import os
import socket
import threading
import time

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from quen.kit import leases
from quen.kit.models import Heartbeat
from quen.kit.tasks import tick_clock

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.25
BEAT_SECONDS = 10


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; a database that is away for a while is waited for."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    beaten = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() - beaten > BEAT_SECONDS:
                beat(name)
                tick_clock()
                beaten = time.monotonic()
            if not work_once(name, stop):
                stop.wait(IDLE_SECONDS)
        except DatabaseError:
            log.exception("the database did not answer; trying again")
            close_old_connections()
            stop.wait(2)


def work_once(owner: str, stop: threading.Event | None = None) -> int:
    """One batch of each source; gives how many rows were taken."""
    taken = 0
    for source in leases.WORK.values():
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
