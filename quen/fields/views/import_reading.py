"""How a file is read: found out, shown on its first rows, changed by hand."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quen.fields.actions import imports as actions
from quen.fields.importing.encodings import ENCODINGS
from quen.fields.importing.files import (
    delimiter_shown,
    encoding_shown,
    layout_of,
    raw_rows,
)
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import order_of, reading_of
from quen.fields.importing.workbooks import is_workbook, sheet_shown, sheets
from quen.fields.models import ImportRun
from quen.fields.views.import_steps import of_draft, steps
from quen.kit.asked import number_in
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page

ROWS, COLUMNS, HEADERS = 12, 12, 10
Choices = list[tuple[str, str, bool]]


@require_http_methods(["GET", "POST"])
@needs("people.import")
@of_draft
def import_read(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Letters, separator, sheet, header and days, on real rows."""
    if request.method == "POST":
        actions.reread_import(run, _asked(request))
        on = "import_read" if "reread" in request.POST else "import_map"
        return HttpResponseRedirect(reverse(f"fields:{on}", args=[run.pk]))
    try:
        shown = _shown(run)
    except BadFile as error:
        raise Refused(str(error)) from error
    return page(request, "fields/import_read.html", run=run, steps=steps("read"), **shown)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the form says; numbers out of bounds are as found."""
    told: dict[str, Any] = {
        key: request.POST.get(key, "") for key in ("encoding", "delimiter", "sheet")
    }
    order = request.POST.get("date_order", "")
    header = number_in(request.POST.get("header", "")) or 0
    rows = request.POST.get("header_rows", "")
    told["layout"] = {
        "header": header if header <= HEADERS else 0,
        "header_rows": int(rows) if rows in ("0", "1", "2") else -1,
        "order": order if order in ("dmy", "mdy", "iso") else "",
    }
    told["encoding"] = told["encoding"] if told["encoding"] in ENCODINGS else ""
    told["delimiter"] = told["delimiter"][:1]
    return told


def _shown(run: ImportRun) -> dict[str, Any]:
    how, path = reading_of(run), Path(run.path)
    first = list(islice(raw_rows(how), 40))
    layout = layout_of(how, first)
    book = is_workbook(path)
    end = layout.start + layout.rows
    return {
        "rows": [
            (n, layout.start <= n - 1 < end, n - 1 < layout.start, row[:COLUMNS])
            for n, row in enumerate(first[:ROWS], 1)
        ],
        "more_columns": max([0, *(len(row) - COLUMNS for row in first)]),
        "encodings": [] if book else _encodings(encoding_shown(how)),
        "delimiters": [] if book else _delimiters(delimiter_shown(how)),
        "sheets": _sheets(path, run.sheet) if book else [],
        "headers": _headers(first, layout.start),
        "header_rows": _header_rows(layout.rows),
        "orders": _orders(order_of(run)),
    }


def _encodings(now: str) -> Choices:
    names = {now: now.upper(), **ENCODINGS}
    return [(key, name, key == now) for key, name in names.items()]


def _delimiters(now: str) -> Choices:
    names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
    return [(key, name, key == now) for key, name in names.items()]


def _sheets(path: Path, sheet: str) -> Choices:
    now = sheet_shown(path, sheet)
    return [(name, name, name == now) for name in sheets(path)]


def _headers(first: list[list[str]], now: int) -> Choices:
    told = [" · ".join(c.strip() for c in row if c.strip())[:60] for row in first[:HEADERS]]
    return [(str(n), f"{n}: {words}", n - 1 == now) for n, words in enumerate(told, 1)]


def _header_rows(now: int) -> Choices:
    names = {"1": _("one row of names"), "2": _("two rows of names"), "0": _("no names")}
    return [(key, name, key == str(now)) for key, name in names.items()]


def _orders(now: str) -> Choices:
    names = {
        "dmy": _("day/month/year (15/03/2026)"),
        "mdy": _("month/day/year (03/15/2026)"),
        "iso": _("year-month-day (2026-03-15)"),
    }
    return [(key, name, key == now) for key, name in names.items()]
