"""Care plans in the settings, and assigning one to a record."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.people.views.settings import edited
from quen.work.actions import caring
from quen.work.care.lists import plan_lines
from quen.work.models import CareLine, CarePlan
from quen.work.plan_forms import LineForm, PlanForm, roles

RIGHT = "work.manage_plans"


@require_GET
@needs(RIGHT)
def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans with their lines."""
    rows = CarePlan.objects.visible_to(request.user).standing().prefetch_related("lines")
    return page(request, "work/plans.html", plans=plan_lines(rows.order_by("pk"), request.user))


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def plan_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One plan, or a new one."""
    it = _plan(request, pk) if pk else None
    form = PlanForm(it, data=request.POST or None)
    save = lambda facts: caring.save_plan(it, by=acting_user(request), **facts)  # noqa: E731
    return edited(request, form, save, "work:plans", it.label if it else _("New care plan"))


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def line_edit(request: HttpRequest, pk: int, line_pk: int = 0) -> HttpResponse:
    """One line of a plan, or a new one."""
    plan = _plan(request, pk)
    it = get_object_or_404(plan.lines.all(), pk=line_pk) if line_pk else None
    form = LineForm(it, roles(), data=request.POST or None)
    save = lambda facts: caring.save_line(plan, it, by=acting_user(request), **facts)  # noqa: E731
    return edited(request, form, save, "work:plans", it.label if it else _("New line"))


@require_POST
@needs(RIGHT)
def line_remove(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a line out."""
    line: CareLine = get_object_or_404(_plan(request, pk).lines.all(), pk=line_pk)
    caring.remove_line(line, by=acting_user(request))
    return HttpResponseRedirect(reverse("work:plans"))


@require_POST
@needs(RIGHT)
def plan_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it begin by itself, or no more."""
    on = request.POST.get("on") == "1"
    caring.switch_plan(_plan(request, pk), on, by=acting_user(request))
    return HttpResponseRedirect(reverse("work:plans"))


@require_POST
@needs(RIGHT)
def plan_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more."""
    caring.remove_plan(_plan(request, pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("work:plans"))


@require_POST
@needs("automation.start_flow")
def plan_assign(request: HttpRequest, pk: int, record_pk: int) -> HttpResponse:
    """Let a record go through a plan."""
    plan = _plan(request, pk)
    rows: Any = TYPES[plan.type].visible_to(request.user, "change")
    it = get_object_or_404(rows, pk=record_pk)
    caring.assign_plan(plan, it, by=acting_user(request))
    return changed(request, plan.type, record_pk)


def _plan(request: HttpRequest, pk: int) -> CarePlan:
    found: CarePlan = get_object_or_404(CarePlan.objects.visible_to(request.user).standing(), pk=pk)
    return found
