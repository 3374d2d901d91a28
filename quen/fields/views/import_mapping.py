"""Which column goes to which field."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quen.fields.actions import imports as actions
from quen.fields.importing.files import rows_of
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import header_of, reading_of
from quen.fields.models import ImportRun
from quen.fields.views.import_steps import steps
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page

SAMPLES = 3


@require_http_methods(["GET", "POST"])
@needs("people.import")
def import_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column goes to which field; how the text is read."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk, state="draft")
    header = header_of(run)
    if request.method == "POST":
        actions.begin_import(run, _mapping(request, header))
        return HttpResponseRedirect(reverse("fields:import_show", args=[pk]))
    it = IMPORTABLES[run.object]
    return page(
        request,
        "fields/import_map.html",
        run=run,
        steps=steps("map"),
        label=it.label,
        columns=_columns(run, header, request.user),
        matches=[(key, _match_label(it, key, request.user)) for key in it.matches],
    )


def _mapping(request: HttpRequest, header: list[str]) -> dict[str, Any]:
    chosen = {name: request.POST.get(f"column-{n}", "") for n, name in enumerate(header)}
    options = {"share": bool(request.POST.get("share"))}
    if request.POST.get("create"):
        options["create"] = ["company"]  # type: ignore[assignment]
    columns = {name: key for name, key in chosen.items() if key}
    return {"columns": columns, "match": request.POST.get("match", ""), "options": options}


def _columns(run: ImportRun, header: list[str], user: Any) -> list[dict[str, Any]]:
    try:
        samples = list(islice(rows_of(reading_of(run)), 1, 1 + SAMPLES))
    except BadFile as error:
        raise Refused(str(error)) from error
    targets = [(t.key, str(t.label)) for t in IMPORTABLES[run.object].targets(user)]
    guessed = run.mapping.get("columns", {})
    return [
        {
            "name": name,
            "key": f"column-{n}",
            "samples": [row[n] for row in samples if len(row) > n and row[n].strip()],
            "options": [(key, label, guessed.get(name) == key) for key, label in targets],
            "guessed": name in guessed,
        }
        for n, name in enumerate(header)
    ]


def _match_label(it: Any, key: str, user: Any) -> str:
    return next((str(t.label) for t in it.targets(user) if t.key == key), key)
