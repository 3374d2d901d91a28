"""The list and the page of contracts, a new one, renewing, ending early."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import contracts as actions
from quen.commerce.contracts.offers import from_order
from quen.commerce.models import Contract
from quen.commerce.views.orders import shown_order
from quen.fields.actions.files import keep_uploads
from quen.fields.forms.new import NewForm
from quen.fields.record_pages import PAGES
from quen.fields.views import new, record
from quen.fields.views.lists import show
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page

VIEW, ADD, CHANGE = "commerce.view_contract", "commerce.add_contract", "commerce.change_contract"


@require_GET
@needs(VIEW)
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts, by views, filters and columns."""
    return show(request, "contract")


@require_GET
@needs(VIEW)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract: facts, panels, timeline."""
    return record.show(request, "contract", pk)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def contract_new(request: HttpRequest) -> HttpResponse:
    """A new contract."""
    return new.show(request, "contract")


@require_http_methods(["GET", "POST"])
@needs(ADD)
def contract_of_order(request: HttpRequest, pk: int) -> HttpResponse:
    """A new contract, filled in from the order that it came of."""
    user, order = acting_user(request), shown_order(request, pk)
    return _filled(
        request, from_order(order, user), lambda given: actions.add_contract(given, by=user),
        reverse("commerce:order", args=[pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(ADD)
def contract_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract that continues this one, filled in with the term that follows at once."""
    user, it = acting_user(request), shown_contract(request, pk, "view")
    return _filled(
        request, actions.proposed(it), lambda given: actions.renew_contract(it, given, by=user),
        reverse("commerce:contract", args=[pk]),
    )  # fmt: skip


def _filled(
    request: HttpRequest, start: Mapping[str, Any], make: Callable[[Any], Contract], back: str
) -> HttpResponse:
    """The form of a new contract that begins filled in; what it posts is made."""
    known, user, status = PAGES["contract"], acting_user(request), 200
    form = NewForm(known, user, start)
    if request.method == "POST":
        form = NewForm(known, user, {}, data=request.POST, files=request.FILES)
        try:
            made = make(form.keep(keep_uploads(form.given(), by=user)))
            return HttpResponseRedirect(TYPES["contract"].url(made.pk))
        except Refused as refused:
            form.refuse(refused.errors, str(refused.message))
            status = 422
    facts: dict[str, Any] = {"form": form, "type": TYPES["contract"], "back": back}
    return page(request, "commerce/contract_new.html", status=status, **facts)


@require_POST
@needs(CHANGE)
def contract_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a contract before its time, with a reason."""
    it, reason = shown_contract(request, pk, "change"), request.POST.get("reason", "")
    actions.end_contract(it, by=acting_user(request), reason=reason)
    messages.success(request, _("The contract has ended."))
    return HttpResponseRedirect(TYPES["contract"].url(pk))


@require_POST
@needs(CHANGE)
def contract_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a contract that was ended early run on."""
    actions.reopen_contract(shown_contract(request, pk, "change"), by=acting_user(request))
    messages.success(request, _("The contract runs on."))
    return HttpResponseRedirect(TYPES["contract"].url(pk))


def shown_contract(request: HttpRequest, pk: int, action: str) -> Contract:
    """A contract that one may see, or change. Raises Http404."""
    found: Contract = get_object_or_404(Contract.objects.visible_to(request.user, action), pk=pk)
    return found
