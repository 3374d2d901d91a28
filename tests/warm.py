"""Commands in processes of their own, started warm: one process that has the libraries and the product's code
loaded forks for each, which spares every command two and a half seconds. Settings and database are its own."""

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from django.conf import empty, settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = [
    "allauth", "cryptography.x509", "django.contrib.staticfiles", "django.core.mail",
    "django.core.management", "django.core.serializers.json", "django.db.backends.sqlite3.base",
    "django.db.migrations.executor", "django.db.models", "django.forms", "django.template.loader",
    "django.test.client", "django.views.generic", "h11", "holidays", "httpcore", "httpx", "icalendar",
    "openpyxl", "orjson", "phonenumbers", "psycopg", "puremagic", "pydantic", "python_calamine",
    "rapidfuzz", "rich.console", "rich.progress", "segno", "stdnum", "typer", "uvicorn",
]  # fmt: skip
_warm = multiprocessing.get_context("forkserver")
_warm.set_forkserver_preload([*LIBRARIES, "tests.standing_by"])


def run(
    module: str, *words: str, env: Mapping[str, str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """`python -m module words` to its end, as `subprocess.run` tells it. Raises TimeoutExpired."""
    with tempfile.TemporaryDirectory(prefix="quen-warm-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = start(module, *words, env=env, out=str(out), err=str(err))
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired([module, *words], timeout)
        code = process.exitcode
        process.close()
        told = (path.read_text(encoding="utf-8") for path in (out, err))
        return subprocess.CompletedProcess([module, *words], code, *told)


def start(
    module: str,
    *words: str,
    env: Mapping[str, str],
    out: str = os.devnull,
    err: str = os.devnull,
) -> BaseProcess:
    """`python -m module words` beside the test; what it says goes to files."""
    process = _warm.Process(target=_become, args=(module, words, dict(env), out, err))
    process.start()
    return process


def _become(module: str, words: tuple[str, ...], env: dict[str, str], out: str, err: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    for stream, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    sys.argv = [module, *words]
    _forget_settings()
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        _end()


def _forget_settings() -> None:
    """Those of the process it was forked from: whoever asks first reads them from this environment. Tables'
    names were measured against its database, to which it has never connected."""
    sys.modules.pop("quen.config.settings", None)
    settings._wrapped = empty  # type: ignore[assignment]
    for alias in vars(connections).pop("settings", ()):
        del connections[alias]
    connections._settings = None  # type: ignore[assignment]


def _end() -> None:
    """What the end of a Python does and that of a fork leaves out: databases are closed."""
    atexit._run_exitfuncs()
    if "settings" in vars(connections):
        connections.close_all()
