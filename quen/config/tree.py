"""One process tree: this parent watches web processes and workers, which are forked from it.

The parent loads the code once and asks the database nothing, so that its children share its memory
and inherit neither connections nor threads.
"""

import fcntl
import gc
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TextIO

import uvicorn

from quen.config import env, failures
from quen.kit.cli import Failed, complain

# Open streams end after this many seconds; whoever is still there after the second number is killed.
GRACE_SECONDS = 2
KILL_AFTER_SECONDS = 4
CALM_SECONDS = 10
MOST_WAIT_SECONDS = 30
GIVES_WAY = 10  # of the 19 steps of `nice`
TURN_SECONDS = 0.0005  # of a thread


def serve(host: str, port: int, *, demo: bool) -> int:
    """Serve until SIGTERM or SIGINT; gives the exit code. Raises Failed with a sentence."""
    told = env.read()
    with the_only_one(told.data) as lock, listening(host, port) as listener:
        address = f"http://{host}:{listener.getsockname()[1]}"
        lock.write(f"{os.getpid()} {address}")
        lock.flush()
        tree = Tree()
        web = load_web(listener, trusts_proxy=told.base_url.startswith("https:"))
        if code := tree.once(lambda: prepare(address, demo=demo)):
            return code
        tree.keep("web", web, told.workers)
        tree.keep("worker", work_until_told, told.jobs)
        tree.keep("long worker", work_long, told.jobs)
        tree.watch()
    return 0


