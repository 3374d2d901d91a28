"""Starts that must be refused: one sentence, exit code 1 (slow: each is a process of its own)."""

import contextlib
import shutil
import socket
import sqlite3

import pytest

from tests.config.conftest import free_port, quen

pytestmark = pytest.mark.slow


def refused(data, *words, **more):
    done = quen(data, *(words or ("serve", "--port", str(free_port()))), **more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def change(data, *statements):
    with contextlib.closing(sqlite3.connect(data / "quen.sqlite3")) as database, database:
        for statement in statements:
            database.execute(statement)


def test_a_second_start_on_one_data_folder_is_refused_and_says_where_the_first_one_is(serve, data):
    served = serve(data).ready()
    said = refused(data)
    assert "already runs" in said
    assert f"http://127.0.0.1:{served.port}" in said
    assert served.health() == 200


def test_a_taken_port_is_refused(data):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"Cannot listen on 127.0.0.1:{port}" in refused(data, "serve", "--port", port)


def test_a_data_folder_that_cannot_be_written_is_refused(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("not a folder")
    assert "cannot be written" in refused(taken / "below")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root@localhost/quen", "DATABASE_URL must look like postgres://"),
        ("postgres://quen@127.0.0.1:1/quen", "does not answer"),
        ("postgres://quen@127.0.0.1:1/quen?nonsense=1", 'invalid connection option "nonsense"'),
    ],
)
def test_a_broken_database_url_is_refused(tmp_path, url, words):
    assert words in refused(tmp_path, DATABASE_URL=url)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "quen.sqlite3").write_text("these are not the tables you are looking for" * 50)
    assert "not a database" in refused(tmp_path)


def test_a_half_migrated_database_is_refused_until_it_is_finished(data):
    change(data, "DELETE FROM django_migrations WHERE app = 'mfa'", "DROP TABLE mfa_authenticator")
    assert "half-migrated" in refused(data)
    assert quen(data, "migrate").returncode == 0
    assert "well   migrations" in quen(data, "doctor").stdout


def test_a_verb_on_a_new_folder_says_what_to_do_first(tmp_path):
    said = quen(tmp_path, "user", "add", "an@quen.test", "--name", "An", "--role", "admin")
    assert said.returncode == 1
    assert "Run `quen migrate` first" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_database_that_lost_a_table_is_refused(data):
    change(data, "DROP TABLE mfa_authenticator")
    assert "mfa_authenticator" in refused(data)


def test_a_database_of_a_newer_version_is_refused(data):
    change(
        data,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('kit', '9999_later', '2030-01-01')",
    )
    assert "newer version" in refused(data)


def test_somebody_elses_database_is_refused(tmp_path):
    change(tmp_path, "CREATE TABLE theirs (id integer)")
    assert "not Quen's" in refused(tmp_path)


def test_an_unknown_setting_is_refused(tmp_path):
    assert "QUEN_LOG must be one of" in refused(tmp_path, QUEN_LOG="loud")


def test_a_database_that_an_older_version_left_whole_is_upgraded_unasked(serve, data, tmp_path):
    older = shutil.copytree(data, tmp_path / "older")
    change(older, "DELETE FROM django_migrations WHERE app = 'mfa'", "DROP TABLE mfa_authenticator")
    remark(older)
    served = serve(older).ready()
    assert served.health() == 200
    assert len(list((older / "backups").glob("quen-*.zip"))) == 1
    assert not (older / "quen.sqlite3.before-upgrade").exists()


@pytest.mark.parametrize("words", [("serve",), ("migrate",)], ids=["serve", "migrate"])
def test_sr_54_an_upgrade_that_fails_is_rolled_back_by_itself(words, data):
    """The table that the migration wants to make is there already, so the migration fails."""
    change(data, "DELETE FROM django_migrations WHERE app = 'mfa'")
    remark(data)
    before = dump(data)
    done = quen(data, *words)
    assert done.returncode == 1
    assert "The database could not be migrated" in done.stderr
    assert "is as it was before" in done.stderr
    assert dump(data) == before
    (made,) = (data / "backups").glob("quen-*.zip")
    assert made.stat().st_size > 1000
    assert not (data / "quen.sqlite3.before-upgrade").exists()


def test_without_room_for_a_backup_no_upgrade_begins(data):
    change(data, "DELETE FROM django_migrations WHERE app = 'mfa'", "DROP TABLE mfa_authenticator")
    remark(data)
    before = dump(data)
    (data / "backups").write_text("a file where the folder should be")
    said = quen(data, "migrate")
    assert said.returncode == 1
    assert "The upgrade was not begun" in said.stderr
    assert dump(data) == before


def dump(data):
    with contextlib.closing(sqlite3.connect(data / "quen.sqlite3")) as database:
        return list(database.iterdump())


def remark(data):
    """Mark the schema as complete, as the older version would have."""
    with contextlib.closing(sqlite3.connect(data / "quen.sqlite3")) as database, database:
        from quen.config.schema import MARK, _digest, _of_apps

        rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
        digest = _digest(_of_apps(rows))
        database.execute("UPDATE django_migrations SET name = ? WHERE app = ?", (digest, MARK))
