"""The page of a deal, a new one, and its verbs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.views import new, record
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.sales import staging
from quen.sales.actions import deals as actions
from quen.sales.models import Deal


@require_GET
@needs("sales.view_deal")
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    """One deal: facts, timeline, people."""
    return record.show(request, "deal", pk)


@require_http_methods(["GET", "POST"])
@needs("sales.add_deal")
def deal_new(request: HttpRequest) -> HttpResponse:
    """A new deal."""
    return new.show(request, "deal")


@require_POST
@needs("sales.change_deal")
def deal_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an open deal to another open stage."""
    number = request.POST.get("stage", "")
    stage = staging.stage(int(number)) if number.isascii() and number.isdigit() else None
    if stage is None:
        raise Refused(_("There is no such stage."))
    actions.move_deal(_mine(request, pk), stage, by=acting_user(request))
    return changed(request, "deal", pk)


@require_POST
@needs("sales.change_deal")
def deal_win(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a deal as won."""
    actions.win_deal(
        _mine(request, pk), by=acting_user(request), note=request.POST.get("note", "")[:300]
    )
    return changed(request, "deal", pk)


@require_POST
@needs("sales.change_deal")
def deal_lose(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a deal as lost, for a reason."""
    asked = request.POST.get("reason", "")
    reason = next((r for r in staging.reasons() if r.key == asked), None)
    note = request.POST.get("note", "")[:300]
    actions.lose_deal(_mine(request, pk), reason, by=acting_user(request), note=note)
    return changed(request, "deal", pk)


@require_POST
@needs("sales.change_deal")
def deal_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed deal again."""
    actions.reopen_deal(_mine(request, pk), by=acting_user(request))
    return changed(request, "deal", pk)


def _mine(request: HttpRequest, pk: int) -> Deal:
    return get_object_or_404(Deal.objects.visible_to(request.user, "change"), pk=pk)
