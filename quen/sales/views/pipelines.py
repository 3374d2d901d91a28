"""Settings of selling: pipelines, their stages and playbooks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.views.filters import builder_of
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.people.views.settings import edited
from quen.sales import pipeline_lines, staging
from quen.sales.actions import pipelines as actions
from quen.sales.actions import stages as stage_actions
from quen.sales.forms import PipelineForm, StageForm
from quen.sales.models import Pipeline, Stage

RIGHT = "sales.manage_pipelines"


@require_GET
@needs(RIGHT)
def pipeline_list(request: HttpRequest) -> HttpResponse:
    """Every pipeline with its stages in their order."""
    lines = pipeline_lines.lines(Pipeline.objects.visible_to(request.user, "change"))
    return page(request, "sales/pipelines.html", lines=lines)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def pipeline_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A pipeline's name, or a new pipeline with the usual stages."""
    it = _pipeline(request, pk) if pk else None
    form = PipelineForm(data=request.POST or None, start={"labels": it.labels} if it else None)
    save = lambda facts: actions.save_pipeline(it, by=acting_user(request), **facts)  # noqa: E731
    return edited(request, form, save, "sales:pipelines", it.label if it else _("New pipeline"))


@require_POST
@needs(RIGHT)
def pipeline_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pipeline off the boards, or put it back."""
    it = _pipeline(request, pk)
    (actions.take_back if it.removed_at else actions.put_away)(it, by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:pipelines"))


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def stage_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new stage of a pipeline, before those that end a deal."""
    return _edit(request, _pipeline(request, pk), None)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def stage_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One stage and its playbook."""
    it = _stage(request, pk)
    return _edit(request, it.pipeline, it)


def _edit(request: HttpRequest, pipeline: Pipeline, it: Stage | None) -> HttpResponse:
    start = {name: getattr(it, name) for name in ("labels", "goal", "script")} if it else None
    keys = ("step", "probability", "rot_days", "required_fields")
    initial = {key: getattr(it, key) for key in keys} if it else {"probability": 50}
    form = StageForm(it, data=request.POST or None, start=start, initial=initial)
    save = lambda facts: stage_actions.save_stage(  # noqa: E731
        pipeline, it, by=acting_user(request), **facts
    )
    context: dict[str, Any] = {
        "builder": builder_of(request, "deal", "exit_rule", it.exit_rule if it else {}),
        "lines": form.lines(),
        "template": "sales/stage_form.html",
    }
    title = f"{pipeline.label} · {it.label if it else _('New stage')}"
    return edited(request, form, save, "sales:pipelines", title, **context)


@require_POST
@needs(RIGHT)
def stage_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a stage one place earlier or later."""
    step = 1 if request.POST.get("step") == "1" else -1
    stage_actions.move_stage(_stage(request, pk), step, by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:pipelines"))


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def stage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a stage away, and say where its deals go."""
    it = _stage(request, pk)
    others = [s for s in staging.stages(it.pipeline_id) if s.kind == it.kind and s.pk != it.pk]
    told, status = "", 200
    if request.method == "POST":
        into = next((s for s in others if str(s.pk) == request.POST.get("into")), None)
        try:
            stage_actions.remove_stage(it, by=acting_user(request), into=into)
            messages.success(request, _("“%s” is put away.") % it.label)
            return HttpResponseRedirect(reverse("sales:pipelines"))
        except Refused as refused:
            told, status = str(refused.message), 422
    standing = pipeline_lines.standing(it)
    count = ngettext("%d deal stands in it.", "%d deals stand in it.", standing) % standing
    choices = [(s.pk, s.label) for s in others]
    return page(
        request, "sales/stage_remove.html", status=status, it=it, told=told, count=count,
        standing=standing, choices=choices,
    )  # fmt: skip


def _pipeline(request: HttpRequest, pk: int) -> Pipeline:
    found = Pipeline.objects.visible_to(request.user, "change").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _stage(request: HttpRequest, pk: int) -> Stage:
    found = staging.stage(pk)
    if found is None or found.removed_at or found.kind != Stage.Kind.OPEN:
        raise Http404
    return found
