"""The page of a deal, a new one, and its verbs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.views import new, record
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.sales.actions import moving
from quen.sales.asked import asked_deal, asked_stage
from quen.sales.going import GoForm
from quen.sales.requirements import Unready
from quen.sales.views.going import ask, asked_apart, gone


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
    """Move an open deal to another open stage; a dialog asks for what it lacks."""
    deal, stage = asked_deal(request, str(pk)), asked_stage(request.POST.get("stage", ""))
    before = deal.stage
    try:
        moving.move_deal(deal, stage, by=acting_user(request))
    except Unready:
        return asked_apart(ask(request, GoForm(deal, stage, request.user), 409))
    return gone(request, deal, before, stage)


@require_POST
@needs("sales.change_deal")
def deal_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed deal again."""
    moving.reopen_deal(asked_deal(request, str(pk)), by=acting_user(request))
    return changed(request, "deal", pk)
