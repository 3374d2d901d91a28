"""The databases that are measured: made once, kept in build/bench (or QUEN_BENCH), used again.

A folder for each of SQLite and PostgreSQL at 10,000 and 1,000,000 contacts. The PostgreSQL server is
`bin/cluster`'s, on a folder that stays.
"""

import importlib.machinery
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("QUEN_BENCH") or ROOT / "build" / "bench").resolve()
VENDORS = ("sqlite", "postgresql")
SIZES = {"ten": 10_000, "large": 1_000_000}
# As an operator sets up a server for a database of this size (docs/operator-guide.md).
SETTINGS = (
    "shared_buffers = 512MB\nmax_wal_size = 4GB\nmaintenance_work_mem = 256MB\nwork_mem = 16MB\n"
)


@contextmanager
def server(vendor: str) -> Iterator[str]:
    """The address of a running PostgreSQL server, or nothing for SQLite. Raises LookupError without one."""
    if vendor == "sqlite":
        yield ""
        return
    cluster = _cluster()
    binaries = cluster.find()
    if binaries is None:
        raise LookupError("no PostgreSQL server is installed here")
    folder, who = FOLDER / "postgresql", cluster.lesser_user()
    if not (folder / "db").exists():
        folder.mkdir(parents=True, exist_ok=True)
        if who:
            os.chown(folder, who.pw_uid, who.pw_gid)
        cluster.make(binaries, folder, who)
        with (folder / "db" / "postgresql.auto.conf").open("a") as settings:
            settings.write(SETTINGS)
    process = cluster.start(binaries, folder, who)
    try:
        yield f"postgres://quen@/{{name}}?host={quote(str(folder), safe='')}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _cluster() -> Any:
    """`bin/cluster` as a module."""
    loader = importlib.machinery.SourceFileLoader("cluster", str(ROOT / "bin" / "cluster"))
    spec = importlib.util.spec_from_loader("cluster", loader)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


def environment(vendor: str, size: str, address: str) -> dict[str, str]:
    """The environment of a process that works on this database."""
    own = ("QUEN_", "DATABASE_URL", "EMAIL_URL")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    folder = FOLDER / f"{vendor}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"DJANGO_SETTINGS_MODULE": "quen.config.settings", "QUEN_DATA": str(folder)}
    if address:
        facts["DATABASE_URL"] = address.format(name=f"quen_{size}")
    return {**kept, **facts, "PYTHONPATH": str(ROOT)}


def made(vendor: str, size: str, address: str) -> dict[str, Any]:
    """Make the database where it is not there yet, or bring it up to this code; gives what making it
    took."""
    note, env = FOLDER / f"{vendor}-{size}" / "built.json", environment(vendor, size, address)
    if note.exists():
        child(["django", "migrate", "--verbosity=0"], env)
    else:
        wiped(vendor, size, address)
        child(["bench.building", size, str(note)], env)
    return dict(json.loads(note.read_text()))


def collect_static() -> None:
    """Gather the front end of this very code: a page that names a file it lacks would not render."""
    env = environment("sqlite", "ten", "")
    child(["django", "collectstatic", "--noinput", "--verbosity=0"], env)


def wiped(vendor: str, size: str, address: str) -> None:
    """Drop what a making that was cut off has left."""
    for path in (FOLDER / f"{vendor}-{size}").glob("quen.sqlite3*"):
        path.unlink()
    if address:
        import psycopg  # noqa: PLC0415 - SQLite alone is measured without it

        with psycopg.connect(address.format(name="quen"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS quen_{size}")
            connection.execute(f"CREATE DATABASE quen_{size}")


def child(words: list[str], env: dict[str, str]) -> None:
    """Run a module of ours in a process of its own. Raises CalledProcessError."""
    subprocess.run([sys.executable, "-m", *words], env=env, cwd=ROOT, check=True)  # noqa: S603
