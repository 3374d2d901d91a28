"""The forecast as a board: a column for each month, cards that move to another one."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import Words, words_for
from quen.fields.views.lists import read
from quen.kit.pages import needs, refuse
from quen.kit.refused import Refused
from quen.kit.render import no_queries, page
from quen.sales import board_facts as facts
from quen.sales import month_facts, months
from quen.sales.actions.deals import change_deal
from quen.sales.asked import asked_deal
from quen.sales.models import Deal
from quen.sales.views.forecast import HIDES

NO_DAY = "none"


@require_GET
@needs("sales.view_deal")
def month_board(request: HttpRequest) -> HttpResponse:
    """The open deals by the month they are expected in."""
    if hidden := [f for f in HIDES if not request.user.may_read_field(f"deal.{f}")]:  # type: ignore[union-attr]
        refuse(request, f"deal.{hidden[0]}")
    asked, words = read(request, "deal"), words_for(request.user)
    told = months.months(request.user, asked.nodes)
    request.live_names = ("deals",)  # type: ignore[attr-defined]
    return page(
        request,
        "sales/months.html",
        board=month_facts.board([month_facts.column(c, words, asked) for c in told], asked),
        totals=facts.totals([c.sums for c in told], words),
        here=request.get_full_path(),
        blank=not any(c.count for c in told) and not asked.nodes,
        **month_facts.bar(asked, words),
    )


@require_POST
@needs("sales.change_deal")
def month_move(request: HttpRequest) -> HttpResponse:
    """A card was dropped: the deal is expected in that month. Answers with the two columns and a toast."""
    deal = asked_deal(request, request.POST.get("card", ""))
    before = deal.expected_close_on
    return _moved(request, deal, _day(request.POST.get("stage", ""), before), before, undo=True)


@require_POST
@needs("sales.change_deal")
def month_undo(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Expect a deal on the day it was expected before."""
    deal = asked_deal(request, str(pk))
    try:
        then = None if day == NO_DAY else date.fromisoformat(day)
    except ValueError as error:
        raise Refused(_("This is no day.")) from error
    return _moved(request, deal, then, deal.expected_close_on, undo=False)


def _day(key: str, before: date | None) -> date | None:
    try:
        if key not in months.column_keys():
            raise ValueError(key)
        return months.day_in(key, before)
    except ValueError as error:
        raise Refused(_("Choose a month that has not passed.")) from error


def _moved(
    request: HttpRequest, deal: Deal, day: date | None, before: date | None, *, undo: bool
) -> HttpResponse:
    changed = change_deal(
        deal, {"expected_close_on": day.isoformat() if day else None}, by=acting_user(request)
    )
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("sales:months"))
    words = words_for(request.user)
    parts = _columns(request, {months.column_of(before), months.column_of(day)}, words)
    if undo:
        text = f"{changed.name}: {month_facts.day_words(day, words)}"
        back = reverse("sales:month_undo", args=[deal.pk, before.isoformat() if before else NO_DAY])
        url = f"{back}?{request.GET.urlencode()}" if request.GET else back
        parts.append(("ui/toast.html", {"text": text, "undo_url": url, "tone": "good"}))
    with no_queries("sales/months"):
        html = "".join(render_to_string(name, told, request) for name, told in parts)
    answer = HttpResponse(html)
    answer["X-Board"] = "parts"
    return answer


def _columns(
    request: HttpRequest, only: set[str], words: Words
) -> list[tuple[str, dict[str, Any]]]:
    asked = read(request, "deal")
    told = months.months(request.user, asked.nodes, sorted(only))
    return [("ui/board_column.html", {"column": month_facts.column(c, words, asked)}) for c in told]
