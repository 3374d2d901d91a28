"""The settings page of payment accounts: which there are, each with the code that customers scan."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce.actions import payment_accounts as actions
from quen.commerce.forms import PaymentAccountForm
from quen.commerce.models import PaymentAccount
from quen.commerce.payment_codes import can_be_scanned, payment_payload, qr_svg
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.workspace import workspace

RIGHT = "commerce.manage_accounts"
FIELDS = ("kind", "bank_bin", "bank_name", "number", "holder", "currency", "is_default")


@require_GET
@needs(RIGHT)
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts by currency, the default ones first."""
    rows = PaymentAccount.objects.visible_to(request.user).live()
    return page(request, "commerce/accounts.html", lines=[_line(it) for it in rows])


def _line(it: PaymentAccount) -> dict[str, Any]:
    scanned = can_be_scanned(it, it.currency)
    code = qr_svg(payment_payload(it, None)) if scanned else ""
    return {
        "pk": it.pk,
        "bank": it.bank_name,
        "number": it.number,
        "holder": it.holder,
        "currency": it.currency,
        "default": it.is_default,
        "code": mark_safe(code),  # noqa: S308 - drawn by segno from digits and letters that were checked
    }


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def account_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One account, or a new one."""
    it = _mine(request, pk) if pk else None
    form = PaymentAccountForm(request.POST or None, initial=_start(it))
    if request.method == "POST":
        save = partial(actions.save_account, it, by=acting_user(request))
        if form.accepted(save) is not None:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("commerce:accounts"))
    title = str(it) if it else _("New payment account")
    told: dict[str, Any] = {"form": form, "title": title, "back": reverse("commerce:accounts")}
    status = 422 if form.errors else 200
    return page(request, "commerce/form.html", status=status, above=_("Payment accounts"), **told)


def _start(it: PaymentAccount | None) -> dict[str, Any]:
    if it is not None:
        return {name: getattr(it, name) for name in FIELDS}
    kinds = {"VN": "bank_vn", "TH": "promptpay"}
    here = workspace()
    return {"kind": kinds.get(here.country, "bank"), "currency": here.currency}


@require_POST
@needs(RIGHT)
def account_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody pay to it any more."""
    actions.retire_account(_mine(request, pk), by=acting_user(request))
    messages.success(request, _("Nobody is asked to pay to this account any more."))
    return HttpResponseRedirect(reverse("commerce:accounts"))


def _mine(request: HttpRequest, pk: int) -> PaymentAccount:
    rows = PaymentAccount.objects.visible_to(request.user).live()
    found: PaymentAccount = get_object_or_404(rows, pk=pk)
    return found
