"""Bringing a file in by a page: choose it, map its columns, watch it, read what was refused."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import imports as actions
from quen.fields.importing.files import ENCODINGS, BadFile, detect, is_sheet, rows_of, sheets
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusals import told, write_refused
from quen.fields.importing.running import header_of, reading_of
from quen.fields.models import ImportRun
from quen.fields.views.undoing import named
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page

SAMPLES = 3
SHOWN = 200


@require_http_methods(["GET", "POST"])
@needs("people.import")
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a file and what it holds."""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused(_("Choose a file first."))
        run = actions.new_import(
            request.POST.get("object", ""),
            str(upload.name),
            upload.chunks(),
            by=acting_user(request),
        )
        return HttpResponseRedirect(reverse("fields:import_map", args=[run.pk]))
    return page(
        request,
        "fields/import_new.html",
        objects=_objects(request.user, request.GET.get("object", "contacts")),
        runs=ImportRun.objects.visible_to(request.user).order_by("-pk")[:20],
    )


def _objects(user: Any, chosen: str) -> list[tuple[str, str, bool]]:
    mine = (it for it in IMPORTABLES.values() if user.can(it.needs))
    return [(it.name, str(it.label), it.name == chosen) for it in mine]


@require_http_methods(["GET", "POST"])
@needs("people.import")
def import_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column goes to which field; how the text is read."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk, state="draft")
    if request.method == "POST" and "reread" in request.POST:
        asked = {key: request.POST.get(key, "") for key in ("encoding", "delimiter", "sheet")}
        actions.reread_import(run, **asked)
        return HttpResponseRedirect(reverse("fields:import_map", args=[pk]))
    header = header_of(run)
    if request.method == "POST":
        actions.begin_import(run, _mapping(request, header))
        return HttpResponseRedirect(reverse("fields:import_show", args=[pk]))
    it = IMPORTABLES[run.object]
    return page(
        request,
        "fields/import_map.html",
        run=run,
        label=it.label,
        columns=_columns(run, header, request.user),
        matches=[(key, _match_label(it, key, request.user)) for key in it.matches],
        reading=_reading(run),
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


def _reading(run: ImportRun) -> dict[str, Any]:
    path = Path(run.path)
    sheet = is_sheet(path)
    encoding = "" if sheet else run.encoding or detect(path)
    marks = ((",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", "|"))
    return {
        "encodings": []
        if sheet
        else [(e, e == encoding) for e in dict.fromkeys((encoding, *ENCODINGS))],
        "delimiters": [] if sheet else [(m, label, m == run.delimiter) for m, label in marks],
        "sheets": [(name, name == run.sheet) for name in sheets(path)],
    }


@require_GET
@needs("people.import")
def import_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what came of it, and each refused row with its reason."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    refused = [
        (row.number, told(row.reasons), ", ".join(c for c in list(row.cells.values())[:4] if c))
        for row in run.refusals.all()[:SHOWN]
    ]
    part = "#progress" if request.headers.get("HX-Request") else ""
    done, total = how_far(run)
    return page(
        request,
        f"fields/import_run.html{part}",
        run=run,
        working=run.state in (ImportRun.State.RUNNING, ImportRun.State.UNDOING),
        done=done,
        total=total,
        percent=100 * done // max(total, 1),
        refused=refused,
        kept=named(
            list(run.records.filter(outcome="kept").order_by("number")[:SHOWN]), request.user
        ),
    )


def how_far(run: ImportRun) -> tuple[int, int]:
    """Rows brought in of all, or records put back of all."""
    if run.state in (ImportRun.State.UNDOING, ImportRun.State.UNDONE):
        return run.undone + run.kept, run.records.count()
    return run.position, run.rows


@require_GET
@needs("people.import", observes=True)
def import_refused(request: HttpRequest, pk: int) -> FileResponse:
    """The refused rows as a file, to be mended and brought in again."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    path = write_refused(run)
    if path is None:
        raise Refused(_("No row was refused."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_POST
@needs("people.import")
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the batch under way."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    actions.stop_import(run)
    return HttpResponseRedirect(reverse("fields:import_show", args=[pk]))
