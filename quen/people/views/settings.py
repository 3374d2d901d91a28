"""Settings of people: stages of the lifecycle, kinds of relations, purposes of consent."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import Team
from quen.fields.views.filters import builder_of
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.people import settings
from quen.people.actions import consents, relations, stages
from quen.people.forms import PurposeForm, RelationKindForm, StageForm, Worded
from quen.people.models import Stage

RIGHT = "people.manage_stages"


@require_GET
@needs(RIGHT)
def stage_list(request: HttpRequest) -> HttpResponse:
    """The stages in their order, each with its place in the loop, its team and its rule."""
    lines = [_stage_line(stage) for stage in settings.live_stages()]
    return page(request, "people/stages.html", lines=lines)


def _stage_line(stage: Stage) -> dict[str, Any]:
    return {
        "pk": stage.pk,
        "label": stage.label,
        "loop": "loyal" if stage.loop == "loyalty" else stage.loop,
        "loop_label": stage.get_loop_display() or _("Outside the loop"),
        "team": stage.team.name if stage.team else "",
        "minutes": stage.call_within_minutes,
        "rule": _rule(stage),
    }


def _rule(stage: Stage) -> str:
    """The rule in words; what is broken in it, where a field of it is gone."""
    try:
        return stages.reason_of(stage.entry_rule) if stage.entry_rule else ""
    except ValueError as error:
        return _("This rule no longer works: %s") % error


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def stage_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One stage, or a new one."""
    stage = _or_404(settings.stage_of(pk)) if pk else None
    start = _stage_start(stage) if stage else {}
    form = StageForm(
        list(Team.objects.visible_to(request.user)), data=request.POST or None,
        start={"labels": stage.labels} if stage else None, initial=start,
    )  # fmt: skip
    save = lambda facts: stages.save_stage(stage, by=acting_user(request), **facts)  # noqa: E731
    title = stage.label if stage else _("New stage")
    builder = builder_of(request, "contact", "entry_rule", stage.entry_rule if stage else {})
    return edited(request, form, save, "people:stages", title, builder=builder)


def _stage_start(stage: Stage) -> dict[str, Any]:
    rule = json.dumps(stage.entry_rule, ensure_ascii=False) if stage.entry_rule else ""
    return {
        "loop": stage.loop,
        "team": stage.team_id or "",
        "call_within_minutes": stage.call_within_minutes,
        "entry_rule": rule,
    }


@require_POST
@needs(RIGHT)
def stage_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a stage up or down."""
    ids = [stage.pk for stage in settings.live_stages()]
    step = 1 if request.POST.get("step") == "1" else -1
    if pk in ids and 0 <= ids.index(pk) + step < len(ids):
        at = ids.index(pk)
        ids[at], ids[at + step] = ids[at + step], ids[at]
        stages.order_stages(ids, by=acting_user(request))
    return HttpResponseRedirect(reverse("people:stages"))


@require_POST
@needs(RIGHT)
def stage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a stage away that nobody stands in."""
    stages.remove_stage(_or_404(settings.stage_of(pk)), by=acting_user(request))
    return HttpResponseRedirect(reverse("people:stages"))


@require_GET
@needs(RIGHT)
def relation_list(request: HttpRequest) -> HttpResponse:
    """The kinds of relations."""
    ends = {"contact": _("Customer"), "company": _("Company")}
    lines = [
        {"label": k.label, "sub": f"{ends[k.from_type]} → {ends[k.to_type]} · {k.reverse_label}",
         "url": reverse("people:relation_kind", args=[k.pk])}
        for k in settings.relation_kinds()
    ]  # fmt: skip
    facts: dict[str, Any] = {
        "title": _("Relations"),
        "new_url": reverse("people:relation_kind_new"),
    }
    return page(request, "people/settings_list.html", lines=lines, **facts)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def relation_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One kind of relation, or a new one."""
    kind = _or_404(next((k for k in settings.relation_kinds() if k.pk == pk), None)) if pk else None
    start = {"labels": kind.labels, "reverse_labels": kind.reverse_labels} if kind else None
    form = RelationKindForm(kind is None, data=request.POST or None, start=start)
    save = lambda facts: relations.save_relation_kind(kind, by=acting_user(request), **facts)  # noqa: E731
    return edited(
        request, form, save, "people:relation_kinds", kind.label if kind else _("New relation")
    )


@require_GET
@needs(RIGHT)
def purpose_list(request: HttpRequest) -> HttpResponse:
    """The purposes of consent."""
    lines = [
        {
            "label": p.label,
            "sub": _("Wording, version %d") % p.version,
            "url": reverse("people:purpose", args=[p.pk]),
        }
        for p in settings.purposes()
    ]
    facts: dict[str, Any] = {
        "title": _("Purposes of consent"),
        "new_url": reverse("people:purpose_new"),
    }
    return page(request, "people/settings_list.html", lines=lines, **facts)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def purpose_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One purpose, or a new one; a changed wording is a new version."""
    purpose = _or_404(next((p for p in settings.purposes() if p.pk == pk), None)) if pk else None
    start = {"labels": purpose.labels, "wordings": purpose.wordings} if purpose else None
    form = PurposeForm(data=request.POST or None, start=start)
    save = lambda facts: consents.save_purpose(purpose, by=acting_user(request), **facts)  # noqa: E731
    return edited(
        request, form, save, "people:purposes", purpose.label if purpose else _("New purpose")
    )


def edited(
    request: HttpRequest,
    form: Worded,
    save: Callable[[dict[str, Any]], Any],
    back: str,
    title: str,
    template: str = "people/settings_form.html",
    **context: Any,
) -> HttpResponse:
    """A settings form: saved and back to its list, or shown with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.facts())  # type: ignore[attr-defined]
            messages.success(request, _("Saved"))
            return HttpResponseRedirect(reverse(back))
        except Refused as refused:
            form.refuse(refused.errors, str(refused.message))
    status = 422 if form.errors else 200
    return page(
        request,
        template,
        status=status,
        form=form,
        back=reverse(back),
        title=title,
        **context,
    )


def _or_404(found: Any) -> Any:
    if found is None:
        raise Http404
    return found
