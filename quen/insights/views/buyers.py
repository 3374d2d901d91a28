"""The customers behind a figure of buyers, as a list."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from quen.fields.showing import Words, words_for
from quen.insights import showing
from quen.insights.buyer_lists import LISTS, PAGE, Buyer, buyers_of, count, rows_of
from quen.insights.buyers import PARTS, Scope, scope_of
from quen.insights.measures import MEASURES
from quen.insights.purchase_kinds import sees_some
from quen.insights.spans import read_span
from quen.kit import days, money
from quen.kit.asked import number_in
from quen.kit.pages import needs
from quen.kit.render import page


@require_GET
@needs("people.view_contact")
def buyer_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Who bought, came again, stayed or left in a period."""
    words, scope = words_for(request.user), _scope(request)
    if kind not in LISTS or not sees_some(request.user):
        raise Http404
    start = _start(request.GET.get("start", ""))
    rows = rows_of(scope, kind, _channel(request), request.GET.get("care", ""))
    whole = count(rows)
    return page(
        request,
        "insights/buyers.html",
        title=LISTS[kind].label,
        dates=f"{_day(scope.first, words)} – {_day(scope.last, words)}",
        number=showing.number(whole, words.language),
        lines=[_line(one, words) for one in buyers_of(scope, rows, start)],
        worth_shown=_reads_worth(request.user),
        **_around(request, start, whole),
    )


def _scope(request: HttpRequest) -> Scope:
    user: Any = request.user
    span, more = read_span(request.GET, user.language), Q()
    for name in PARTS:
        if name in request.GET:
            value = request.GET[name]
            more &= Q(**{f"{name}_id": number_in(value)})
    return scope_of(user, span.first, span.last, more=more)


def _channel(request: HttpRequest) -> str | None:
    """What winning those of a channel has cost is not for everybody, nor are they as a list."""
    if "channel" not in request.GET:
        return None
    if not MEASURES["customers.cac"].is_for(request.user):
        raise Http404
    return request.GET["channel"]


def _start(text: str) -> int:
    return min(int(text), 10_000_000) if text.isdecimal() and len(text) < 9 else 0


def _reads_worth(user: Any) -> bool:
    return bool(user.may_read_field("order.total") and user.may_read_field("deal.amount"))


def _around(request: HttpRequest, start: int, whole: int) -> dict[str, Any]:
    return {
        "earlier": _url(request, max(start - PAGE, 0)) if start else "",
        "later": _url(request, start + PAGE) if start + PAGE < whole else "",
    }


def _url(request: HttpRequest, start: int) -> str:
    return f"{request.path}?{urlencode({**request.GET.dict(), 'start': start})}"


def _day(day: Any, words: Words) -> str:
    return days.shown_day(day, words.language, words.showing.era)


def _line(one: Buyer, words: Words) -> dict[str, str]:
    sums = (money.shown(money.Money(a, c), words.language) for c, a in sorted(one.worth.items()))
    return {
        "name": one.name,
        "url": one.url,
        "first": _day(one.first, words),
        "last": _day(one.last, words),
        "purchases": showing.number(one.purchases, words.language),
        "worth": " · ".join(sums),
    }
