"""The list of flows: what each does, whether it is on, what runs in it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.automation import telling
from quen.automation.actions.running import switch_flow
from quen.automation.actions.starting import start_by_hand
from quen.automation.flows import FLOWS
from quen.automation.models import Flow, Run
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page


@require_GET
@needs("automation.manage_flows")
def flow_list(request: HttpRequest) -> HttpResponse:
    """All that there are."""
    rows = Flow.objects.visible_to(request.user).select_related("acts_as")
    on = {row.key: row for row in rows}
    counts = _counts(request)
    lines = [
        {
            "key": key,
            "label": one.label,
            "about": one.about,
            "starts": telling.start_words(one),
            "steps": [telling.step_words(step) for step in one.snapshot()["steps"]],
            "on": key in on and on[key].is_on,
            "acts_as": on[key].acts_as if key in on and on[key].is_on else "",
            "by_itself": bool(one.starts),
            **counts.get(key, {"live": 0, "stuck": 0}),
        }
        for key, one in FLOWS.items()
    ]
    return page(request, "automation/flows.html", lines=lines)


def _counts(request: HttpRequest) -> dict[str, dict[str, Any]]:
    rows = Run.objects.visible_to(request.user).live().order_by().values("flow")
    stuck = Count("pk", filter=Q(stuck_at__isnull=False))
    return {row["flow"]: dict(row) for row in rows.annotate(live=Count("pk"), stuck=stuck)}


@require_POST
@needs("automation.manage_flows")
def flow_switch(request: HttpRequest, key: str) -> HttpResponse:
    """On or off."""
    row = switch_flow(key, request.POST.get("on") == "1", by=acting_user(request))
    words = (
        _("It is on, and acts in your name.")
        if row.is_on
        else _("It is off. What runs goes to its end.")
    )
    messages.success(request, words)
    return HttpResponseRedirect(reverse("automation:flows"))


@require_POST
@needs("automation.start_flow")
def flow_start(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Start a flow on a record by hand."""
    one = FLOWS.get(key)
    if one is None or not one.by_hand:
        raise Http404
    rows = TYPES[one.type].visible_to(request.user, "change")
    start_by_hand(one, get_object_or_404(rows, pk=pk), by=acting_user(request))
    return changed(request, one.type, pk)
