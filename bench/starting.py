"""From the command to the first page, and the memory of the whole tree after a walk over pages."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.databases import ROOT
from bench.figures import Line

PAGES = ("/", "/contacts/", "/deals/board/", "/health", "/account/login/")
RUNS = 5


def lines(env: dict[str, str]) -> Iterator[Line]:
    """Cold start (median of 5) and PSS, on the small database of this environment."""
    seconds, memory = [], 0.0
    for _ in range(RUNS):
        port = free_port()
        started = time.perf_counter()
        words = [str(ROOT / "bin" / "quen"), "serve", "--port", str(port)]
        tree = subprocess.Popen(words, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            first_page(port)
            seconds.append(time.perf_counter() - started)
            memory = max(memory, _memory(tree.pid, port))
        finally:
            tree.terminate()
            tree.wait(20)
    took = sorted(seconds)[RUNS // 2]
    yield Line("cold start", "from the command to the first page", "s", round(took, 2), most=3)
    yield Line("memory", "memory of the process tree (PSS)", "MB", round(memory, 1), most=350)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def first_page(port: int) -> None:
    """Wait until pages are served. Raises TimeoutError."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if _asked(port, "/") < 500:
            return
        time.sleep(0.02)
    raise TimeoutError("no page within a minute")


def _asked(port: int, path: str) -> int:
    """The status of a page; 599 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 599


def _memory(pid: int, port: int) -> float:
    for _ in range(20):
        for path in PAGES:
            _asked(port, path)
    time.sleep(1)
    return sum(map(_pss, [pid, *_below(pid)])) / 1024


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield child
            yield from _below(child)


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def main(note: str) -> None:
    """Measure with the environment of this process."""
    told = [line.facts() for line in lines(dict(os.environ))]
    Path(note).write_text(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
