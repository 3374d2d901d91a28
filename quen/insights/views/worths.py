"""All customers by what they bought so far."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from quen.fields.showing import words_for
from quen.insights.buyer_lists import PAGE, names_of, urls_of
from quen.insights.buyers import active_days
from quen.insights.customers.telling import reads_all_amounts
from quen.insights.worth_lines import line_of
from quen.insights.worths import by_worth, read_place, told
from quen.kit.pages import needs
from quen.kit.render import page


@require_GET
@needs("people.view_contact")
def worth_list(request: HttpRequest) -> HttpResponse:
    """The observed lifetime value of every customer, the greatest first."""
    user: Any = request.user
    if not reads_all_amounts(user):
        raise Http404
    words, after = words_for(user), read_place(request.GET.get("after", ""))
    rows, more = by_worth(after, PAGE)
    ids = [row.customer for row in rows]
    names, urls = names_of(ids), urls_of(user, ids)
    return page(
        request,
        "insights/worths.html",
        lines=[
            line_of(told(row), words)
            | {
                "name": names.get(row.customer) or f"#{abs(row.customer)}",
                "url": urls.get(row.customer, ""),
            }
            for row in rows
        ],
        days=active_days(),
        top=request.path if after else "",
        more=f"{request.path}?{urlencode({'after': f'{more.cents}.{more.customer}'})}"
        if more
        else "",
    )
