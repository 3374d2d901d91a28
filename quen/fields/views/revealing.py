"""Showing one masked phone or mail whole, in its place."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions.revealing import reveal as show_whole
from quen.fields.views.record import found
from quen.kit import phones
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page


@require_POST
@needs("web.use")
def reveal(request: HttpRequest, type_key: str, pk: int, key: str, place: int) -> HttpResponse:
    """The value with what one does with it: call or write, and copy. Counted, and told to the audit."""
    known, record = found(request, type_key, pk)
    value = show_whole(type_key, record, key, place, by=acting_user(request))
    scheme = "mailto" if "@" in value else "tel"
    part = "#value" if request.headers.get("HX-Request") else ""
    facts: dict[str, Any] = {
        "url": f"{scheme}:{value}",
        "value": value,
        "told": value if scheme == "mailto" else phones.shown(value),
        "title": TYPES[known.type].title(record),
        "back": TYPES[known.type].url(record.pk),
    }
    return page(request, f"fields/revealed.html{part}", **facts)
