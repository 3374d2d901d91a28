"""Runs: the list by state, one with its steps, stopping it, letting it try again."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.automation import telling
from quen.automation.actions import running
from quen.automation.models import Run
from quen.kit import records
from quen.kit.pages import needs
from quen.kit.render import page

PAGE = 50


@require_GET
@needs("automation.view_run")
def run_list(request: HttpRequest) -> HttpResponse:
    """Those on records that one may see, the newest first, by state and flow."""
    state, flow = request.GET.get("state", "live"), request.GET.get("flow", "")[:60]
    rows = _of_state(Run.objects.visible_to(request.user), state)
    rows = _below(rows.filter(flow=flow) if flow else rows, request.GET)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    last = found[PAGE - 1].pk if len(found) > PAGE else 0
    return page(
        request,
        "automation/runs.html",
        tabs=_tabs(state, flow),
        of=telling.label_of_flow(flow) if flow else "",
        lines=telling.lines_of(found[:PAGE], request.user),
        next=f"?state={state}&flow={flow}&below={last}" if last else "",
    )


def _of_state(rows: Any, state: str) -> Any:
    if state == "stuck":
        return rows.live().filter(stuck_at__isnull=False)
    return rows.filter(state=state) if state in Run.State.values else rows.live()


def _below(rows: Any, asked: Mapping[str, str]) -> Any:
    below = asked.get("below", "")
    fine = below.isascii() and below.isdigit() and len(below) < 19
    return rows.filter(pk__lt=int(below)) if fine else rows


def _tabs(state: str, flow: str) -> list[dict[str, Any]]:
    words = [("live", _("Running")), ("stuck", _("Stuck")), ("asking", _("Asking"))]
    words += [("done", _("Done")), ("stopped", _("Stopped"))]
    shown = state if state in dict(words) else "live"
    url = reverse("automation:runs")
    return [
        {"label": label, "url": f"{url}?state={key}&flow={flow}", "active": key == shown}
        for key, label in words
    ]


@require_GET
@needs("automation.view_run")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done, what comes, and what can be done about it."""
    rows = Run.objects.visible_to(request.user).select_related("acts_as", "started_by")
    it = get_object_or_404(rows.prefetch_related("log"), pk=pk)
    title = records.titles([(it.type, it.record_id)]).get((it.type, it.record_id), "")
    return page(
        request,
        "automation/run.html",
        it=it,
        line=telling.line_of(it, request.user, title),
        log=telling.log_of(it, request.user),
        coming=telling.coming(it),
        may_stop=it.is_live and _mine(request, "change").filter(pk=pk).exists(),
    )


@require_POST
@needs("automation.start_flow")
def run_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End it where it stands."""
    running.stop_run(get_object_or_404(_mine(request, "change"), pk=pk), by=acting_user(request))
    return _back(request, pk)


@require_POST
@needs("automation.start_flow")
def run_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Five new tries at the step that failed."""
    running.retry_run(get_object_or_404(_mine(request, "change"), pk=pk), by=acting_user(request))
    return _back(request, pk)


def _mine(request: HttpRequest, action: str) -> Any:
    return Run.objects.visible_to(request.user, action)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("automation:run", args=[pk]))
