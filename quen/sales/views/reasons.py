"""Settings of selling: why deals are won and lost, and against whom."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.kit.pages import needs
from quen.kit.render import page
from quen.people.views.settings import edited
from quen.sales import staging
from quen.sales.actions import reasons as actions
from quen.sales.forms import CompetitorForm, ReasonForm
from quen.sales.models import Competitor, Reason

RIGHT = "sales.manage_pipelines"


@require_GET
@needs(RIGHT)
def reason_list(request: HttpRequest) -> HttpResponse:
    """Both trees of reasons, and the competitors."""
    trees = [(kind, label, _lines(kind)) for kind, label in Reason.Kind.choices]
    return page(request, "sales/reasons.html", trees=trees, competitors=list(staging.competitors()))


def _lines(kind: str) -> list[dict[str, Any]]:
    depth: dict[int, int] = {}
    lines = []
    for it in staging.reasons(kind):
        depth[it.pk] = depth.get(it.parent_id or 0, -1) + 1
        lines.append(
            {
                "pk": it.pk,
                "label": it.label,
                "path": staging.path_of(it) if it.parent_id else "",
                "depth": depth[it.pk],
                "against": it.names_competitor,
            }
        )
    return lines


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def reason_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new reason."""
    if kind not in Reason.Kind.values:
        raise Http404
    return _edit(request, kind, None)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def reason_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One reason."""
    it = _reason(request, pk)
    return _edit(request, it.kind, it)


def _edit(request: HttpRequest, kind: str, it: Reason | None) -> HttpResponse:
    start = {"labels": it.labels} if it else None
    initial = {"parent": it.parent_id or "", "names_competitor": it.names_competitor} if it else {}
    form = ReasonForm(kind, it, data=request.POST or None, start=start, initial=initial)
    save = lambda facts: actions.save_reason(it, by=acting_user(request), **facts)  # noqa: E731
    return edited(request, form, save, "sales:reasons", it.label if it else _("New reason"))


@require_POST
@needs(RIGHT)
def reason_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a reason one place up or down."""
    step = 1 if request.POST.get("step") == "1" else -1
    actions.move_reason(_reason(request, pk), step, by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:reasons"))


@require_POST
@needs(RIGHT)
def reason_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a reason no more."""
    actions.remove_reason(_reason(request, pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:reasons"))


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def competitor_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One competitor, or a new one."""
    it = _competitor(request, pk) if pk else None
    form = CompetitorForm(data=request.POST or None, initial={"name": it.name if it else ""})
    save = lambda facts: actions.save_competitor(it, by=acting_user(request), **facts)  # noqa: E731
    return edited(request, form, save, "sales:reasons", it.name if it else _("New competitor"))


@require_POST
@needs(RIGHT)
def competitor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a competitor no more."""
    actions.remove_competitor(_competitor(request, pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("sales:reasons"))


def _reason(request: HttpRequest, pk: int) -> Reason:
    found = Reason.objects.visible_to(request.user, "change").live().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _competitor(request: HttpRequest, pk: int) -> Competitor:
    found = Competitor.objects.visible_to(request.user, "change").live().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
