"""The command line in this process; its processes are tried in test_tree and test_refusing."""

import gzip
import json

import pytest
import typer
from django.utils import timezone
from typer.testing import CliRunner

from quen.config import checks as installation
from quen.config.cli import app, load_rooms
from quen.kit import cli, doctor, rebuilding, starting
from quen.kit.models import Heartbeat
from quen.people.places import Place, convert


@pytest.fixture(scope="module", autouse=True)
def rooms():
    """What rooms lend is lent once: before a test puts something else in its place."""
    load_rooms()


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_a_room_lends_a_verb_with_its_options(monkeypatch):
    monkeypatch.setattr(cli, "VERBS", {})
    monkeypatch.setattr("quen.config.cli.VERBS", cli.VERBS)

    @cli.verb("bread bake")
    def bake(loaves: int, json: cli.AsJson = False) -> None:
        """Bake bread."""
        cli.say({"loaves": loaves}, f"{loaves} loaves are ready.", json=json)

    assert "bread" in run("--help").stdout
    assert run("bread", "bake", "3").stdout == "3 loaves are ready.\n"
    assert json.loads(run("bread", "bake", "3", "--json").stdout) == {"loaves": 3}
    assert run("bread", "bake", "many").exit_code == 2
    with pytest.raises(ValueError, match="exists already"):
        cli.verb("bread bake")(bake)


def test_an_unknown_verb_is_refused():
    assert run("dance").exit_code == 2


@pytest.fixture
def checks(monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {})
    return doctor.CHECKS


def test_doctor_fails_on_a_complaint_and_not_on_a_note(checks):
    doctor.check("sun")(lambda: [doctor.Note("it is night")])
    assert run("doctor").exit_code == 0
    doctor.check("rain")(lambda: ["it rains: take an umbrella"])
    said = run("doctor")
    assert said.exit_code == 1
    assert said.stdout.splitlines() == [
        "well   sun",
        "       it is night",
        "WRONG  rain",
        "       it rains: take an umbrella",
    ]
    assert json.loads(run("doctor", "--json").stdout)["well"] is False


def test_a_check_that_breaks_is_itself_a_complaint(checks):
    doctor.check("broken")(lambda: 1 / 0)
    assert "ZeroDivisionError" in run("doctor").stdout


def test_doctor_misses_a_worker_and_sees_one(db):
    assert "start `quen serve`" in next(installation.worker())
    Heartbeat.objects.create(name="worker here:1", at=timezone.now())
    assert list(installation.worker()) == []


def test_doctor_finds_this_database_in_order(db):
    assert list(installation.database()) == []
    assert list(installation.migrations()) == []
    assert list(installation.clock()) == []
    assert list(installation.disk()) == []


def test_doctor_sees_a_heartbeat_from_the_future(db):
    ahead = timezone.now() + timezone.timedelta(hours=2)
    Heartbeat.objects.create(name="worker here:1", at=ahead)
    assert "clock" in next(installation.clock())


def test_rebuild_runs_what_rooms_lend_and_names_what_it_does_not_know(monkeypatch):
    monkeypatch.setattr(rebuilding, "REBUILDERS", {})
    monkeypatch.setattr("quen.config.cli.REBUILDERS", rebuilding.REBUILDERS)
    ran = []
    rebuilding.rebuilds("tally")(lambda: ran.append("tally"))
    rebuilding.rebuilds("score")(lambda: ran.append("score"))
    assert run("rebuild", "score").exit_code == 0
    assert ran == ["score"]
    assert json.loads(run("rebuild", "--json").stdout) == {"rebuilt": ["tally", "score"]}
    assert isinstance(run("rebuild", "soup").exception, cli.Failed)


def test_preparations_run_in_order_and_hear_whether_a_demo_is_wanted(monkeypatch):
    monkeypatch.setattr(starting, "STARTS", {})
    starting.at_start("late", order=90)(lambda demo: ["late"])
    starting.at_start("early", order=10)(lambda demo: [f"demo {demo}"])
    assert starting.prepare_all(demo=True) == ["demo True", "late"]


def test_typer_draws_no_tracebacks_of_its_own():
    assert isinstance(app, typer.Typer)
    assert app.pretty_exceptions_enable is False


def test_an_installation_may_bring_a_newer_table_of_places(tmp_path, settings):
    settings.DATA = tmp_path
    own = tmp_path / "newer.csv.gz"
    head = "old_province,old_district,old_ward,new_province,new_ward\n"
    own.write_bytes(gzip.compress(f"{head}Tỉnh Cũ,Huyện Cũ,Xã Cũ,Tỉnh Mới,Xã Mới\n".encode()))
    told = run("places", str(own), "--json")
    assert json.loads(told.stdout) == {"wards": 1, "divided": 0}
    assert convert("Tỉnh Cũ", "Huyện Cũ", "Xã Cũ").places == (Place("Tỉnh Mới", "Xã Mới"),)
    own.write_bytes(b"none")
    assert "no table of places" in str(run("places", str(own)).exception)
