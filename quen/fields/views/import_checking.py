"""The check before an import: counts that open their rows, cells mended in place, and the start."""

from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.fields.actions import import_rules, imports
from quen.fields.importing.checking import counts, rows_numbered
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusals import by_column, told, write_checked
from quen.fields.importing.running import header_of, sheet_rows
from quen.fields.models import CheckedRow, ImportRun
from quen.fields.views.import_steps import of_draft, steps
from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page

SHOWN, CELLS = 50, 8
_TONES = {"create": "import__sure--ok", "ask": "import__sure--warn", "error": "import__sure--bad"}


@require_GET
@needs("people.import")
@of_draft
def import_check(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What every row would do; each count opens its rows."""
    number = counts(run)
    asked = request.GET.get("show", "")
    chosen = asked if asked in number else _first(number)
    after = request.GET.get("after", "")
    rows = _rows(run, chosen, id_in(after), request.user)
    part = "#checked" if request.headers.get("HX-Request") else ""
    return page(
        request,
        f"fields/import_check.html{part}",
        run=run,
        steps=steps("check"),
        working=run.check_state == ImportRun.CheckState.RUNNING,
        counts=[
            (key, str(label), number[key], key == chosen)
            for key, label in CheckedRow.Outcome.choices
        ],
        header=_header(run),
        rows=rows,
        chosen=chosen,
        more=rows[-1]["number"] if len(rows) == SHOWN else 0,
        bad=number["error"] + number["ask"],
    )


def _first(number: dict[str, int]) -> str:
    """Rows that want something done come first."""
    return next((key for key in ("error", "ask", "create", "update") if number[key]), "skip")


def _header(run: ImportRun) -> list[str]:
    mapped = run.mapping.get("columns") or {}
    return [name for name in header_of(run) if name in mapped][:CELLS]


def _rows(run: ImportRun, chosen: str, after: int, user: Any) -> list[dict[str, Any]]:
    found = list(run.checks.filter(outcome=chosen, number__gt=after)[:SHOWN])
    cells = rows_numbered(run, [row.number for row in found])
    lines = sheet_rows(run, cells)
    it = IMPORTABLES[run.object]
    ids = [row.record_id for row in found if row.record_id]
    named = TYPES[it.type].visible_to(user).filter(pk__in=ids) if it.type and ids else ()
    names = {record.pk: TYPES[it.type].title(record) for record in named}
    header = _header(run)
    return [
        {
            "number": row.number,
            "line": lines.get(row.number, row.number),
            "tone": _TONES.get(row.outcome, ""),
            "label": row.get_outcome_display(),
            "why": told(by_column(run, row.reasons or {})),
            "whom": names.get(row.record_id or 0, ""),
            "url": TYPES[it.type].url(row.record_id)
            if row.record_id and row.record_id in names
            else "",
            "mend": row.outcome in ("error", "ask"),
            "cells": _cells(run, header, cells.get(row.number, {}), row.reasons or {}),
        }
        for row in found
    ]


def _cells(
    run: ImportRun, header: list[str], row: dict[str, str], reasons: dict[str, str]
) -> list[tuple[str, str, bool, int]]:
    """(column, text, whether it is to blame, its place)."""
    fields = run.mapping.get("columns") or {}
    return [
        (name, row.get(name, ""), _blamed(fields.get(name, ""), reasons), n)
        for n, name in enumerate(header)
    ]


def _blamed(key: str, reasons: dict[str, str]) -> bool:
    return key in reasons or key.removeprefix("custom.") in reasons


@require_POST
@needs("people.import")
@of_draft
def import_mend(request: HttpRequest, run: ImportRun, number: int) -> HttpResponse:
    """Put other cells over a row and try it again."""
    header = _header(run)
    given = {name: request.POST.get(f"cell-{n}") for n, name in enumerate(header)}
    cells = {name: text for name, text in given.items() if text is not None}
    import_rules.mend_row(run, number, cells)
    shown = request.POST.get("show", "error")
    return HttpResponseRedirect(
        reverse("fields:import_check", args=[run.pk]) + f"?show={shown[:8]}"
    )


@require_GET
@needs("people.import", observes=True)
def import_bad(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that would be refused, with the reasons, as a file."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    path: Path | None = write_checked(run)
    if path is None:
        raise Refused(_("No row was refused."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_POST
@needs("people.import")
@of_draft
def import_begin(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Begin to write."""
    imports.begin_import(run)
    return HttpResponseRedirect(reverse("fields:import_show", args=[run.pk]))
