"""The settings pages of price lists: which there are, one of them, its sheet of prices."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.commerce import sheets
from quen.commerce.actions import price_lists as actions
from quen.commerce.forms import PriceListForm
from quen.commerce.models import PriceList
from quen.kit import days
from quen.kit.pages import needs, refuse
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import workspace

RIGHT, PRICE = "commerce.manage_price_lists", "product.price"


@require_GET
@needs("commerce.view_product")
def list_of_lists(request: HttpRequest) -> HttpResponse:
    """The price lists, the default ones first."""
    rows = PriceList.objects.visible_to(request.user).live()
    lines = [
        {"pk": it.pk, "name": it.name, "currency": it.currency, "default": it.is_default,
         "days": _days(it, request.user)}
        for it in rows
    ]  # fmt: skip
    may = acting_user(request).can(RIGHT)
    return page(request, "commerce/price_lists.html", lines=lines, may=may)


def _days(it: PriceList, user: Any) -> str:
    """When its prices are valid, in words; nothing where they always are."""
    era = "buddhist" if user.buddhist_years else "common"
    first, last = (
        days.shown_day(day, user.language, era) if day else ""
        for day in (it.valid_from, it.valid_to)
    )
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first or last:
        return (_("from %s") % first) if first else (_("until %s") % last)
    return ""


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def list_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One list's name, currency and days, or a new one."""
    it = _mine(request, pk) if pk else None
    form = PriceListForm(request.POST or None, initial=_start(it))
    if request.method == "POST":
        save = partial(actions.save_price_list, it, by=acting_user(request))
        made = form.accepted(save)
        if made is not None:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("commerce:price_sheet", args=[made.pk]))
    title, back = it.name if it else _("New price list"), reverse("commerce:price_lists")
    told: dict[str, Any] = {"form": form, "title": title, "back": back, "above": _("Price lists")}
    return page(request, "commerce/form.html", status=422 if form.errors else 200, **told)


def _start(it: PriceList | None) -> dict[str, Any]:
    names = ("name", "currency", "valid_from", "valid_to", "is_default")
    return {n: getattr(it, n) for n in names} if it else {"currency": workspace().currency}


@require_POST
@needs(RIGHT)
def list_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a list away."""
    actions.retire_price_list(_mine(request, pk), by=acting_user(request))
    messages.success(
        request, _("The price list is out of use. What it was used for keeps its prices.")
    )
    return HttpResponseRedirect(reverse("commerce:price_lists"))


@require_http_methods(["GET", "POST"])
@needs("commerce.view_product")
def price_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The prices of a list, fifty products at a time; who may types into them."""
    if request.method == "GET":
        _check_prices(request, writes=False)
        return _sheet(request, get_object_or_404(_lists(request), pk=pk))
    it, by = _mine(request, pk), acting_user(request)
    _check_prices(request, writes=True)
    try:
        done = actions.set_prices(it, sheets.typed(it, request.POST.dict(), by.language), by=by)
    except Refused as refused:
        return _sheet(request, it, refused=refused)
    _say(request, done)
    return HttpResponseRedirect(request.get_full_path())


@require_POST
@needs(RIGHT)
def price_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Take prices from pasted lines: all of them or, where a line is wrong, none."""
    it, by, text = _mine(request, pk), acting_user(request), request.POST.get("lines", "")
    _check_prices(request, writes=True)
    try:
        done = actions.set_prices(it, sheets.pasted(it, text[:200_000], by), by=by)
    except Refused as refused:
        return _sheet(request, it, refused=refused, text=text)
    _say(request, done)
    return HttpResponseRedirect(reverse("commerce:price_sheet", args=[pk]))


def _check_prices(request: HttpRequest, *, writes: bool) -> None:
    """A list holds prices of products. Raises PermissionDenied for a role that hides or locks those."""
    user = acting_user(request)
    if not (user.may_write_field(PRICE) if writes else user.may_read_field(PRICE)):
        refuse(request, PRICE)


def _say(request: HttpRequest, done: dict[str, int]) -> None:
    told = ngettext("%d price set", "%d prices set", done["set"]) % done["set"]
    if gone := done["removed"]:
        told += " · " + ngettext("%d removed", "%d removed", gone) % gone
    messages.success(request, told)


def _sheet(
    request: HttpRequest, it: PriceList, refused: Refused | None = None, text: str = ""
) -> HttpResponse:
    asked, at = request.GET.get("q", "")[:200], request.GET.get("page", "")
    number = max(int(at), 1) if at.isascii() and at.isdigit() and len(at) < 5 else 1
    lines, more = sheets.sheet(it, request.user, asked, number)
    told: dict[str, Any] = {
        "it": it,
        "days": _days(it, request.user),
        "lines": [_drawn(line, request, refused) for line in lines],
        "may": acting_user(request).can(RIGHT) and acting_user(request).may_write_field(PRICE),
        "refused": str(refused.message) if refused else "",
        "pasted": text,
        "q": asked,
        "before": number - 1,
        "next": number + 1 if more else 0,
        "here": request.get_full_path() if not text else "",
    }
    return page(request, "commerce/price_sheet.html", status=422 if refused else 200, **told)


def _drawn(line: sheets.Line, request: HttpRequest, refused: Refused | None) -> dict[str, Any]:
    errors = refused.errors if refused else {}
    boxes = [
        {"cell": cell, "now": request.POST.get(cell.name, cell.was), "error": errors.get(cell.name, "")}
        for cell in line.cells
    ]  # fmt: skip
    return {"line": line, "boxes": boxes, "url": reverse("commerce:product", args=[line.pk])}


def _lists(request: HttpRequest, action: str = "view") -> Any:
    return PriceList.objects.visible_to(request.user, action).live()


def _mine(request: HttpRequest, pk: int) -> PriceList:
    found: PriceList = get_object_or_404(_lists(request, "change"), pk=pk)
    return found
