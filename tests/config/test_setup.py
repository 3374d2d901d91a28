"""The parts of set-up that need no network: stamps, and what is said when all ways fail."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(tmp_path, monkeypatch):
    loader = SourceFileLoader("setup_script", str(ROOT / "bin" / "setup"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_file_location(loader.name, loader.path, loader=loader)
    )
    loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOG", tmp_path / "setup.log")
    (tmp_path / "setup.log").write_text("")
    (tmp_path / "input").write_text("one")
    return module


def due(setup, **more):
    with setup.part("Bread", setup.ROOT / "made" / "stamp", [setup.ROOT / "input"], **more) as it:
        return it


def test_a_part_is_made_once_and_again_when_its_input_changes(setup):
    assert due(setup) is True
    assert due(setup) is False
    (setup.ROOT / "input").write_text("two")
    assert due(setup) is True


def test_a_part_is_made_again_when_what_it_made_is_gone(setup):
    assert due(setup) is True
    assert due(setup, made=[setup.ROOT / "loaf"]) is True


def test_a_part_that_failed_is_due_again(setup):
    with (
        pytest.raises(setup.Failed),
        setup.part("Bread", setup.ROOT / "made" / "stamp", [setup.ROOT / "input"]),
    ):
        raise setup.Failed("no flour")
    assert due(setup) is True


def test_what_could_not_be_fetched_is_named_with_the_last_words_of_the_tool(setup):
    said = [lambda: setup.runs(["sh", "-c", "echo no such host; exit 1"]), lambda: False]
    with pytest.raises(setup.Failed, match=r"Could not fetch the flour\. Check the network") as it:
        setup.first_that_works("the flour", said)
    assert "no such host" in str(it.value)


def test_a_command_that_does_not_exist_is_a_way_that_failed(setup):
    assert setup.runs(["no-such-command-here"]) is False
