"""The library of measures, and a page for each."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import words_for
from quen.fields.views.exports import KINDS
from quen.insights.actions.exports import export_figures
from quen.insights.asking import question_of
from quen.insights.kpi import MOST_LINES, Page, fitting, slot_names
from quen.insights.library import Analysis, analyses_for
from quen.insights.measures import MEASURES, Measure, measures_for
from quen.insights.read_once import Read
from quen.insights.showing import number as figure
from quen.insights.spans import UNITS, Span, choices, read_span
from quen.kit.pages import needs, refuse
from quen.kit.render import page
from quen.kit.workspace import workspace


@require_GET
@needs("web.use")
def library(request: HttpRequest) -> HttpResponse:
    """Every measure that one may see, by group, with its figure for a period."""
    words = words_for(request.user)
    span = read_span(request.GET, words.language)
    read: Read = {}
    base = workspace().currency
    listed = [m for m in measures_for(request.user) if m.in_library]
    groups = groupby(listed, key=lambda m: str(m.group))
    told = [
        (group, [Page(m, request.user, words, span, read, base).tile() for m in measures])
        for group, measures in groups
    ]
    request.live_names = ("deals", "contacts")  # type: ignore[attr-defined]
    return page(
        request,
        "insights/library.html",
        groups=told,
        analyses=[_analysis(one) for one in analyses_for(request.user)],
        units=_units(reverse("insights:library"), span, {}),
        here=request.get_full_path(),
    )


@require_GET
@needs("web.use")
def measure(request: HttpRequest, key: str) -> HttpResponse:
    """One measure: formula, figure, trend, what it is broken by, the records behind."""
    known, words = _measure(request, key), words_for(request.user)
    span, base = fitting(known, read_span(request.GET, words.language)), workspace().currency
    shown = Page(known, request.user, words, span, base=base)
    request.live_names = (f"{known.type}s",)  # type: ignore[attr-defined]
    return page(
        request,
        "insights/measure.html",
        measure=known,
        formula=str(known.formula_words),
        enter=_enter(known, request.user),
        names=f"{known.type}s",
        here=request.get_full_path(),
        **_period(request, shown),
        **_figures(request, shown),
    )


@require_POST
@needs("web.use")
def measure_export(request: HttpRequest, key: str) -> HttpResponse:
    """The table as a file."""
    known, user = _measure(request, key), acting_user(request)
    right = known.capability.replace(".view_", ".export_")
    if not user.can(right):
        refuse(request, right)
    span, form = read_span(request.POST, user.language), request.POST.get("form", "csv")
    by = request.POST.get("by", "")
    days, names = (span.first, span.last), [by] if by else []
    asked = question_of(known, user, *days, names, base=workspace().currency)
    answer = HttpResponse(export_figures(asked, form, by=user), content_type=KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{key}.{form}"'
    return answer


def _enter(known: Measure, user: Any) -> dict[str, Any]:
    """The page where the data is entered that a figure lacks, or its rule is set."""
    right, route, label = known.enter
    return {"url": reverse(route), "label": label} if route and user.can(right) else {}


def _measure(request: HttpRequest, key: str) -> Measure:
    known = MEASURES.get(key)
    if known is None:
        raise Http404
    user: Any = request.user
    if not user.can(known.capability):
        refuse(request, known.capability)
    if not known.is_for(user):
        raise Http404
    return known


def _analysis(one: Analysis) -> dict[str, Any]:
    return {"label": one.label, "text": one.about, "icon": one.icon, "url": reverse(one.route)}


def _more(shown: Page, by: str, number: int) -> dict[str, Any]:
    url = reverse("insights:measure", args=[shown.measure.key])
    told = urlencode({**shown.span.asked, "by": by, "all": 1})
    return {"url": f"{url}?{told}", "number": figure(number, shown.words.language)}


def _units(url: str, span: Span, more: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{url}?{urlencode({'unit': unit, **more})}",
            "active": unit == span.unit,
        }
        for unit, label in UNITS.items()
    ]


def _period(request: HttpRequest, shown: Page) -> dict[str, Any]:
    by = shown.dimension(request.GET.get("by", ""))
    url = reverse("insights:measure", args=[shown.measure.key])
    return {
        "units": [] if shown.measure.is_now else _units(url, shown.span, {"by": by.key}),
        "span": shown.span,
        "each": slot_names(choices(shown.span, shown.words.language), shown.span.each),
        "by": by,
        "ways": [
            {
                "label": one.label,
                "url": f"{url}?{urlencode({**shown.span.asked, 'by': one.key})}",
                "active": one.key == by.key,
            }
            for one in shown.ways()
        ],
    }


def _figures(request: HttpRequest, shown: Page) -> dict[str, Any]:
    by = shown.dimension(request.GET.get("by", ""))
    bars, lines = shown.broken_by(by)
    whole = len(lines) if "all" in request.GET else MOST_LINES
    chart, trend = ("", []) if shown.measure.is_now else shown.trend()
    right = shown.measure.capability.replace(".view_", ".export_")
    return {
        "stats": shown.figures(),
        "note": shown.note(),
        "notes": shown.notes(),
        "conversion": shown.conversion(),
        "may_rate": shown.user.can("kit.manage_rates"),
        "bars": bars,
        "lines": lines[:whole],
        "more": _more(shown, by.key, len(lines)) if len(lines) > whole else {},
        "chart": chart,
        "trend": trend,
        "may_export": shown.user.can(right),
    }
