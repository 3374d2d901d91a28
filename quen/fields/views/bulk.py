"""Bulk edit: choose a field and a value, look at five rows, run with progress, undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields import lists
from quen.fields.actions import bulk as actions
from quen.fields.catalogue import Field
from quen.fields.masking import mask_for
from quen.fields.models import BulkEdit
from quen.fields.nouns import NOUNS
from quen.fields.showing import words_for
from quen.fields.views.lists import Asked, read
from quen.fields.views.types import type_or_404
from quen.kit import records
from quen.kit.asked import id_in
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page

SAMPLE = 5
_SKIPPED = {"full_name", "name", "phone", "email", "birthday"}


@require_POST
@needs("web.use")
def bulk(request: HttpRequest, type_key: str) -> HttpResponse:
    """Which field to change on the chosen records."""
    _may_change(request, type_key)
    asked = read(request, type_key, QueryDict(request.POST.get("query", "")).dict())
    ids = chosen(request, asked)
    if not ids:
        raise Refused(_("Choose at least one record."))
    return page(
        request,
        "fields/bulk_form.html",
        spec=asked.spec,
        fields=[_choice(f) for f in _fields(asked)],
        total=len(ids),
        everything=request.POST.get("all", ""),
        keys=[] if request.POST.get("all") else ids,
        query=request.POST.get("query", ""),
        back=asked.link(),
    )


@require_POST
@needs("web.use")
def bulk_preview(request: HttpRequest, type_key: str) -> HttpResponse:
    """Five rows as they are and as they will be; nothing is written yet."""
    _may_change(request, type_key)
    asked = read(request, type_key, QueryDict(request.POST.get("query", "")).dict())
    ids, given = chosen(request, asked), given_of(request, asked)
    field = asked.catalogue.get(next(iter(given)))
    actions.check_bulk(type_key, given, by=acting_user(request))
    return page(
        request,
        "fields/bulk_preview.html",
        spec=asked.spec,
        total=len(ids),
        label=field.label,
        rows=_preview(type_key, ids[:SAMPLE], field, given, request.user),
        posted=_posted(request),
        back=asked.link(),
    )


@require_POST
@needs("web.use")
def bulk_run(request: HttpRequest, type_key: str) -> HttpResponse:
    """Begin, and lead to the page that shows how far it is."""
    _may_change(request, type_key)
    asked = read(request, type_key, QueryDict(request.POST.get("query", "")).dict())
    run = actions.start_bulk(
        type_key, chosen(request, asked), given_of(request, asked), by=acting_user(request)
    )
    return HttpResponseRedirect(reverse("fields:bulk_show", args=[run.pk]))


@require_GET
@needs("web.use")
def bulk_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is, what it skipped and why; with undo once it has ended."""
    run = get_object_or_404(BulkEdit.objects.visible_to(request.user), pk=pk)
    names = records.titles((run.type, record_id) for record_id, _why in run.skipped)
    skipped = [(names.get((run.type, pk), f"#{pk}"), why) for pk, why in run.skipped]
    template = (
        "fields/bulk_run.html#progress"
        if request.headers.get("HX-Request")
        else "fields/bulk_run.html"
    )
    return page(
        request,
        template,
        run=run,
        percent=100 * run.position // max(run.total, 1) if run.state == "running" else 100,
        skipped=skipped,
        list_url=lists.list_url(run.type),
    )


@require_POST
@needs("web.use")
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what the run changed."""
    run = get_object_or_404(BulkEdit.objects.visible_to(request.user), pk=pk)
    actions.undo_bulk(run, by=acting_user(request))
    return HttpResponseRedirect(reverse("fields:bulk_show", args=[run.pk]))


@require_POST
@needs("web.use")
def bulk_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run after its present batch."""
    run = get_object_or_404(BulkEdit.objects.visible_to(request.user), pk=pk)
    actions.stop_bulk(run, by=acting_user(request))
    return HttpResponseRedirect(reverse("fields:bulk_show", args=[run.pk]))


def chosen(request: HttpRequest, asked: Asked) -> list[int]:
    """The ticked ids, or all that the filter lets through, as far as this user may change them."""
    rows = TYPES[asked.spec.type].visible_to(request.user, "change").order_by("pk")
    if not request.POST.get("all"):
        ticked = [id_in(text) for text in request.POST.getlist("key")]
        return list(rows.filter(pk__in=ticked).values_list("pk", flat=True))
    for node in asked.nodes:
        rows = rows.filter(node.q())
    return list(rows.values_list("pk", flat=True)[: actions.MOST_AT_ONCE + 1])


def given_of(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """{field: value} from the form. Raises Refused for a field that cannot be changed in bulk."""
    key = request.POST.get("field", "")
    known = {f.key: f for f in _fields(asked)}
    if key not in known:
        raise Refused(_("Choose a field to change."))
    values = request.POST.getlist(f"value-{key}")
    many = known[key].kind in ("choices", "tags")
    return {key: values if many else (values[0] if values else "")}


def _may_change(request: HttpRequest, type_key: str) -> None:
    type_or_404(request, type_key)
    right = TYPES[type_key].capability.replace(".view_", ".change_")
    if not request.user.can(right):  # type: ignore[union-attr]
        refuse(request, right)


def _fields(asked: Asked) -> list[Field]:
    return [
        f
        for f in asked.catalogue.writable()
        if f.bulk and f.key not in _SKIPPED and f.kind != "relation"
    ]


def _choice(field: Field) -> dict[str, Any]:
    options = [(c.key, str(c.label)) for c in field.options()]
    kinds = {"date": "date", "number": "number", "rating": "number"}
    return {
        "key": field.key,
        "label": str(field.label),
        "options": [("true", _("Yes")), ("false", _("No"))] if field.kind == "boolean" else options,
        "many": field.kind == "choices",
        "input": kinds.get(field.kind, "text"),
    }


def _preview(
    type_key: str, ids: list[int], field: Field, given: dict[str, Any], user: Any
) -> list[tuple[str, str, str]]:
    noun, words, mask = NOUNS[type_key], words_for(user), mask_for(user, type_key)
    rows = TYPES[type_key].visible_to(user, "change").filter(pk__in=ids)
    after = next(iter(given.values()))
    told = []
    for record in rows:
        before = noun.value(record, field.key)
        before = mask.value(field.key, before, record.owner_id) if mask else before
        told.append(
            (
                TYPES[type_key].title(record),
                _shown(words, field, before),
                _shown(words, field, after),
            )
        )
    return told


def _shown(words: Any, field: Field, value: Any) -> str:
    if field.kind == "user" and (pk := id_in(str(value))):
        words.know([("user", pk)])
        value = pk
    try:
        return str(words.of(field, value))
    except (ValueError, TypeError, ArithmeticError):
        return str(value)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