@contextmanager
def the_only_one(data: Path) -> Iterator[TextIO]:
    """Hold the data folder: two trees on one folder would each believe to be the only one."""
    try:
        lock = (data / "lock").open("a+")
    except OSError as error:
        raise Failed(
            f"The data folder {data} cannot be written ({error.strerror}). Choose another with "
            "QUEN_DATA, or change its owner."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Failed(already_running(lock, data)) from error
        lock.truncate(0)
        yield lock


def already_running(lock: TextIO, data: Path) -> str:
    """The sentence for a second start on one data folder."""
    lock.seek(0)
    who, _, address = lock.read().partition(" ")
    known = f" at {address} (process {who})" if address else ""
    return (
        f"Quen already runs on the data folder {data}{known}. Stop it first, or give the second one "
        "its own folder and port: make run DATA=… PORT=…"
    )


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket that all web processes share. Raises Failed where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise Failed(
                f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses the port, or choose "
                "another: make run PORT=8123"
            ) from error
        listener.setblocking(False)
        yield listener


def load_web(listener: socket.socket, *, trusts_proxy: bool) -> Callable[[], None]:
    """Load the code once, for all processes; gives what a web process does."""
    from django.urls import get_resolver

    from quen.config.asgi import application

    _ = get_resolver().url_patterns
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        # Who asks for http://… directly could claim any address; a proxy with TLS says the true one.
        proxy_headers=trusts_proxy,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return partial(_serve, config, listener)


def _serve(config: uvicorn.Config, listener: socket.socket) -> None:
    take_short_turns()
    uvicorn.Server(config).run(sockets=[listener])


def take_short_turns() -> None:
    """Threads of one process take turns; whoever comes back from the database waits until another's turn is over,
    five milliseconds by Python's own choice, and does so with each query, holding its locks meanwhile. (Twenty people
    who move cards: the 95th percentile fell by half.)"""
    sys.setswitchinterval(TURN_SECONDS)


def prepare(address: str, *, demo: bool) -> None:
    """In a process of its own: the schema, what rooms need at the start, and the address on the screen."""
    from django.contrib.auth import get_user_model
    from django.utils import translation

    from quen.config import schema
    from quen.kit.starting import prepare_all

    with translation.override("en"):
        schema.make_ready(say=partial(print, flush=True))
        lines = prepare_all(demo=demo)
    print(f"\nQuen is served at {address}", *lines, sep="\n")
    if not get_user_model().objects.exists():
        print("Nobody can sign in yet: bin/quen user add EMAIL --name NAME --role admin")
    print("Ctrl-C stops it.\n", flush=True)


def work_until_told() -> None:
    """Follow what people do, until SIGTERM or SIGINT; what is under way is finished first."""
    from quen.kit import worker

    _work(lambda lane: lane != worker.LONG)


def work_long() -> None:
    """Do long jobs, in a process of their own that gives way to whoever wants the processor."""
    from quen.kit import worker

    os.nice(GIVES_WAY)
    _work(lambda lane: lane == worker.LONG)


def work_alone() -> None:
    """Do all of it."""
    _work(lambda lane: True)


def _work(wanted: Callable[[str], bool]) -> None:
    from quen.kit import worker

    take_short_turns()
    stop = threading.Event()

    def told(*_: object) -> None:
        # Not from the handler itself: it may have interrupted the very wait whose lock `set` takes.
        threading.Thread(target=stop.set, daemon=True).start()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    worker.run(stop, wanted)


class Tree:
    """The children, started again with a growing pause when they die."""

    def __init__(self) -> None:
        self.wanted: dict[str, Callable[[], None]] = {}
        self.running: dict[int, tuple[str, float]] = {}
        self.due: dict[str, float] = {}
        self.pause: dict[str, float] = {}
        self.stopping = False
        # Nobody ever writes here: its end tells children that their parent is gone, however it died.
        self.alive, self.held = os.pipe()
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def keep(self, name: str, do: Callable[[], None], count: int) -> None:
        """Have `count` children of this kind, now and after each death."""
        for number in range(1, count + 1):
            self.wanted[f"{name} {number}"] = do
            self.due[f"{name} {number}"] = 0.0

    def once(self, do: Callable[[], None]) -> int:
        """Do something in a child and wait for it; gives its exit code."""
        pid = self.fork(do)
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return abs(os.waitstatus_to_exitcode(status))
            if self.stopping:
                os.kill(pid, signal.SIGTERM)
            time.sleep(0.02)

    def watch(self) -> None:
        """Start what is due and bury what died, until a signal says stop."""
        gc.freeze()
        while not self.stopping:
            for name in [name for name, when in self.due.items() if when <= time.monotonic()]:
                del self.due[name]
                self.running[self.fork(self.wanted[name])] = (name, time.monotonic())
            self.bury()
            time.sleep(0.1)
        self.end()

    def bury(self) -> None:
        """Note who died, and when to start it again: at once after a calm life, else later and later."""
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            name, since = self.running.pop(pid)
            calm = time.monotonic() - since > CALM_SECONDS
            last = self.pause.get(name, 0.5)
            self.pause[name] = 0.5 if calm else min(last * 2, MOST_WAIT_SECONDS)
            self.due[name] = time.monotonic() + self.pause[name]
            if not self.stopping:
                code = os.waitstatus_to_exitcode(status)
                complain(f"{name} ended with {code}; starting it again in {self.pause[name]:.0f} s")

    def end(self) -> None:
        """Tell all children to stop, and kill those that do not listen."""
        deadline = time.monotonic() + KILL_AFTER_SECONDS
        self.tell(signal.SIGTERM)
        while self.running and time.monotonic() < deadline:
            self.bury()
            time.sleep(0.02)
        self.tell(signal.SIGKILL)
        while self.running:
            self.bury()

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to every child."""
        for pid in self.running:
            os.kill(pid, number)

    def stop(self, *_: object) -> None:
        """Handler of the signals: the loop looks at it."""
        self.stopping = True

    def fork(self, do: Callable[[], None]) -> int:
        """Start a child that does `do` and then ends, or ends when its parent does."""
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        os.close(self.held)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ctrl-C reaches the whole terminal; the parent alone answers it, in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=self.mourn, daemon=True).start()
        os._exit(self.outcome(do))

    def outcome(self, do: Callable[[], None]) -> int:
        """In a child: do it; gives the exit code."""
        try:
            with failures.told():
                do()
        except SystemExit as end:
            return int(end.code or 0)
        except BaseException:
            traceback.print_exc()
            return 1
        finally:
            sys.stdout.flush()
        return 0

    def mourn(self) -> None:
        """In a child: wait for the parent's death, then stop like on SIGTERM, and soon for good."""
        os.read(self.alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(KILL_AFTER_SECONDS)
        os._exit(1)
