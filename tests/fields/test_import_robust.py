"""A real process on a real file: killed at random moments, out of disk, watched for its memory."""

import json
import os
import random
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests import warm

KILLS = int(os.environ.get("QUEN_KILLS", "2"))
ROWS = int(os.environ.get("QUEN_IMPORT_ROWS", "4000"))


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A workspace with a run of ROWS rows that has not begun; one row in twenty comes twice."""
    data = tmp_path_factory.mktemp("import")
    file = data / "rows.csv"
    with file.open("w") as out:
        out.write("name,phone,email,company\n")
        for n in range(ROWS):
            k = n - 1 if n % 20 == 19 else n
            out.write(f"Nguyễn Văn {k},09{k:08},k{k}@a.vn,Firm {k % 50}\n")
    assert importer(data, file, "--begin").returncode == 0
    return data


def importer(data: Path, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return warm.run("tests.fields.importer", str(file), *more, env=own(data), timeout=600)


def own(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "QUEN_"))}
    return {**kept, "QUEN_DATA": str(data), "PYTHONPATH": str(warm.ROOT)}


def copied(begun: Path, to: Path) -> Path:
    for name in ("quen.sqlite3", "secret_key", "ready"):
        if (begun / name).exists():
            (to / name).write_bytes((begun / name).read_bytes())
    return to


def asked(data: Path, sql: str) -> tuple:
    with sqlite3.connect(data / "quen.sqlite3") as database:
        return database.execute(sql).fetchone()


SINGLE = ROWS - ROWS // 20


def assert_whole(data: Path) -> None:
    """Every row once, and no more: contacts, their handles, search rows and notes for the undo."""
    assert asked(data, "select count(*), count(distinct phone) from people_contact") == (
        SINGLE,
        SINGLE,
    )
    assert asked(data, "select count(*) from people_handle") == (2 * SINGLE,)
    noted = "select count(*) from fields_importedrecord where type = 'contact'"
    assert asked(data, noted) == (SINGLE,)
    run = asked(data, "select position, created, created + updated + skipped from fields_importrun")
    assert run == (ROWS, SINGLE, ROWS)


@pytest.mark.slow
def test_a_run_that_is_killed_at_random_moments_loses_and_doubles_nothing(begun, tmp_path):
    """Starts the importer some times over, hence some seconds."""
    data, chance = copied(begun, tmp_path), random.Random(11)
    file = begun / "rows.csv"
    killed = 0
    while killed < KILLS:
        process = warm.start("tests.fields.importer", str(file), env=own(data))
        process.join(0.6 + chance.random() * 1.3)
        if process.exitcode is not None:
            break
        process.kill()
        process.join()
        killed += 1
    ended = importer(data, file)
    assert ended.returncode == 0, ended.stderr
    assert_whole(data)


@pytest.mark.slow
def test_a_full_disk_stops_a_run_in_words_and_it_goes_on_when_there_is_room(begun, tmp_path):
    """Starts the importer twice, hence some seconds."""
    data = copied(begun, tmp_path)
    file = begun / "rows.csv"
    most = (data / "quen.sqlite3").stat().st_size + 400_000
    starved = importer(data, file, "--most-bytes", str(most))
    assert starved.returncode != 0
    position, made = asked(data, "select position, created from fields_importrun")
    assert position < ROWS
    assert asked(data, "select count(*) from people_contact") == (made,)
    assert asked(data, "pragma integrity_check") == ("ok",)
    ended = importer(data, file)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1])["memory"] < 400
    assert_whole(data)
