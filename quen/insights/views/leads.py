"""The leads behind a figure, as a list."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from quen.fields.showing import words_for
from quen.insights import showing
from quen.insights.cohorts import CAPABILITY, WAYS, Cohort, cohort_of
from quen.insights.lead_lists import LISTS, Place, count, leads_of
from quen.insights.measures import MEASURES
from quen.insights.spans import read_span
from quen.kit import days
from quen.kit.asked import number_in
from quen.kit.pages import needs
from quen.kit.render import page


@require_GET
@needs(CAPABILITY)
def lead_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Who became a lead in a period, and who of them closed."""
    label, _rows, of_deals = LISTS.get(kind) or (None, None, False)
    measure = MEASURES["customers.close_rate" if of_deals else "customers.leads"]
    if not label or not measure.is_for(request.user):
        raise Http404
    words, cohort = words_for(request.user), _cohort(request)
    lines, after = leads_of(cohort, kind, _place(request.GET.get("after", "")))

    def day(one: date | None) -> str:
        return days.shown_day(one, words.language, words.showing.era) if one else ""

    return page(
        request,
        "insights/leads.html",
        title=label,
        formula=str(measure.formula_words),
        dates=f"{day(cohort.first)} – {day(cohort.last)}",
        number=showing.number(count(cohort, kind), words.language),
        lines=[(one.name, one.url, day(one.became), day(one.closed)) for one in lines],
        deals_shown=MEASURES["customers.close_rate"].is_for(request.user),
        more=_more(request, after),
    )


def _cohort(request: HttpRequest) -> Cohort:
    user: Any = request.user
    span, more = read_span(request.GET, user.language), Q()
    for name in WAYS.keys() & request.GET.keys():
        value = request.GET[name]
        if name == "source":
            more &= Q(source=value)
        else:
            more &= Q(**{WAYS[name]: number_in(value)})
    return cohort_of(user, span.first, span.last, more=more)


def _place(text: str) -> Place | None:
    """Behind whom the page begins: a day and an id; what is unreadable is the beginning."""
    on, _dot, number = text.partition(".")
    try:
        return Place(date.fromisoformat(on), int(number))
    except ValueError:
        return None


def _more(request: HttpRequest, after: Place | None) -> str:
    if after is None:
        return ""
    told = {**request.GET.dict(), "after": f"{after.became.isoformat()}.{after.contact_id}"}
    return f"{request.path}?{urlencode(told)}"
