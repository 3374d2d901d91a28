"""The settings page of costs, of who is a lead and of when a customer is active."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.insights import lead_rule
from quen.insights.actions import costs as actions
from quen.insights.buyers import active_days
from quen.insights.channels import known_sources
from quen.insights.cost_sheet import LARGEST, read_cost, read_costs
from quen.insights.models import Cost
from quen.kit import money
from quen.kit.asked import number_in
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.text import fold_label
from quen.kit.workspace import today, workspace

RIGHT = "insights.manage_costs"
SHOWN = 240


@require_GET
@needs(RIGHT)
def costs(request: HttpRequest) -> HttpResponse:
    """What marketing and sales cost, month by month."""
    return _page(request)


@require_POST
@needs(RIGHT)
def cost_add(request: HttpRequest) -> HttpResponse:
    """Enter one cost."""
    user = acting_user(request)
    told = {
        key: request.POST.get(key, "") for key in ("month", "kind", "amount", "currency", "channel")
    }
    try:
        actions.set_costs([read_cost(told, user.language)], by=user)
    except (Refused, ValueError) as error:
        return _page(request, told, str(getattr(error, "message", error)))
    return _back(request, _("Saved."))


@require_POST
@needs(RIGHT)
def costs_import(request: HttpRequest) -> HttpResponse:
    """Enter the costs of a file, all or none."""
    user, given = acting_user(request), request.FILES.get("file")
    try:
        if given is None or (given.size or 0) > LARGEST:
            raise Refused(_("Choose a CSV file of at most 1 MB."))
        number = actions.set_costs(read_costs(given.read(), user.language), by=user)
    except Refused as refused:
        return _page(request, words=str(refused.message))
    return _back(
        request, ngettext("%d cost was entered.", "%d costs were entered.", number) % number
    )


@require_POST
@needs(RIGHT)
def cost_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cost back."""
    actions.remove_cost(
        get_object_or_404(Cost.objects.visible_to(request.user), pk=pk), by=acting_user(request)
    )
    return _back(request, _("Removed."))


@require_POST
@needs(RIGHT)
def active_days_set(request: HttpRequest) -> HttpResponse:
    """Say for how long a customer is active."""
    days = number_in(request.POST.get("days", "")) or 0
    try:
        actions.set_active_days(days, by=acting_user(request))
    except Refused as refused:
        return _page(request, words=str(refused.message))
    return _back(request, _("Saved."))


@require_POST
@needs(RIGHT)
def lead_stage_set(request: HttpRequest) -> HttpResponse:
    """Say who is a lead."""
    try:
        actions.set_lead_stage(request.POST.get("stage", ""), by=acting_user(request))
    except Refused as refused:
        return _page(request, words=str(refused.message))
    return _back(request, _("Saved. The close rate follows in a moment."))


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("insights:costs"))


def _page(
    request: HttpRequest, typed: dict[str, str] | None = None, words: str = ""
) -> HttpResponse:
    names = {Cost.Kind.MARKETING: _("Marketing"), Cost.Kind.SALES: _("Sales")}
    usual = {"month": f"{today():%Y-%m}", "currency": workspace().currency}
    language, sources = acting_user(request).language, known_sources()
    told: dict[str, Any] = {
        "lines": [
            _line(it, names, language, sources)
            for it in Cost.objects.visible_to(request.user)[:SHOWN]
        ],
        "kinds": [(key, label, key == (typed or {}).get("kind")) for key, label in names.items()],
        "sources": sources,
        "stages": _stages(),
        "typed": typed or usual,
        "words": words,
        "days": active_days(),
        "few": actions.FEWEST_DAYS,
        "most": actions.MOST_DAYS,
    }
    return page(request, "insights/costs.html", status=422 if words else 200, **told)


def _stages() -> list[tuple[str, str, bool]]:
    chosen = lead_rule.first_stage()
    key = chosen.key if chosen else ""
    known = {
        stage.key: stage.label for stage in (*lead_rule.choices(), *([chosen] if chosen else []))
    }
    return [
        ("", _("Everybody who is added"), not key),
        *((k, v, k == key) for k, v in known.items()),
    ]


def _line(it: Cost, names: Any, language: str, sources: list[str]) -> dict[str, Any]:
    return {
        "pk": it.pk,
        "month": f"{it.month:%m/%Y}",
        "kind": names[Cost.Kind(it.kind)],
        "channel": it.channel,
        "unknown": bool(it.channel) and fold_label(it.channel) not in map(fold_label, sources),
        "amount": money.shown(money.Money(it.amount, it.currency), language),
    }
