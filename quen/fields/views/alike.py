"""The warning while typing: what is like the record about to be made, and adding to that one instead."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from quen.fields.alike import LIKENESS
from quen.fields.forms.new import NewForm
from quen.fields.record_pages import PAGES
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.render import page


@require_POST
@needs("web.use")
def alike(request: HttpRequest, type_key: str) -> HttpResponse:
    """What is like the values typed so far; nothing is written."""
    if type_key not in LIKENESS:
        raise Http404
    right = TYPES[type_key].capability.replace(".view_", ".add_")
    if not request.user.can(right):  # type: ignore[union-attr]
        refuse(request, right)
    form = NewForm(PAGES[type_key], request.user, {}, data=request.POST, files=request.FILES)
    found = LIKENESS[type_key].look(form.given(), request.user)
    facts: dict[str, Any] = {
        "shareable": any(one.shareable for one in found.alike),
        "type_key": type_key,
    }
    return page(request, "fields/alike.html", found=found.alike, hidden=found.hidden, **facts)
