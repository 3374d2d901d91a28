"""The page of the leader board, and its file."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import words_for
from quen.fields.views.exports import KINDS
from quen.insights.actions.exports import export_table
from quen.insights.dimensions import dimension_of
from quen.insights.spans import UNITS, Span, read_span
from quen.kit.pages import needs
from quen.kit.render import page
from quen.sales.leaders import WAYS, Leaders


@require_GET
@needs("sales.view_deal")
def leaders_page(request: HttpRequest) -> HttpResponse:
    """Who won what in a span."""
    told = _leaders(request, request.GET)
    user: Any = request.user
    request.live_names = ("deals",)  # type: ignore[attr-defined]
    return page(
        request,
        "sales/leaders.html",
        places=told.places(),
        heads=_heads(told),
        by=told.by,
        sort=told.sort,
        span=told.span,
        ways=_tabs(told, "by", {key: dimension_of("deal", key).label for key in WAYS}),
        units=_tabs(told, "unit", UNITS),
        may_export=user.can("sales.export_deal"),
        here=request.get_full_path(),
    )


@require_POST
@needs("sales.export_deal")
def leaders_export(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    form, user = request.POST.get("form", "csv"), acting_user(request)
    heads, rows = _leaders(request, request.POST).table()
    file = export_table(_("Leader board"), heads, rows, form, by=user)
    answer = HttpResponse(file, content_type=KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="leaders.{form}"'
    return answer


def _leaders(request: HttpRequest, asked: Any) -> Leaders:
    words, by = words_for(request.user), asked.get("by", "")
    span = read_span(asked, words.language)
    return Leaders(request.user, words, span, by if by in WAYS else "owner", asked.get("sort", ""))


def _url(told: Leaders, **change: str) -> str:
    asked = {**_days(told.span), "by": told.by, "sort": told.sort, **change}
    if "unit" in change:
        asked = {key: asked[key] for key in ("unit", "by", "sort")}
    return f"{reverse('sales:leaders')}?{urlencode(asked)}"


def _days(span: Span) -> dict[str, str]:
    return dict(span.asked)


def _heads(told: Leaders) -> list[dict[str, Any]]:
    first = told.sorted_by
    return [
        {"label": m.label, "url": _url(told, sort=m.key), "on": m == first} for m in told.columns
    ]


def _tabs(told: Leaders, name: str, known: Any) -> list[dict[str, Any]]:
    chosen = told.by if name == "by" else told.span.unit
    return [
        {"label": label, "url": _url(told, **{name: key}), "active": key == chosen}
        for key, label in known.items()
    ]
