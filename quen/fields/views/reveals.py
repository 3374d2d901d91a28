"""Who showed themselves how many masked values."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from quen.fields.reveals import DAYS, Reveals, reveals_of
from quen.kit import days
from quen.kit.pages import needs
from quen.kit.render import page


@require_GET
@needs("timeline.view_audit")
def reveals(request: HttpRequest) -> HttpResponse:
    """A line for each colleague and day; it leads to the single ones in the audit log."""
    user: Any = request.user
    lines = [_line(one, user) for one in reveals_of(user)]
    return page(request, "fields/reveals.html", lines=lines, days=DAYS)


def _line(one: Reveals, user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    query = urlencode({"actor": one.user.pk, "day": one.day.isoformat()})
    return {
        "day": days.shown_day(one.day, user.language, era),
        "who": one.user.full_name,
        "count": one.count,
        "unusual": one.unusual,
        "url": f"{reverse('timeline:audit')}?{query}",
    }
