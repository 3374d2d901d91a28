"""Lists that must match the code."""

import json
import re
from pathlib import Path

import pytest

from quen.config import env

ROOT = Path(__file__).resolve().parents[2]
OPERATORS = (ROOT / "docs" / "operator-guide.md").read_text(encoding="utf-8")
REASONS = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


def dependencies():
    for lock in sorted((ROOT / "requirements").glob("*.in")):
        for line in lock.read_text().splitlines():
            if found := re.match(r"[A-Za-z0-9][A-Za-z0-9_.-]*", line):
                yield found[0]
    package = json.loads((ROOT / "package.json").read_text())
    yield from (*package["dependencies"], *package["devDependencies"])


@pytest.mark.parametrize("name", env.NAMES)
def test_every_variable_is_in_the_operator_guide(name):
    assert f"`{name}`" in OPERATORS


def test_the_operator_guide_names_no_variable_that_nobody_reads():
    named = set(re.findall(r"`(QUEN_[A-Z_]+?|DATABASE_URL|EMAIL_URL)(?:_FILE)?`", OPERATORS))
    assert named == set(env.NAMES)


def test_the_environment_is_read_in_one_place():
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "quen").rglob("*.py")
        if re.search(r"\b(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert readers == {"quen/config/env.py"}


@pytest.mark.parametrize("name", sorted(set(dependencies())))
def test_every_dependency_has_its_reason(name):
    assert re.search(rf"^\| `{re.escape(name)}` \| .+ \|$", REASONS, re.MULTILINE)


def test_no_reason_is_left_of_a_dependency_that_is_gone():
    assert set(re.findall(r"^\| `([^`]+)` \|", REASONS, re.MULTILINE)) == set(dependencies())


def test_every_dependency_is_locked_by_hash_and_without_an_address():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*$", text, re.MULTILINE)
        assert pins
        assert all(pin.endswith("\\") for pin in pins), lock.name
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
