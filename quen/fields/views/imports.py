"""Bringing a file in by a page: choose it, watch it, read what was refused."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import imports as actions
from quen.fields.actions.watching import HOURS
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusals import by_column, told, write_refused
from quen.fields.importing.running import sheet_rows
from quen.fields.models import ImportRun, WatchedSheet
from quen.fields.views.import_steps import steps
from quen.fields.views.undoing import named
from quen.kit import days
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page

SHOWN = 200


@require_http_methods(["GET", "POST"])
@needs("people.import")
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a file and what it holds."""
    if request.method == "POST":
        run = _begun(request, request.POST.get("object", ""))
        return HttpResponseRedirect(reverse("fields:import_read", args=[run.pk]))
    return page(
        request,
        "fields/import_new.html",
        steps=steps("file"),
        objects=_objects(request.user, request.GET.get("object", "contacts")),
        runs=ImportRun.objects.visible_to(request.user).order_by("-pk")[:20],
        sheets=_sheets(request.user),
    )


def _begun(request: HttpRequest, object_name: str) -> ImportRun:
    """A run of the file that was sent, else of the text that was pasted."""
    upload = request.FILES.get("file")
    if upload is not None:
        chunks = upload.chunks()
        return actions.new_import(object_name, str(upload.name), chunks, by=acting_user(request))
    if text := request.POST.get("text", "").strip():
        return actions.new_paste(object_name, text, by=acting_user(request))
    raise Refused(_("Choose a file first, or paste a text."))


def _objects(user: Any, chosen: str) -> list[tuple[str, str, bool]]:
    mine = (it for it in IMPORTABLES.values() if user.can(it.needs))
    return [(it.name, str(it.label), it.name == chosen) for it in mine]


def _sheets(user: Any) -> list[dict[str, Any]]:
    """What is read regularly: when it was read last, what came of it."""
    rows = WatchedSheet.objects.visible_to(user).exclude(next_at=None).order_by("pk")
    return [
        {
            "pk": one.pk,
            "name": one.run.name,
            "error": one.error,
            "last": days.ago(one.last_at, timezone.now(), user.language, user.zone)
            if one.last_at
            else "",
            "every": dict(every_hours())[one.every_hours],
            "run": one.last_run,
        }
        for one in rows.select_related("run", "last_run")
    ]


def every_hours() -> list[tuple[int, str]]:
    """How often a sheet can be read."""
    words = {1: _("every hour"), 6: _("every six hours"), 24: _("every day")}
    return [(hours, words[hours]) for hours in HOURS]


@require_GET
@needs("people.import")
def import_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what came of it, and each refused row with its reason."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    rows = list(run.refusals.all()[:SHOWN])
    lines = sheet_rows(run, [row.number for row in rows])
    refused = [
        (
            lines[row.number],
            told(by_column(run, row.reasons)),
            ", ".join(c for c in list(row.cells.values())[:4] if c),
        )
        for row in rows
    ]
    part = "#progress" if request.headers.get("HX-Request") else ""
    done, total = how_far(run)
    return page(
        request,
        f"fields/import_run.html{part}",
        run=run,
        steps=steps("run"),
        working=run.state in (ImportRun.State.RUNNING, ImportRun.State.UNDOING),
        done=done,
        total=total,
        percent=100 * done // max(total, 1),
        refused=refused,
        remarks=list(run.remarks.values_list("words", "rows")),
        hours=every_hours() if run.state == ImportRun.State.DONE and not run.dry else [],
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
