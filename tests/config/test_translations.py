"""The tool that keeps quen/locale true to the code, on a small room of its own."""

import importlib.util
import json
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
def said(count):
    return _("Bread"), ngettext("%(n)d loaf", "%(n)d loaves", count), pgettext("verb", "Bake")
"""
PAGE = """{% load i18n %}
    {% if loaves %}<p title="it's {{ it }}">{% translate "Fresh" %}</p>
        {% blocktranslate with who=baker trimmed %}
            baked by {{ who }}
        {% endblocktranslate %}
  {% endif %}"""
SAID = {
    "Bread": {"vi": "Bánh mì", "th": "ขนมปัง"},
    "%(n)d loaf": {"vi": ["%(n)d ổ"], "th": ["%(n)d ก้อน"]},
    "verb\u0004Bake": {"vi": "Nướng", "th": "อบ"},
    "Fresh": {"vi": "Tươi", "th": "สด"},
    "baked by %(who)s": {"vi": "%(who)s nướng", "th": "อบโดย %(who)s"},
}


@pytest.fixture
def tool(tmp_path, monkeypatch):
    loader = SourceFileLoader("translations", str(ROOT / "bin" / "translations"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_file_location(loader.name, loader.path, loader=loader)
    )
    loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOCALE", tmp_path / "quen" / "locale")
    write(tmp_path, "quen/oven/bread.py", CODE)
    write(tmp_path, "quen/oven/templates/oven/page.html", PAGE)
    write(tmp_path, "quen/locale/parts/oven.json", json.dumps(SAID))
    return module


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_texts_of_code_and_templates_are_found_with_their_contexts_and_plurals(tool):
    assert {tool.key(text) for text in tool.texts()} == set(SAID)


def test_merged_parts_are_complete_and_the_second_merge_changes_nothing(tool, capsys):
    tool.merge()
    tool.check()
    assert "complete: 5 texts" in capsys.readouterr().out
    path = tool.LOCALE / "th" / "LC_MESSAGES" / "django.po"
    first = path.read_bytes()
    tool.merge()
    assert path.read_bytes() == first
    tool.compile_all()
    assert path.with_suffix(".mo").exists()


@pytest.mark.parametrize(
    ("text", "said", "words"),
    [
        ("Bread", "", "is not translated (quen/oven/bread.py)"),
        ("baked by %(who)s", "%(name)s nướng", "other placeholders"),
        ("baked by %(who)s", "đã nướng", "other placeholders"),
        ("%(n)d loaf", ["ổ"], "other placeholders"),
    ],
)
def test_a_text_that_is_missing_or_has_lost_its_value_fails_the_check(
    tool, capsys, text, said, words
):
    wrong = {**SAID, text: {"vi": said, "th": SAID[text]["th"]}}
    write(tool.ROOT, "quen/locale/parts/oven.json", json.dumps(wrong))
    tool.merge()
    with pytest.raises(SystemExit, match="1 texts to mend"):
        tool.check()
    assert words in capsys.readouterr().out


def test_a_text_that_left_the_code_leaves_the_files(tool, capsys):
    tool.merge()
    write(tool.ROOT, "quen/oven/bread.py", "")
    tool._texts.clear()
    with pytest.raises(SystemExit):
        tool.check()
    assert "is no longer in the code" in capsys.readouterr().out
    tool.merge()
    tool.check()
