"""Converting stored addresses to the places of today, and answering what must be asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.kit import days
from quen.kit.asked import number_in
from quen.kit.pages import needs
from quen.kit.render import page
from quen.people.actions import places as actions
from quen.people.models import AddressQuestion, AddressSweep

SHOWN = 50


@require_GET
@needs("people.import")
def addresses(request: HttpRequest) -> HttpResponse:
    """The last runs, and the addresses whose ward was divided."""
    runs = [_run(one, request.user) for one in _runs(request)]
    questions = AddressQuestion.objects.visible_to(request.user, "change")
    found = questions.select_related("address__contact", "address__company").order_by("pk")
    part = "#runs" if request.headers.get("HX-Request") else ""
    return page(
        request,
        f"people/addresses.html{part}",
        runs=runs,
        running=any(one["running"] for one in runs),
        questions=[_question(one) for one in found[:SHOWN]],
    )


def _runs(request: HttpRequest) -> list[AddressSweep]:
    rows = AddressSweep.objects.visible_to(request.user).select_related("user")
    return list(rows.order_by("-pk")[:5])


def _run(one: AddressSweep, user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    running = one.finished_at is None
    return {
        "pk": one.pk,
        "label": _("Trial") if one.trial else _("Conversion"),
        "state": one.get_state_display(),
        "running": running,
        "who": one.user.full_name,
        "when": days.shown_moment(one.created_at, user.zone, user.language, era),
        "counts": one,
        "may_undo": not running and not one.trial and one.state == AddressSweep.State.DONE,
    }


def _question(one: AddressQuestion) -> dict[str, Any]:
    holder: Any = one.address.contact or one.address.company
    name = "people:contact" if one.address.contact_id else "people:company"
    return {
        "pk": one.pk,
        "who": str(holder),
        "url": reverse(name, args=[holder.pk]),
        "address": actions.told(one.address),
        "options": [(n, f"{ward}, {province}") for n, (province, ward) in enumerate(one.options)],
    }


@require_POST
@needs("people.import")
def addresses_start(request: HttpRequest) -> HttpResponse:
    """Begin a run: a trial counts, the other converts what is certain."""
    actions.start_sweep(by=acting_user(request), trial="trial" in request.POST)
    return redirect("people:addresses")


@require_POST
@needs("people.import")
def addresses_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the addresses of a run their earlier form."""
    sweep = get_object_or_404(AddressSweep.objects.visible_to(request.user), pk=pk)
    actions.undo_sweep(sweep, by=acting_user(request))
    return redirect("people:addresses")


@require_POST
@needs("people.import")
def address_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which of the places an address is in."""
    found = get_object_or_404(AddressQuestion.objects.visible_to(request.user, "change"), pk=pk)
    choice = number_in(request.POST.get("choice", ""))
    one = actions.answer_question(found, -1 if choice is None else choice, by=acting_user(request))
    if request.headers.get("HX-Request"):
        return HttpResponse("")
    messages.success(request, actions.told(one))
    return HttpResponseRedirect(reverse("people:addresses"))
