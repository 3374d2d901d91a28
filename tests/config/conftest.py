"""The real thing: `quen` as its own processes, on a data folder of the test's own."""

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests import warm

ROOT = Path(__file__).resolve().parents[2]
ON_POSTGRES = "postgres" in os.environ.get("DATABASE_URL", "")
COMMAND = [sys.executable, "-P", "-m", "quen.config.cli"]


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "EMAIL_URL") and not name.startswith("QUEN_")
    }
    return {**kept, "PYTHONPATH": str(ROOT), "QUEN_DATA": str(data), **more}


def quen(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    return warm.run("quen.config.cli", *words, env=environment(data, **more))


class Served:
    """A running `quen serve`."""

    def __init__(self, data: Path, **more: str) -> None:
        self.data, self.port = data, free_port()
        self.said = data / "said.txt"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port)],
                env=environment(data, **more),
                stdout=said,
                stderr=said,
            )

    def ready(self) -> "Served":
        # An empty PostgreSQL is migrated first, which takes long beside other tests.
        wait_for(lambda: self.health() == 200 or self.process.poll() is not None, 90)
        assert self.process.poll() is None, self.said.read_text()
        return self

    def health(self) -> int:
        with contextlib.suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/health")
            return asked.getresponse().status
        return 0

    def workers(self) -> set[int]:
        """The process ids that have ever said that they work here."""
        with contextlib.closing(sqlite3.connect(self.data / "quen.sqlite3")) as database:
            names = database.execute("SELECT name FROM kit_heartbeat WHERE name LIKE 'worker %'")
            return {int(name.rpartition(":")[2]) for (name,) in names}

    def children(self) -> set[int]:
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
        )
        pairs = (line.split() for line in listed.stdout.splitlines())
        return {int(pid) for pid, parent in pairs if int(parent) == self.process.pid}

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Send the signal and wait for the end; gives the seconds it took."""
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - started


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A data folder that one of the test processes makes and all of them copy from: it takes seconds."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = folders.getbasetemp() if alone else folders.getbasetemp().parent
    data, whole = base / name, base / f"{name}.whole"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            make(data)
            whole.touch()
    return data


@pytest.fixture(scope="session")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a complete database, to be copied."""
    return made_once(tmp_path_factory, "complete", migrated)


def migrated(data: Path) -> None:
    done = quen(data, "migrate")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def lived_in(complete: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of a small company: people, events, seals, a file; copied by each test."""

    def live(data: Path) -> None:
        shutil.copytree(complete, data, dirs_exist_ok=True)
        assert quen(data, "demo").returncode == 0
        (data / "files" / "ab").mkdir(parents=True)
        (data / "files" / "ab" / "hop-dong.pdf").write_bytes(os.urandom(3_000_000))

    return made_once(tmp_path_factory, "lived", live)


@pytest.fixture
def data(complete: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(complete, tmp_path / "data"))


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(data: Path, **more: str) -> Served:
        running.append(Served(data, **more))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def made():
    """Make a database of its own; gives its URL, and drops it in the end."""
    home = os.environ["DATABASE_URL"]
    names = []

    def make(options):
        names.append(f"quen_served_{os.getpid()}_{free_port()}")
        run("CREATE DATABASE {} " + options, names[-1])
        return urlsplit(home)._replace(path=f"/{names[-1]}").geturl()

    def run(statement, name):
        with psycopg.connect(home.replace("/quen?", "/postgres?"), autocommit=True) as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(name)))

    yield make
    for name in names:
        run("DROP DATABASE {} WITH (FORCE)", name)


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the database of a data folder answers."""
    with contextlib.closing(sqlite3.connect(data / "quen.sqlite3")) as database:
        return database.execute(sql).fetchall()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for(true: Callable[[], object], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if state.parent.parent.exists() and Path("/proc/self").exists():
        return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
