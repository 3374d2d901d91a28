"""Lists that must match the code."""

import json
import re
from pathlib import Path

import pytest
from django.utils.module_loading import autodiscover_modules

from quen.accounts.rights import RIGHTS
from quen.config import env
from quen.config.cli import app
from quen.kit.cli import VERBS
from quen.timeline.kinds import KINDS
from quen.web.api import api

ROOT = Path(__file__).resolve().parents[2]
OPERATORS = (ROOT / "docs" / "operator-guide.md").read_text(encoding="utf-8")
EVENTS = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
ROLES = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
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


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_is_listed_with_its_sentence(kind):
    assert f"| `{kind}` | {KINDS[kind].sentence} |" in EVENTS


def test_no_event_is_listed_that_cannot_happen():
    assert set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", EVENTS, re.MULTILINE)) == set(KINDS)


def test_every_right_is_listed_and_no_other():
    assert set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", ROLES, re.MULTILINE)) == set(RIGHTS)


def test_every_command_is_in_the_operator_guide_and_no_other():
    autodiscover_modules("verbs")
    own = {info.name or info.callback.__name__ for info in app.registered_commands}
    listed = re.findall(r"^\| `quen ([a-z -]+)` \|", OPERATORS, re.MULTILINE)
    assert set(listed) == own | {verb.name for verb in VERBS.values()}


@pytest.mark.parametrize("path", sorted(api.get_openapi_schema(path_prefix="/")["paths"]))
def test_every_address_of_the_api_is_in_its_guide(path):
    assert f"`{path}`" in API


@pytest.mark.parametrize("guide", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name)
def test_every_file_that_a_guide_names_is_there(guide):
    text = guide.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (guide.parent / target).exists(), target
    for named in re.findall(r"`((?:tests|quen|bin|docs)/[\w/.-]+\.(?:py|md|html))`", text):
        assert (ROOT / named).exists(), named
