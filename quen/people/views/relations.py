"""Relations are added and removed from a record page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.forms.widgets import Chooser
from quen.fields.views.answers import changed
from quen.fields.views.record import found
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.people.actions import relations as actions
from quen.people.models import Relation
from quen.people.panels import ENDS, kinds_for
from quen.people.relations import kind_of, relation_at


@require_http_methods(["GET", "POST"])
@needs("web.use")
def relation_new(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Choose how and with whom a record is linked."""
    if type_key not in ENDS:
        raise Http404
    _known, record = found(request, type_key, pk, "change")
    if request.method == "POST":
        return _add(request, type_key, pk)
    kinds = kinds_for(type_key)
    choosers = [
        {"key": key, "html": _chooser(key), "label": TYPES[key].label}
        for key in dict.fromkeys(kind["other"] for kind in kinds)
    ]
    context: dict[str, Any] = {
        "kinds": kinds,
        "choosers": choosers,
        "title": TYPES[type_key].title(record),
    }
    context |= {"url": request.path, "back": TYPES[type_key].url(pk)}
    part = (
        "people/relation_new.html#dialog"
        if request.headers.get("HX-Request")
        else "people/relation_new.html"
    )
    return page(request, part, **context)


def _chooser(key: str) -> Any:
    return Chooser(reverse("records:choose", args=[key])).render(
        f"other_{key}", "", {"id": f"relation-{key}"}
    )


def _add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    asked = request.POST.get("kind", "")
    kind = kind_of(asked)
    other_type = kind.to_type if asked.endswith("+") else kind.from_type
    number = request.POST.get(f"other_{other_type}", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Refused(_("Choose a record."))
    ends = ((type_key, pk), (other_type, int(number)))
    start, end = ends if asked.endswith("+") else ends[::-1]
    actions.add_relation(
        kind, start, end, by=acting_user(request), note=request.POST.get("note", "")
    )
    return changed(request, type_key, pk)


@require_POST
@needs("web.use")
def relation_remove(request: HttpRequest, type_key: str, pk: int, relation_pk: int) -> HttpResponse:
    """Unlink; the record at either end may ask for it."""
    found(request, type_key, pk, "change")
    relation: Relation = get_object_or_404(relation_at(type_key, pk), pk=relation_pk)
    actions.remove_relation(relation, by=acting_user(request))
    return changed(request, type_key, pk)
