"""Backups of the real thing, while it is worked in (slow: processes, and databases made anew)."""

import contextlib
import hashlib
import http.client
import json
import resource
import shutil
import sqlite3
import subprocess
import threading
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.config.conftest import COMMAND, ON_POSTGRES, environment, quen, rows, wait_for
from tests.config.schema import in_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LOCALE = "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
WRITERS = 8


def told(data, *words, **more):
    """What a verb answers to a machine."""
    done = quen(data, *words, "--json", **more)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def refused(data, *words, **more):
    done = quen(data, *words, **more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def manifest(path):
    with zipfile.ZipFile(path) as packed:
        return json.loads(packed.read("manifest.json"))


@pytest.fixture
def company(lived_in, tmp_path):
    return Path(shutil.copytree(lived_in, tmp_path / "company"))


class Writers:
    """Eight colleagues who add customers by the API until they are told to stop."""

    def __init__(self, port, token):
        self.port, self.token = port, token
        self.stopping = threading.Event()
        self.written, self.failed = [], []
        self.threads = [threading.Thread(target=self.write, args=(n,)) for n in range(WRITERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def write(self, n):
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        count = 0
        while not self.stopping.is_set():
            count += 1
            body = json.dumps({"full_name": f"Khách {n}-{count}", "email": f"k{n}.{count}@a.vn"})
            asked.request("POST", "/api/v1/contacts", body, headers)
            answer = asked.getresponse()
            answer.read()
            (self.written if answer.status == 201 else self.failed).append(answer.status)
            self.stopping.wait(0.3)  # as people write: without it they take both processors


def backed_up_under_load(serve, data, target, **more):
    served = serve(data, **more).ready()
    email = "admin@demo.quen"
    token = told(data, "token", "add", email, "--name", "w", "--scope", "write", **more)["token"]
    with Writers(served.port, token) as writers:
        wait_for(lambda: len(writers.written) > 20, 30)
        before = len(writers.written)
        made = told(data, "backup", str(target), **more)
        during = len(writers.written) - before
        wait_for(lambda: len(writers.written) > before + during + 5, 30)
    served.stop()
    assert not writers.failed
    assert during > 0, "nobody was held up"
    return made


def whole(data, target, **more):
    """How many customers came back, which must be what the manifest says."""
    sql = "SELECT count(*) FROM people_contact"
    if url := more.get("DATABASE_URL"):
        with psycopg.connect(url) as server:
            ((count,),) = server.execute(sql).fetchall()
    else:
        ((count,),) = rows(data, sql)
    assert count == manifest(target)["tables"]["people_contact"]["rows"]
    return count


def well_but_for_the_worker(data, **more):
    said = json.loads(quen(data, "doctor", "--json", **more).stdout)
    return [one for one in said["checks"] if not one["well"] and one["name"] != "worker"]


def test_sr_53_a_backup_under_eight_writers_comes_back_as_one_moment(serve, company, tmp_path):
    target = tmp_path / "under-load.zip"
    made = backed_up_under_load(serve, company, target)
    assert made["files"] == 1
    back = tmp_path / "back"
    restored = told(tmp_path, "restore", str(target), "--into", str(back))
    assert (restored["rows"], restored["files"]) == (made["rows"], 1)
    assert whole(back, target) > 2000
    before = rows(company, "SELECT count(*) FROM people_contact WHERE full_name LIKE 'Khách %'")
    after = rows(back, "SELECT count(*) FROM people_contact WHERE full_name LIKE 'Khách %'")
    assert 20 < after[0][0] < before[0][0], "a moment in between"
    told_of = rows(
        back,
        "SELECT count(*) FROM people_contact c WHERE full_name LIKE 'Khách %' AND NOT EXISTS ("
        "SELECT 1 FROM timeline_event e WHERE e.kind = 'contact.created' AND e.subject_id = c.id)",
    )
    assert told_of == [(0,)], "no customer without the event that was written with it"
    assert (back / "secret_key").read_text() == (company / "secret_key").read_text()
    kept = "files/ab/hop-dong.pdf"
    assert (back / kept).read_bytes() == (company / kept).read_bytes()
    assert well_but_for_the_worker(back) == []
    told(back, "backup", str(tmp_path / "second.zip"))
    was, now = manifest(target)["tables"], manifest(tmp_path / "second.zip")["tables"]
    differ = {name for name in was if was[name]["sha256"] != now[name]["sha256"]}
    assert differ <= CHANGED_BY_RESTORING


CHANGED_BY_RESTORING = {
    "kit_workspace", "kit_heartbeat", "kit_looking", "kit_backuprun", "django_session",
    "usersessions_usersession", "channels_outgoing", "timeline_event", "timeline_eventlink",
    "timeline_seal",
}  # fmt: skip


@pytest.fixture(scope="module")
def restored(lived_in, tmp_path_factory):
    """An installation that came back: when the backup was made somebody was signed in and a mail waited,
    and a customer was erased since. Gives what the verb told, the folder, and whom it had erased."""
    company, back = tmp_path_factory.mktemp("before") / "company", tmp_path_factory.mktemp("back")
    shutil.copytree(lived_in, company)
    with contextlib.closing(sqlite3.connect(company / "quen.sqlite3")) as database, database:
        database.execute("INSERT INTO django_session VALUES ('abc', 'data', '2099-01-01 00:00:00')")
        database.execute(
            "INSERT INTO channels_outgoing (key, channel, purpose, recipient, sender, subject, text, "
            "html, headers, state, created_at, provider_id, tries, fence, owner, error, due_at) VALUES "
            "('k', 'email', 'service', 'a@b.vn', '', 's', 't', '', '{}', 'waiting', "
            "'2026-01-01 00:00:00', '', 0, 0, '', '', '2026-01-01 00:00:00')"
        )
    target = company / "backups" / "quen-20200101-000000.zip"
    told(company, "backup", str(target))
    ((pk, name),) = rows(company, "SELECT id, full_name FROM people_contact ORDER BY id LIMIT 1")
    now = datetime.now(UTC).isoformat()
    line = {"at": now, "kind": "purged", "type": "contact", "ids": [pk]}
    (company / "backups" / "erased.jsonl").write_text(json.dumps(line) + "\n")
    return (
        told(back, "restore", str(target), "--into", str(back / "data")),
        back / "data",
        (pk, name),
    )


def test_after_a_restore_sessions_have_ended_and_nothing_is_sent(restored):
    done, back, _erased = restored
    assert done["doubtful"] == 1
    assert rows(back, "SELECT state, due_at FROM channels_outgoing") == [("doubtful", None)]
    assert rows(back, "SELECT count(*) FROM django_session") == [(0,)]
    assert rows(back, "SELECT sending_off FROM kit_workspace") == [(1,)]
    told_of = "SELECT count(*) FROM timeline_event WHERE kind = 'backup.restored'"
    assert rows(back, told_of) == [(1,)]


def test_who_was_erased_after_the_backup_is_erased_again(restored):
    done, back, (pk, name) = restored
    assert done["erased_again"] == 1
    left = rows(back, "SELECT id, full_name FROM people_contact ORDER BY id LIMIT 1")
    assert left[0] != (pk, name)
    assert (pk,) not in rows(back, "SELECT contact_id FROM people_handle")


def test_a_restore_never_overwrites_what_stands(company, tmp_path):
    told(company, "backup", str(tmp_path / "b.zip"))
    before = hashlib.sha256((company / "quen.sqlite3").read_bytes()).hexdigest()
    assert "is not empty" in refused(company, "restore", str(tmp_path / "b.zip"))
    shutil.rmtree(company / "files")
    assert "There is a database here already" in refused(
        company, "restore", str(tmp_path / "b.zip")
    )
    assert hashlib.sha256((company / "quen.sqlite3").read_bytes()).hexdigest() == before


def test_a_fresh_start_where_nobody_works_yet_may_be_restored_into(company, data, tmp_path):
    told(company, "backup", str(tmp_path / "b.zip"))
    assert told(data, "restore", str(tmp_path / "b.zip"))["rows"] > 2000
    assert (data / "secret_key").read_text() == (company / "secret_key").read_text()


def rewritten(source, target, change):
    """The archive with one member changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


@pytest.mark.parametrize("part", ["tables/people_contact", "files/ab/hop-dong.pdf", "secret_key"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(part, company, tmp_path):
    told(company, "backup", str(tmp_path / "b.zip"))

    def swap(name, text):
        return text[:-9] + bytes([text[-9] ^ 1]) + text[-8:] if name == part else text

    rewritten(tmp_path / "b.zip", tmp_path / "bad.zip", swap)
    back = tmp_path / "back"
    said = refused(tmp_path, "restore", str(tmp_path / "bad.zip"), "--into", str(back))
    assert "bad.zip is damaged" in said
    assert {path.name for path in back.iterdir()} <= {"secret_key", "lock"}


def test_a_file_that_is_no_backup_and_one_of_a_newer_version_are_refused(company, tmp_path):
    (tmp_path / "text.zip").write_text("these are not the rows you are looking for")
    assert "is damaged" in refused(
        tmp_path, "restore", str(tmp_path / "text.zip"), "--into", str(tmp_path / "x")
    )
    told(company, "backup", str(tmp_path / "b.zip"))

    def later(name, text):
        if name != "manifest.json":
            return text
        said = json.loads(text)
        return json.dumps(said | {"migrations": [*said["migrations"], ["kit", "9999_later"]]})

    rewritten(tmp_path / "b.zip", tmp_path / "new.zip", later)
    said = refused(tmp_path, "restore", str(tmp_path / "new.zip"), "--into", str(tmp_path / "x"))
    assert "newer version of Quen" in said


def test_a_disk_that_is_full_is_told_and_leaves_nothing_behind(company, tmp_path):
    """A limit on the size of files stands for the full disk: the kernel refuses the same write."""

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        [*COMMAND, "backup", str(folder / "b.zip")],
        env=environment(company),
        preexec_fn=small,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "small" in done.stderr
    assert list(folder.iterdir()) == []
    assert rows(company, "SELECT state FROM kit_backuprun") == [("failed",)]


@pytest.mark.long
@pytest.mark.once
def test_an_older_backup_is_brought_back_and_upgraded_to_what_a_new_file_holds(company, tmp_path):
    """The backup is made by the code as it was before the last migration of the foundation: its tables come
    from every migration, one after the other, where a new file gets them at once."""
    kept = [tuple(row) for row in rows(company, "SELECT name FROM kit_workspace")]
    told(company, "backup", str(tmp_path / "b.zip"))

    def older(name, text):
        if name == "manifest.json":
            said = json.loads(text)
            said["migrations"] = [m for m in said["migrations"] if m[1] != "0002_held"]
            return json.dumps(said)
        return text

    rewritten(tmp_path / "b.zip", tmp_path / "old.zip", older)
    back = tmp_path / "back"
    done = told(tmp_path, "restore", str(tmp_path / "old.zip"), "--into", str(back))
    assert done["upgraded"] is True
    assert rows(back, "SELECT 1 FROM django_migrations WHERE name = '0002_held'") == [(1,)]
    assert [tuple(row) for row in rows(back, "SELECT name FROM kit_workspace")] == kept
    new, replayed = in_file(company), in_file(back)
    assert new["CREATE TABLE sales_deal"]
    assert new == replayed


def test_only_so_many_are_kept_and_a_drill_tries_the_newest(company, tmp_path):
    folder = tmp_path / "shelf"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"quen-2020010{day}-000000.zip").write_text("old")
    told(company, "backup", "--to", str(folder), "--keep", "3")
    assert len(list(folder.glob("*.zip"))) == 3
    done = told(company, "drill", QUEN_BACKUPS=str(folder))
    assert (done["files"], done["broken_seals"]) == (1, 0)
    assert not list(company.glob(".drill-*"))
    states = rows(company, "SELECT kind, state FROM kit_backuprun ORDER BY id")
    assert states == [("backup", "done"), ("drill", "done")]


def test_a_drill_tells_what_is_wrong_with_the_newest(company):
    made = Path(told(company, "backup")["file"])
    bad = made.with_name("quen-29990101-000000.zip")
    rewritten(
        made, bad, lambda name, text: text + b"[]\n" if name == "tables/people_company" else text
    )
    assert "damaged" in refused(company, "drill")
    assert rows(company, "SELECT state FROM kit_backuprun WHERE kind = 'drill'") == [("failed",)]


on_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="needs the PostgreSQL run of the suite")


@pytest.mark.long
@pytest.mark.postgres
@on_postgres
def test_a_backup_of_postgresql_under_load_comes_back_on_both(serve, made, company, tmp_path):
    url, second = made(LOCALE), made(LOCALE)
    told(company, "move", url)
    target = tmp_path / "pg.zip"
    backed_up_under_load(serve, company, target, DATABASE_URL=url)
    for back, more in ((tmp_path / "pg", {"DATABASE_URL": second}), (tmp_path / "lite", {})):
        done = told(back, "restore", str(target), **more)
        assert done["rows"] == sum(t["rows"] for t in manifest(target)["tables"].values())
        assert whole(back, target, **more) > 2000
        assert well_but_for_the_worker(back, **more) == []
        assert "already" in refused(tmp_path, "restore", str(target), DATABASE_URL=second)


@pytest.mark.long
@pytest.mark.postgres
@on_postgres
def test_moving_there_and_back_keeps_every_row_id_sequence_and_event(made, company, tmp_path):
    url = made(LOCALE)
    told(company, "move", url)
    there = tmp_path / "there"
    told(there, "backup", str(tmp_path / "there.zip"), DATABASE_URL=url)
    back = tmp_path / "back" / "quen.sqlite3"
    back.parent.mkdir()
    told(there, "move", f"sqlite://{back}", DATABASE_URL=url)
    told(company, "backup", str(tmp_path / "here.zip"))
    told(back.parent, "backup", str(tmp_path / "back.zip"))
    here, middle, again = (manifest(tmp_path / f"{n}.zip") for n in ("here", "there", "back"))
    own = {"kit_backuprun", "timeline_event"}  # each backup notes itself
    for name, table in here["tables"].items():
        if name not in own:
            assert middle["tables"][name]["sha256"] == table["sha256"], name
            assert middle["tables"][name]["last_id"] == table["last_id"], name
            assert again["tables"][name]["sha256"] == table["sha256"], name
    assert well_but_for_the_worker(there, DATABASE_URL=url) == []
    said = refused(company, "move", url)
    assert "There is a database here already" in said
    assert "Nothing was moved" in said


@pytest.mark.postgres
@on_postgres
def test_a_move_that_fails_leaves_the_new_database_empty(made, company):
    url = made(LOCALE)
    with contextlib.closing(sqlite3.connect(company / "quen.sqlite3")) as database, database:
        database.execute("UPDATE people_company SET name = 'a' || char(0) || 'b' WHERE id = 1")
    assert "Nothing was moved" in refused(company, "move", url)
    with psycopg.connect(url) as server:
        found = server.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchone() == (0,)
