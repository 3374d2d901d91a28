"""The house rules, each with its machine (architecture, section 5)."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from quen.kit.privacy import HOLDINGS

ROOT = Path(__file__).resolve().parents[1] / "quen"
FLOORS = [
    "kit",
    "timeline",
    "accounts",
    "fields",
    "channels",
    "people",
    "automation",
    "insights",
    "capture",
    "work",
    "commerce",
    "sales",
    "service",
    "marketing",
    "web",
    "config",
]
SOURCES = [p for p in ROOT.rglob("*.py") if "/migrations/" not in str(p)]
PAGES = [
    p
    for p in SOURCES
    if "actions" not in p.parts and ("views" in p.parts or p.stem in ("views", "api", "public"))
]
TEMPLATES = list(ROOT.glob("*/templates/**/*.html"))
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
}


def every_url(patterns, before=""):
    """Each (route, view, name) of the product."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_url(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback, pattern.name


ROUTES = list(every_url(get_resolver().url_patterns))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def address(route: str) -> str:
    """An address for a route, with 1 for every parameter."""
    text = re.sub(r"<slug:type_key>", "contact", route)
    text = re.sub(r"\(\?P<[^>]+>[^)]*\)", "1", re.sub(r"<[^>]+>", "1", text))
    return "/" + re.sub(r"[\^$\\]|\{|\}", "", text)


@pytest.mark.parametrize(
    ("route", "view"), [r[:2] for r in ROUTES], ids=[r[0] or "/" for r in ROUTES]
)
def test_every_url_has_a_door(route, view):
    assert getattr(view, "door", None), f"/{route}: put @needs, @personal or @public on it"


def test_what_opens_by_a_secret_link_is_kept_by_no_cache_and_listed_nowhere():
    # A calendar's address is fetched again and again; its answers say themselves how long they may be kept.
    secret = [view for route, view, name in ROUTES if "str:token" in route and name != "feed"]
    public = [view for view in secret if view.door.startswith("public:")]
    assert len(public) > 20
    assert [view.__qualname__ for view in public if not view.by_link] == []


def test_no_signed_in_page_opens_for_strangers(client, db):
    for route, view, _name in ROUTES:
        if view.door.startswith("public:"):
            continue
        for method in (client.get, client.post):
            answer = method(address(route))
            assert answer.status_code in (302, 401, 403, 404, 405), (route, answer.status_code)
            if answer.status_code == 302:
                assert "/account/login/" in answer.headers["Location"], route


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_pages_change_nothing_themselves_and_start_from_what_the_user_may_see(path):
    source = path.read_text()
    calls = {
        n.func.attr
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and not (isinstance(n.func.value, ast.Name) and n.func.value.id == "router")
    }
    assert not calls & WRITES, f"{short(path)} writes: move it to an action"
    assert not re.search(r"\.objects\.(?!visible_to\(|for_token\(|none\()", source), (
        f"{short(path)}: start from .objects.visible_to(user)"
    )


def test_templates_look_down_never_up():
    for page in TEMPLATES:
        room = page.relative_to(ROOT).parts[0]
        for used in re.findall(r'{%\s*(?:extends|include)\s+"(\w+)/', page.read_text()):
            if used in FLOORS:
                assert FLOORS.index(used) <= FLOORS.index(room), f"{page} uses {used}"


def test_files_and_functions_stay_small():
    for path in SOURCES:
        text = path.read_text()
        assert text.count("\n") <= 500, f"{short(path)} is too long: split it by noun"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= 60, f"{short(path)}: {node.name} has {lines} lines"


def test_templates_hold_no_logic():
    for path in TEMPLATES:
        text = path.read_text()
        assert text.count("\n") <= 120, f"{short(path)}: split it into partials"
        assert "perms." not in text, short(path)
        for tag in re.findall(r"{%\s*(?:el)?if\s(.*?)%}", text):
            assert len(re.findall(r"\b(?:and|or)\b", tag)) <= 1, f"{short(path)}: {tag}"
        for expression in re.findall(r"{{(.*?)}}", text):
            assert expression.count("|") <= 2, f"{short(path)}: {expression}"
        inline = re.search(r"\sstyle=|\son\w+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", text)
        assert not inline, short(path)


def test_browser_code_stays_within_its_budget():
    files = list(ROOT.glob("*/static/**/*.js"))
    lines = {p: p.read_text().count("\n") for p in files}
    assert sum(lines.values()) <= 5000
    assert max(lines.values()) <= 150, max(lines, key=lines.get)


def test_models_stay_lean():
    """At most 25 fields that a model declares itself; what every record has (owner, team, version,
    dates) is not counted."""
    for model in apps.get_models():
        if not model.__module__.startswith("quen."):
            continue
        inherited = {
            f.name
            for base in model.__mro__[1:]
            if hasattr(base, "_meta")
            for f in base._meta.local_fields
        }
        own = [f for f in model._meta.local_fields if f.name not in inherited and f.name != "id"]
        assert len(own) <= 25, f"{model.__name__} has {len(own)} fields of its own"


def test_every_table_says_what_it_holds_of_a_person():
    """SR-56: the build fails for a table that nobody declared."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("quen.")]
    undeclared = sorted(m.__name__ for m in ours if m not in HOLDINGS)
    assert not undeclared, f"declare with kit.privacy: {undeclared}"


def test_no_file_has_a_name_without_an_idea():
    bad = {"utils", "helpers", "services", "managers", "signals"}
    assert not [short(p) for p in SOURCES if p.stem in bad]


def test_the_three_languages_have_the_same_placeholders():
    for part in (ROOT / "locale" / "parts").glob("*.json"):
        for msgid, told in json.loads(part.read_text()).items():
            for language, text in told.items():
                for one in text if isinstance(text, list) else [text]:
                    wanted = set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", msgid))
                    assert wanted == set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", one)), (
                        part.name,
                        language,
                        msgid,
                    )
