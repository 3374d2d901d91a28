"""The look: classes, icons, components and behaviours, as far as they can be proved without a browser."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from quen.kit import assets, cells, charts
from quen.kit.gallery import SampleForm, sample
from quen.kit.icons import icon
from quen.kit.ring import LoopStage, ring

ROOMS = Path(assets.ROOMS)
KIT = ROOMS / "kit"
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
STYLES = sorted(ROOMS.glob("*/static/*/css/*.css"))
SCRIPTS = sorted(ROOMS.glob("*/static/*/js/*.js"))
PYTHON = sorted(p for p in ROOMS.glob("*/**/*.py") if "migrations" not in p.parts)
TABLER = Path(settings.NODE_MODULES) / "@tabler/core/dist/css/tabler.min.css"

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
ATTRIBUTE = re.compile(r"""\bclass=\\?"((?:\{%.*?%\}|\{\{.*?\}\}|\{[^}"]*\}|[^"\\])*)""", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
SLOT = re.compile(r"\{\{.*?\}\}|\{[^}]*\}", re.DOTALL)
CSS_ARGUMENT = re.compile(r'\bcss="([^"]*)"')


def classes_in(css: str) -> set[str]:
    bare = re.sub(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'|url\([^)]*\)", "", css, flags=re.DOTALL)
    return set(CLASS.findall(bare))


OURS = set().union(*(classes_in(p.read_text()) for p in STYLES))
THEIRS = classes_in(TABLER.read_text())


def written(source: str) -> set[str]:
    """Class names of a template or a Python file; a part filled in later becomes `*`."""
    found = [*ATTRIBUTE.findall(source), *CSS_ARGUMENT.findall(source)]
    return {name for text in found for name in SLOT.sub("*", TAG.sub(" ", text)).split()}


def exists(name: str) -> bool:
    if "*" not in name:
        return name in OURS or name in THEIRS
    start = name.partition("*")[0]
    return not start or any(known.startswith(start) for known in OURS)


def test_every_class_written_exists_in_a_stylesheet():
    for path in (*TEMPLATES, *PYTHON):
        missing = {name for name in written(path.read_text()) if not exists(name)}
        assert not missing, f"{path.name}: neither Tabler nor our styles know {sorted(missing)}"


def test_no_class_of_our_styles_is_unused():
    used = set().union(*(written(p.read_text()) for p in [*TEMPLATES, *PYTHON]))
    everything = "\n".join(p.read_text() for p in [*TEMPLATES, *SCRIPTS, *PYTHON])
    words = {w for w in re.findall(r"[\w-]+", everything) if re.search("--|__", w)}
    starts = {n.partition("*")[0] for n in used if "*" in n} - {""}
    starts |= set(re.findall(r"([a-z][\w-]*-)\{", everything))
    by_htmx = {"htmx-request"}
    rest = OURS - used - words - by_htmx
    unused = {n for n in rest if not n.startswith(tuple(starts)) and f'"{n}"' not in everything}
    assert not unused, f"take these classes out of our styles: {sorted(unused)}"


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_every_stylesheet_stays_in_its_layer(path):
    bare = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()
    assert bare.startswith(("@layer", "@font-face")), f"{path.name}: wrap it in @layer components"


def test_no_template_carries_inline_style_or_script():
    for path in TEMPLATES:
        source = path.read_text()
        assert not re.search(r"\sstyle\s*=\s*[\"']", source), f"{path.name} has a style attribute"
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']|hx-on|<style|javascript:", source), path.name
        for tag in re.findall(r"<script[^>]*>", source):
            assert "src=" in tag or "application/json" in tag, f"{path.name}: {tag}"
        assert len(source.splitlines()) <= 120, f"{path.name} is too long"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_behaviour_is_small_and_evaluates_no_text(path):
    source = path.read_text()
    assert len(source.splitlines()) <= 150
    assert not re.search(r"\beval\(|new Function\(", source)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_imports_end_with_a_semicolon_or_their_names_would_not_get_a_hash(path):
    for line in re.findall(r"^import .*$", path.read_text(), re.MULTILINE):
        assert line.endswith(";"), line


def test_all_behaviours_together_stay_in_the_budget():
    assert sum(len(p.read_text().splitlines()) for p in SCRIPTS) <= 5000


def test_every_sentence_a_behaviour_says_is_given_by_the_page():
    asked = {w for p in SCRIPTS for w in re.findall(r"\bword\(\"([a-z-]+)\"\)", p.read_text())}
    given = set(
        re.findall(r"data-([a-z-]+)=\"\{% translate", (KIT / "templates/base.html").read_text())
    )
    assert asked <= given


def test_every_icon_named_in_a_template_exists():
    for path in TEMPLATES:
        for name in re.findall(r"\{% icon \"([^\"]+)\"", path.read_text()):
            assert "<svg" in icon(name), f"{path.name}: {name}"


def test_an_unknown_icon_is_refused_and_so_is_a_path():
    for name in ("no-such-icon", "../filled/home", ""):
        with pytest.raises(LookupError):
            icon(name)


def test_an_icon_is_hidden_from_screen_readers_and_has_no_empty_box():
    assert 'aria-hidden="true"' in icon("users")
    assert "M0 0h24v24H0z" not in icon("users")


def test_all_stylesheets_are_loaded_what_imports_first():
    names = assets.stylesheets()
    assert names[0] == "kit/css/tabler.css"
    assert len(names) == len(set(names)) == len(STYLES)
    assert assets.sheet().count("@import") == 1
    assert len(assets.behaviours()) == len(SCRIPTS)


@pytest.mark.parametrize("language", ["vi", "th", "en"])
def test_the_gallery_shows_every_component_without_a_query(language):
    with translation.override(language):
        html = render_to_string("gallery.html", sample())
    shown = {
        "ui-dialog",
        "ui-menu",
        "ui-toast",
        "ui-filter",
        "ui-list-keys",
        "ui-board",
        "ui-secret",
    }
    assert all(f"<{name}" in html for name in shown)
    assert html.count('data-bs-theme="dark"') == 1


def test_every_shared_part_can_be_read_by_the_template_engine():
    for path in (KIT / "templates").rglob("*.html"):
        name = str(path.relative_to(KIT / "templates"))
        assert engines["django"].get_template(name).template.name == name


def test_the_ring_links_each_stage_and_tells_it_in_words():
    stages = [LoopStage(f"S{i}", f"{i}00", "9%", f"/?stage={i}") for i in range(5)]
    html = ring(stages, ["<middle>"])
    assert html.count("<a ") == 5
    assert 'aria-label="S3: 300, 9%"' in html
    assert "&lt;middle&gt;" in html


def test_a_ring_of_four_stages_is_refused():
    with pytest.raises(ValueError, match="five"):
        ring([LoopStage("a", "1", "", "/")] * 4)


def test_a_chart_tells_its_numbers_in_words_and_reaches_no_further_than_its_scale():
    html = charts.columns("Sales", ["Jan", "Feb"], [charts.Series("Won", [3, 990])], show=str)
    assert 'aria-label="Sales. Jan: 3; Feb: 990"' in html
    assert ">1000.0<" in html


def test_labels_below_columns_stay_apart_and_the_last_one_is_always_there():
    days = [f"{n:02}/11/2026" for n in range(1, 31)]
    html = charts.columns("Sales", days, [charts.Series("Won", [1] * 30)], show=str)
    shown = re.findall(r'class="chart__label([^"]*)" x="([\d.]+)"[^>]*>(\d\d)/11/2026', html)
    places = [float(x) for _look, x, _day in shown]
    assert min(b - a for a, b in pairwise(places)) > 10 * 6
    assert [day for look, _x, day in shown if not look][-1] == "30"
    at_phones = [float(x) for look, x, _day in shown if not look]
    assert min(b - a for a, b in pairwise(at_phones)) > 10 * 10.5


def test_charts_of_nothing_are_drawn():
    assert "<svg" in charts.columns("Sales", [], [], show=str)
    assert "<li" not in charts.bars("Reasons", [])
    assert "<svg" in charts.columns("Sales", ["Jan"], [charts.Series("Won", [0])], show=str)


@pytest.mark.parametrize(
    "cell",
    [
        cells.identity("<b>", "<b>", "<b>"),
        cells.text("<b>", "<b>"),
        cells.quiet("<b>", "<b>", "<b>"),
        cells.link("<b>", "<b>", "<b>"),
        cells.number("<b>", "<b>"),
        cells.stage("<b>", "<b>", "<b>"),
        cells.score(1, "<b>"),
        cells.person("<b>", "<b>"),
        cells.tags([("<b>", 1)], "<b>"),
    ],
)
def test_a_cell_never_lets_markup_through(cell):
    assert "<b>" not in cell
    assert cell.startswith("<td")
    assert cell.endswith("</td>")


def test_a_stage_outside_the_loop_is_grey():
    assert "pill--" not in cells.stage("Lost", "")
    assert "pill--retain" in cells.stage("Customer", "retain")


def rendered(form: forms.Form, name: str) -> str:
    return engines["django"].from_string("{% field bound %}").render({"bound": form[name]})


def test_a_refused_field_names_its_error_for_screen_readers():
    html = rendered(SampleForm({"full_name": ""}), "full_name")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_full_name_help id_full_name_error"' in html
    assert 'id="id_full_name_error"' in html


def test_a_fresh_field_shows_no_error_and_a_group_of_boxes_is_a_fieldset():
    assert "aria-invalid" not in rendered(SampleForm(), "email")
    html = rendered(SampleForm(), "channels")
    assert "<fieldset" in html
    assert html.count('class="form-check-input"') == 3


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "refused"])
def test_an_error_page_has_a_heading_and_a_way_home(name):
    html = render_to_string(f"{name}.html", {"message": "<No>"})
    assert "<h1" in html
    assert 'href="/"' in html
    assert "<No>" not in html
