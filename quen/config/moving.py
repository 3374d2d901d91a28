"""`quen move`: every row, id, sequence and event into another database, the files staying where they are."""

import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from quen.config import env, schema
from quen.kit.backup import archive
from quen.kit.cli import Failed, progress, say
from quen.kit.models import Heartbeat

SILENCE = timedelta(minutes=1)


def move(url: str, *, json: bool) -> None:
    """Copy the database to `url`, which must be empty. Raises Failed; then nothing is left there."""
    _check(url)
    with tempfile.TemporaryDirectory(prefix=".moving-", dir=settings.DATA) as folder:
        file = Path(folder) / "rows.zip"
        with progress("Reading", json=json) as step:
            manifest = archive.write(file, with_files=False, tell=lambda done, of: step())
        _restore(file, url)
    facts = {"tables": len(manifest.tables), "rows": manifest.rows}
    words = (
        f"{manifest.rows:,} rows of {len(manifest.tables)} tables are there, every hash compared. "
        "Set DATABASE_URL to the new database and start; the old one was not changed."
    )
    say(facts, words, json=json)


def _check(url: str) -> None:
    schema.reach()
    found, lacking = schema.examine()
    if found is not schema.State.READY:
        raise Failed(f"The database is {found.value}: {lacking}. Run `quen migrate` first.")
    if env.database(url, Path(settings.DATA))["NAME"] == connection.settings_dict["NAME"]:
        raise Failed("This is the database that you move from. Name another, empty one.")
    alive = Heartbeat.objects.filter(
        name__startswith="worker ", at__gt=timezone.now() - SILENCE
    ).first()
    if alive:
        raise Failed(
            f"Quen is at work on this database ({alive.name}). Stop it on every machine, wait a minute, "
            "and move then: what is written meanwhile would stay behind."
        )


def _restore(file: Path, url: str) -> None:
    """In a process of its own, whose database is the new one."""
    command = [sys.executable, "-P", "-m", "quen.config.cli", "restore", str(file), "--as-is"]
    done = subprocess.run(
        [*command, "--database", url, "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"Nothing was moved. {done.stderr.strip().splitlines()[-1]}")
