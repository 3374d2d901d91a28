"""An import whose process is killed in the middle of the file: the same command goes on with it."""

import contextlib
import json
import sqlite3

from tests import warm
from tests.config.conftest import environment, quen, wait_for

ROWS = 2_000
HEADER = "name,phone"


def test_a_killed_import_goes_on_and_no_row_is_lost_or_doubled(data):
    """Three processes of the real command, hence some seconds."""
    assert (
        quen(data, "user", "add", "a@quen.test", "--name=A", "--role=administrator").returncode == 0
    )
    file = data / "companies.csv"
    file.write_text("\n".join([HEADER, *(f"Firm {n},09{n:08}" for n in range(ROWS))]))
    words = ["import", "companies", str(file), "--match=name", "--json"]

    killed = warm.start("quen.config.cli", *words, env=environment(data))
    wait_for(lambda: asked(data, "SELECT sum(position) FROM fields_importrun") or 0, 20)
    killed.kill()
    killed.join(10)
    done = asked(data, "SELECT position FROM fields_importrun")
    assert 0 < done < ROWS
    assert asked(data, "SELECT count(*) FROM people_company") == done

    told = json.loads(quen(data, *words).stdout)
    assert (told["rows"], told["created"], told["refused"]) == (ROWS, ROWS, 0)
    assert asked(data, "SELECT count(*) FROM fields_importrun") == 1
    assert asked(data, "SELECT count(DISTINCT name) FROM people_company") == ROWS
    for table in ("people_company", "people_handle", "fields_searchrow", "fields_searchphone"):
        assert asked(data, f"SELECT count(*) FROM {table}") == ROWS, table  # noqa: S608
    linked = "SELECT count(*) FROM timeline_eventlink WHERE type = 'company'"
    assert asked(data, linked) == ROWS


def asked(data, question: str) -> int:
    with contextlib.closing(sqlite3.connect(data / "quen.sqlite3", timeout=10)) as database:
        return database.execute(question).fetchone()[0]
