"""A list as a file: at once, or after a word of the data owner, or in the background."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.showing import ago, moment
from quen.fields.actions import exports as actions
from quen.fields.actions.making import called
from quen.fields.models import ExportRun
from quen.fields.models.exporting import EVERYTHING
from quen.fields.views.lists import read
from quen.fields.views.types import type_or_404
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.kit.workspace import workspace

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
TONES = {"done": "good", "failed": "bad", "refused": "bad", "asked": "warn"}
SHOWN = 50


@require_POST
@needs("web.use")
def export_list(request: HttpRequest, type_key: str) -> HttpResponseBase:
    """The file, as an attachment; told to the audit. A great one, or one to be approved, waits."""
    type_or_404(request, type_key)
    user = acting_user(request)
    right = TYPES[type_key].capability.replace(".view_", ".export_")
    if not user.can(right):
        refuse(request, right)
    asked = read(request, type_key)
    form = request.POST.get("form", "csv")
    if actions.wait_for(type_key, asked.nodes, asked.text, by=user):
        run = actions.ask_export(type_key, asked.rule, form, by=user, text=asked.text)
        return redirect("fields:export_show", pk=run.pk)
    pieces = actions.export(type_key, asked.nodes, form, by=user, text=asked.text)
    answer = StreamingHttpResponse(pieces, content_type=KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{type_key}.{form}"'
    return answer


@require_POST
@needs("fields.export_everything")
def export_everything(request: HttpRequest) -> HttpResponse:
    """One zip of everything, made in the background."""
    run = actions.ask_export(EVERYTHING, {}, "zip", by=acting_user(request))
    return redirect("fields:export_show", pk=run.pk)


@require_GET
@needs("web.use")
def exports(request: HttpRequest) -> HttpResponse:
    """One's own exports, newest first; for the data owner all, and those that wait for a word."""
    user = acting_user(request)
    rows = ExportRun.objects.visible_to(user).select_related("user")
    return page(
        request,
        "fields/exports.html",
        asked=[_line(run, user) for run in rows.to_decide(user).order_by("created_at")],
        lines=[_line(run, user) for run in rows.order_by("-created_at")[:SHOWN]],
        everything=user.can("fields.export_everything"),
    )


@require_GET
@needs("web.use")
def export_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands with an export, and its file once it is there."""
    user = acting_user(request)
    rows = ExportRun.objects.visible_to(user).select_related("user", "decided_by")
    run = get_object_or_404(rows, pk=pk)
    part = "#progress" if request.headers.get("HX-Request") else ""
    facts: dict[str, Any] = {
        "run": run,
        "line": _line(run, user),
        "going_on": run.state in ("queued", "running"),
        "percent": 100 * run.position // max(run.rows, 1),
        "expires": moment(run.expires_at, user),
        "may_take": run.state == "done" and run.user_id == user.pk,
        "may_decide": run.state == "asked" and user.pk == workspace().data_owner_id,
    }
    return page(request, f"fields/export_run.html{part}", **facts)


@require_GET
@needs("web.use")
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, for who asked for it alone."""
    run = get_object_or_404(
        ExportRun.objects.visible_to(acting_user(request), "take"), pk=pk, state="done"
    )
    path = Path(settings.DATA) / run.path
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=run.name, content_type=KINDS[run.form]
    )


@require_POST
@needs("web.use")
def export_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The data owner says yes."""
    return _decide(request, pk, yes=True)


@require_POST
@needs("web.use")
def export_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The data owner says no."""
    return _decide(request, pk, yes=False)


def _decide(request: HttpRequest, pk: int, *, yes: bool) -> HttpResponse:
    user = acting_user(request)
    run = get_object_or_404(ExportRun.objects.visible_to(user), pk=pk)
    actions.decide_export(run, yes=yes, by=user)
    return redirect("fields:exports")


def _what(run: ExportRun) -> str:
    """How many of what; everything is not counted."""
    what = called(run)
    return what.capitalize() if run.object == EVERYTHING else f"{run.rows:,} {what}"


def _line(run: ExportRun, user: Any) -> dict[str, Any]:
    return {
        "pk": run.pk,
        "what": _what(run),
        "form": run.form.upper(),
        "who": run.user.full_name,
        "ago": ago(run.created_at, user),
        "state": run.get_state_display(),
        "tone": TONES.get(run.state, ""),
    }
