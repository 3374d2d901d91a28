"""What one is asked and has asked: the list, one question, deciding, and who stands in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.automation import asks_shown
from quen.automation.actions import standing_in
from quen.automation.actions.asking import withdraw
from quen.automation.actions.deciding import decide
from quen.automation.forms import StandInForm
from quen.automation.models import Ask, StandIn
from quen.kit.pages import personal
from quen.kit.render import page

OWN = "what one is asked and asks"
TABS = ("mine", "asked", "done")


@require_GET
@personal(OWN)
def ask_list(request: HttpRequest) -> HttpResponse:
    """What waits for one's decision, what one asked, what is decided."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    lines = asks_shown.listed(request.user, tab)
    return page(request, "automation/asks.html", tabs=asks_shown.tabs(tab), tab=tab, lines=lines)


@require_GET
@personal(OWN)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with its facts, and how it went."""
    it = _ask(request, pk)
    waits = Ask.objects.visible_to(request.user, "decide").filter(pk=pk).exists()
    facts = asks_shown.told(it, request.user)
    may_withdraw = it.is_open and it.asked_by_id == request.user.pk and it.run_id is None
    return page(
        request, "automation/ask.html", it=it, waits=waits, may_withdraw=may_withdraw, **facts
    )


@require_POST
@personal(OWN)
def ask_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no."""
    given = request.POST
    answer, note = given.get("answer", ""), given.get("note", "")
    decide(_ask(request, pk), answer, by=acting_user(request), note=note)
    messages.success(request, _("Decided."))
    return HttpResponseRedirect(reverse("automation:ask", args=[pk]))


@require_POST
@personal(OWN)
def ask_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own question back."""
    withdraw(_ask(request, pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("automation:ask", args=[pk]))


@require_http_methods(["GET", "POST"])
@personal("who stands in for oneself")
def stand_ins(request: HttpRequest) -> HttpResponse:
    """Who decides in one's place, and when."""
    by = acting_user(request)
    others = User.objects.visible_to(by).active().exclude(pk=by.pk).order_by("full_name")
    form = StandInForm(list(others), data=request.POST or None)
    if request.POST and form.accepted(_named(by)) is not None:
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("automation:stand_ins"))
    lines = asks_shown.stand_ins(by)
    status = 422 if form.errors else 200
    return page(request, "automation/stand_ins.html", status=status, form=form, lines=lines)


def _named(by: User) -> Any:
    return lambda stand_in, first, last: standing_in.name_stand_in(stand_in, first, last, by=by)


@require_POST
@personal("who stands in for oneself")
def stand_in_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it."""
    row = get_object_or_404(StandIn.objects.visible_to(request.user), pk=pk)
    standing_in.end_stand_in(row, by=acting_user(request))
    return HttpResponseRedirect(reverse("automation:stand_ins"))


def _ask(request: HttpRequest, pk: int) -> Ask:
    rows = Ask.objects.visible_to(request.user).select_related("asked_by", "decided_by")
    found: Ask = get_object_or_404(rows, pk=pk)
    return found
