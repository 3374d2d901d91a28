"""Which column goes to which field."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.fields.actions import import_rules as actions
from quen.fields.importing.files import rows_of
from quen.fields.importing.guessing import LIKELY, SURE
from quen.fields.importing.objects import IMPORTABLES, Target
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import header_of, reading_of
from quen.fields.importing.together import all_targets
from quen.fields.models import ImportMapping, ImportRun
from quen.fields.views.import_steps import of_draft, steps
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.text import fold

SAMPLES = 4
ALIKE = 0.8
Options = list[tuple[str, str, bool]]


@require_http_methods(["GET", "POST"])
@needs("people.import")
@of_draft
def import_map(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Columns left, fields right, with how sure the guess is."""
    header = _header(run)
    if request.method == "POST":
        chosen = {name: request.POST.get(f"column-{n}", "") for n, name in enumerate(header)}
        actions.map_columns(run, chosen)
        return HttpResponseRedirect(reverse("fields:import_rules", args=[run.pk]))
    it = IMPORTABLES[run.object]
    columns = _columns(run, header, request.user)
    return page(
        request,
        "fields/import_map.html",
        run=run,
        steps=steps("map"),
        label=it.label,
        columns=columns,
        mapped=sum(1 for column in columns if column["chosen"]),
        kept=_alike(run, header, request.user),
    )


@require_POST
@needs("people.import")
@of_draft
def import_use(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Take a kept mapping over."""
    kept = get_object_or_404(
        ImportMapping.objects.visible_to(request.user), pk=request.POST.get("mapping") or 0
    )
    actions.use_mapping(run, kept)
    return HttpResponseRedirect(reverse("fields:import_map", args=[run.pk]))


def _header(run: ImportRun) -> list[str]:
    try:
        return header_of(run)
    except BadFile as error:
        raise Refused(str(error)) from error


def _alike(run: ImportRun, header: list[str], user: Any) -> list[tuple[int, str]]:
    """Kept mappings whose columns are nearly all here."""
    present = {fold(name) for name in header}
    rows = ImportMapping.objects.visible_to(user).filter(object=run.object)
    return [
        (row.pk, row.name)
        for row in rows
        if len(present & set(row.header)) >= ALIKE * max(len(row.header), 1)
    ]


def _columns(run: ImportRun, header: list[str], user: Any) -> list[dict[str, Any]]:
    samples = list(islice(rows_of(reading_of(run)), 1, 1 + SAMPLES))
    targets = all_targets(IMPORTABLES[run.object], user)
    chosen = run.mapping.get("columns", {})
    confidence = run.mapping.get("confidence", {})
    return [
        {
            "name": name,
            "key": f"column-{n}",
            "samples": [row[n] for row in samples if len(row) > n and row[n].strip()],
            "options": _options(targets, chosen.get(name, "")),
            "fresh": _fresh(run),
            "chosen": bool(chosen.get(name)),
            "sure": _sure(confidence.get(name), bool(chosen.get(name))),
        }
        for n, name in enumerate(header)
    ]


def _options(targets: list[Target], chosen: str) -> Options:
    return [(target.key, str(target.label), target.key == chosen) for target in targets]


def _fresh(run: ImportRun) -> list[tuple[str, str]]:
    """Kinds of a custom field that can be made from the column; colleagues have none."""
    if not IMPORTABLES[run.object].type:
        return []
    return [
        ("new:text", _("new field: text")),
        ("new:choice", _("new field: choice of its values")),
        ("new:number", _("new field: number")),
        ("new:date", _("new field: day")),
        ("new:long_text", _("new field: long text")),
    ]


def _sure(confidence: float | None, chosen: bool) -> tuple[str, str]:
    """(tone, words) of how sure the guess is."""
    if not chosen or confidence is None:
        return "", ""
    if confidence >= SURE:
        return "import__sure--ok", _("sure")
    return ("", _("likely")) if confidence >= LIKELY else ("import__sure--warn", _("please check"))
