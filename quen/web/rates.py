"""The settings page of exchange rates: by currency, one to add, many to paste."""

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.actions import rates as actions
from quen.accounts.actions.rates import From
from quen.accounts.forms import AskedForm
from quen.kit import days
from quen.kit.amounts import parse_number
from quen.kit.models import Rate
from quen.kit.pages import needs
from quen.kit.pasted import lines_of
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import today, workspace

RIGHT = "kit.manage_rates"
SHOWN = 12  # rates of one currency; the latest first
MOST_ROWS = 2_000


class RateForm(AskedForm):
    """One rate from a day on."""

    currency = forms.CharField(label=_("Currency"), max_length=3)
    day = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    rate = forms.CharField(label=_("Rate"), max_length=30)


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def rates(request: HttpRequest) -> HttpResponse:
    """The rates by currency; POST sets one."""
    by = acting_user(request)
    form = RateForm(request.POST or None, initial={"day": today()})
    if request.method == "POST" and form.accepted(lambda **facts: _set(by, **facts)) is not None:
        messages.success(request, gettext("Saved."))
        return HttpResponseRedirect(reverse("web:rates"))
    return _page(request, form, 422 if form.errors else 200)


def _set(by: Any, currency: str, day: date, rate: str) -> int:
    try:
        told = parse_number(rate, by.language)
    except ValueError as error:
        raise Refused(str(error), errors={"rate": str(error)}) from error
    return actions.set_rates({From(currency.strip().upper(), day): told}, by=by)


@require_POST
@needs(RIGHT)
def rates_paste(request: HttpRequest) -> HttpResponse:
    """Take rates from pasted lines or a CSV file: all of them or, where a line is wrong, none."""
    by, sent = acting_user(request), request.FILES.get("file")
    text = request.POST.get("lines", "")
    if sent is not None:
        text = sent.read(200_000).decode("utf-8", "replace")
    try:
        count = actions.set_rates(read(text[:200_000], by.language), by=by)
    except Refused as refused:
        return _page(request, RateForm(initial={"day": today()}), 422, str(refused.message), text)
    messages.success(request, ngettext("%d rate set", "%d rates set", count) % count)
    return HttpResponseRedirect(reverse("web:rates"))


@require_POST
@needs(RIGHT)
def rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rate away."""
    actions.remove_rate(get_object_or_404(Rate, pk=pk), by=acting_user(request))
    return HttpResponseRedirect(reverse("web:rates"))


def read(text: str, language: str) -> dict[From, Decimal]:
    """Rates of lines "day, currency, rate"; a head line without a day is passed over.

    Raises Refused that names the numbers of the lines which cannot be read.
    """
    found: dict[From, Decimal] = {}
    bad: list[str] = []
    for number, cells in lines_of(text):
        try:
            asked, rate = _line(cells, language)
            found[asked] = rate
        except ValueError as error:
            if number > 1 or any(any(c.isdigit() for c in cell) for cell in cells):
                told = {"number": number, "why": error}
                bad.append(gettext("Line %(number)d: %(why)s") % told)
    if bad or not found:
        raise Refused(" ".join(bad[:20]) or gettext("There is nothing to read here."))
    return found


def _line(cells: list[str], language: str) -> tuple[From, Decimal]:
    if len(cells) < 3:
        raise ValueError(gettext("a day, a currency and a rate are needed"))
    day, currency = days.parse_day(cells[0], language), cells[1].upper()
    rate = parse_number(cells[2], language)
    if words := actions.problem_of(currency, rate, workspace().currency):
        raise ValueError(words)
    return From(currency, day), rate


def _page(
    request: HttpRequest, form: RateForm, status: int = 200, refused: str = "", text: str = ""
) -> HttpResponse:
    base = workspace().currency
    rows = Rate.objects.filter(base=base).order_by("currency", "-day")[:MOST_ROWS]
    told: dict[str, Any] = {
        "form": form,
        "base": base,
        "groups": [_group(code, list(of), request.user) for code, of in groupby(rows, _currency)],
        "refused": refused,
        "pasted": text,
    }
    return page(request, "web/rates.html", status=status, **told)


def _currency(row: Rate) -> str:
    return row.currency


def _group(currency: str, rows: list[Rate], user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    lines = [
        {
            "pk": row.pk,
            "day": days.shown_day(row.day, user.language, era),
            "rate": _told(row.rate, user.language),
        }
        for row in rows[:SHOWN]
    ]
    return {"currency": currency, "lines": lines, "more": max(len(rows) - SHOWN, 0)}


def _told(rate: Decimal, language: str) -> str:
    """A rate with its thousands parted as the language does, and no needless zeros."""
    whole, _point, rest = str(plain(rate)).partition(".")
    number = f"{int(whole):,}" + (f".{rest}" if rest else "")
    return number.translate(str.maketrans(",.", ".,")) if language == "vi" else number
