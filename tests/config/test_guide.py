"""The commands that the operator's guide shows are run as they stand there (slow: processes)."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests import warm
from tests.config.conftest import ON_POSTGRES, ROOT, environment, made_once, quen, wait_for

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "operator-guide.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^    bin/quen (.+)$", GUIDE, re.MULTILINE)
FILE = "quen-20261122-020000.zip"


@pytest.fixture(scope="module")
def worked_in(complete, tmp_path_factory):
    """Somebody works here, so that nothing may be overwritten."""

    def work_in(data):
        shutil.copytree(complete, data, dirs_exist_ok=True)
        asked = ("user", "add", "an@quen.test", "--name", "An", "--role", "admin")
        assert quen(data, *asked, "--password", "mật khẩu dài").returncode == 0

    return made_once(tmp_path_factory, "worked-in", work_in)


@pytest.fixture
def company(worked_in, tmp_path):
    return Path(shutil.copytree(worked_in, tmp_path / "data"))


def done(data, words, **more):
    told = quen(data, *words.split(), **more)
    assert told.returncode == 0, f"quen {words}: {told.stderr}"
    return told.stdout


def backup(words, company, tmp_path, made):
    assert "rows of" in done(company, words)
    assert list((company / "backups").glob("quen-*.zip"))


def restore(words, company, tmp_path, made):
    done(company, f"backup {tmp_path / FILE}")
    words = words.replace(FILE, str(tmp_path / FILE)).replace("/srv/", f"{tmp_path}/")
    assert "every hash compared" in done(tmp_path / "empty", words)


def drill(words, company, tmp_path, made):
    done(company, "backup")
    assert "came back whole" in done(company, words)


def move(words, company, tmp_path, made):
    if "postgres:" in words and not ON_POSTGRES:
        pytest.skip("needs the PostgreSQL run of the suite")
    if "postgres:" in words:
        url = made("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0")
        words = f"move {url}"
    (tmp_path / "srv").mkdir()
    words = words.replace("/srv/quen/", f"{tmp_path}/srv/")
    assert "every hash compared" in done(company, words)


def work(words, company, tmp_path, made):
    process = warm.start("quen.config.cli", *words.split(), env=environment(company))
    wait_for(lambda: alive(company) or process.exitcode is not None, 50)
    process.terminate()
    process.join(20)
    assert process.exitcode == 0


def alive(company):
    """Whether a worker has said that it works here."""
    with contextlib.closing(sqlite3.connect(company / "quen.sqlite3")) as database:
        return database.execute("SELECT 1 FROM kit_heartbeat WHERE name LIKE 'worker %'").fetchall()


TRIED = {"backup": backup, "restore": restore, "drill": drill, "move": move, "work": work}


@pytest.mark.parametrize("words", SHOWN)
def test_a_command_of_the_guide_does_what_it_says(words, company, tmp_path, request):
    made = request.getfixturevalue("made") if ON_POSTGRES else None
    TRIED[words.split()[0]](words, company, tmp_path, made)


def test_the_guide_shows_how_to_live_with_it():
    assert {words.split()[0] for words in SHOWN} == set(TRIED)
