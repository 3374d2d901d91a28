"""Custom fields: added from a record page in one dialog, kept on a settings page for each type."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.fields.actions import custom as actions
from quen.fields.catalogue import in_language
from quen.fields.computed.language import BadExpression
from quen.fields.computed.sampling import samples
from quen.fields.forms.computed import spec_of
from quen.fields.forms.custom import HUES, CustomFieldForm, start_of
from quen.fields.kinds import KINDS
from quen.fields.models import CustomField
from quen.fields.nouns import NOUNS
from quen.fields.record_pages import PAGES
from quen.fields.views.filters import builder_of
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page


@require_GET
@needs("fields.manage_fields")
def types(request: HttpRequest) -> HttpResponse:
    """The way in from the settings: the fields of the first type."""
    return HttpResponseRedirect(reverse("records:custom", args=[next(iter(PAGES))]))


@require_GET
@needs("fields.manage_fields")
def fields(request: HttpRequest, type_key: str) -> HttpResponse:
    """The custom fields of a type, in their order, and those removed in the last 30 days."""
    known = _type(type_key)
    rows = CustomField.objects.visible_to(request.user).filter(type=type_key)
    lines = [_line(row) for row in rows]
    tabs = [
        {
            "label": TYPES[key].plural,
            "url": reverse("records:custom", args=[key]),
            "active": key == type_key,
        }
        for key in PAGES
    ]
    live, gone = ([x for x in lines if x["removed"] is away] for away in (False, True))
    return page(
        request, "fields/custom.html", known=known, tabs=tabs, live=list(live), gone=list(gone)
    )


@require_http_methods(["GET", "POST"])
@needs("fields.manage_fields")
def new(request: HttpRequest, type_key: str) -> HttpResponse:
    """The dialog that adds a field."""
    _type(type_key)
    back = _back(request, type_key)
    language = request.user.language  # type: ignore[union-attr]
    if request.method != "POST":
        return _form(request, CustomFieldForm(language, type_key), type_key, back)
    form = CustomFieldForm(language, type_key, data=request.POST)
    try:
        actions.add_field(type_key, by=acting_user(request), **_facts(form))
    except Refused as refused:
        return _refused(request, form, refused, type_key, back)
    return _done(request, _("The field is there for everybody now."), back)


@require_http_methods(["GET", "POST"])
@needs("fields.manage_fields")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The dialog that changes a field; its kind stays."""
    field = get_object_or_404(CustomField.objects.visible_to(request.user).live(), pk=pk)
    back = reverse("records:custom", args=[field.type])
    language = request.user.language  # type: ignore[union-attr]
    if request.method != "POST":
        form = CustomFieldForm(language, field.type, field, initial=start_of(field, language))
        return _form(request, form, field.type, back)
    form = CustomFieldForm(language, field.type, field, data=request.POST)
    try:
        actions.change_field(field, by=acting_user(request), **_facts(form))
    except Refused as refused:
        return _refused(request, form, refused, field.type, back)
    return _done(request, _("Saved"), back)


@require_POST
@needs("fields.manage_fields")
def order(request: HttpRequest, type_key: str) -> HttpResponse:
    """Move one field up or down among the live ones."""
    _type(type_key)
    rows = CustomField.objects.visible_to(request.user).live().filter(type=type_key)
    ids = list(rows.values_list("pk", flat=True))
    moved, step = request.POST.get("field", ""), 1 if request.POST.get("step") == "1" else -1
    at = next((n for n, pk in enumerate(ids) if str(pk) == moved), None)
    if at is not None and 0 <= at + step < len(ids):
        ids[at], ids[at + step] = ids[at + step], ids[at]
        actions.order_fields(type_key, ids, by=acting_user(request))
    return HttpResponseRedirect(reverse("records:custom", args=[type_key]))


@require_POST
@needs("fields.manage_fields")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a field away for 30 days, then for good."""
    field = get_object_or_404(CustomField.objects.visible_to(request.user), pk=pk)
    actions.remove_field(field, by=acting_user(request))
    undo = reverse("records:custom_restore", args=[pk])
    told = _("“%s” is removed; what it held is kept for 30 days.") % in_language(field.labels)
    messages.success(request, told, extra_tags=undo)
    return HttpResponseRedirect(reverse("records:custom", args=[field.type]))


@require_POST
@needs("fields.manage_fields")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a removed field back."""
    field = get_object_or_404(CustomField.objects.visible_to(request.user), pk=pk)
    actions.restore_field(field, by=acting_user(request))
    return HttpResponseRedirect(reverse("records:custom", args=[field.type]))


def _type(type_key: str) -> Any:
    if type_key not in PAGES or type_key not in NOUNS:
        raise Http404
    return TYPES[type_key]


def _back(request: HttpRequest, type_key: str) -> str:
    """The record from which the dialog was opened, else the settings page."""
    asked = request.GET.get("back", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 19
    return TYPES[type_key].url(int(asked)) if known else reverse("records:custom", args=[type_key])


def _line(row: CustomField) -> dict[str, Any]:
    left = actions.KEPT - (timezone.now() - row.removed_at) if row.removed_at else timedelta(0)
    return {
        "pk": row.pk,
        "label": in_language(row.labels) or row.key,
        "key": row.key,
        "kind": KINDS[row.kind],
        "section": row.section,
        "required": row.required,
        "computed": bool(row.computed),
        "removed": row.removed_at is not None,
        "left": max(left.days, 0),
    }


def _facts(form: CustomFieldForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(_("The field could not be saved."))
    return form.facts()


def _form(
    request: HttpRequest, form: CustomFieldForm, type_key: str, back: str, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "rows": form.choice_rows(),
        "hues": HUES,
        "back": back,
        "url": request.get_full_path(),
        "try_url": reverse("records:custom_try", args=[type_key]),
        "builder": _builder(request, form),
    }
    context |= {"known": TYPES[type_key], "new": form.field is None, "choices": form.has_choices()}
    whole = (
        "fields/custom_form.html#dialog"
        if request.headers.get("HX-Request")
        else "fields/custom_form.html"
    )
    return page(request, whole, status=status, **context)


def _builder(request: HttpRequest, form: CustomFieldForm) -> dict[str, Any] | None:
    """Which records a roll-up counts: asked once the field stands and its records are known."""
    rolled = (form.field.computed or {}).get("rollup") if form.field else None
    return builder_of(request, rolled["type"], "rolls_rule", rolled["rule"]) if rolled else None


@require_POST
@needs("fields.manage_fields")
def attempt(request: HttpRequest, type_key: str) -> HttpResponse:
    """What a computed field would give on three records, before it is saved."""
    _type(type_key)
    given, kind = request.POST.dict(), request.POST.get("kind", "")
    lines, problem = [], ""
    try:
        spec = spec_of(given, given.get("rolls_rule", ""))
        lines = samples(type_key, spec, kind or "text", acting_user(request)) if spec else []
    except BadExpression as error:
        problem = str(error)
    return page(request, "fields/computed_try.html", lines=lines, problem=problem)


def _refused(
    request: HttpRequest, form: CustomFieldForm, refused: Refused, type_key: str, back: str
) -> HttpResponse:
    names = {"labels": f"label_{form.language}", "choices": None, "type": None}
    names["computed"] = "rolls" if form.data.get("rolls") else "expression"
    for key, words in refused.errors.items():
        name = names.get(key, key)
        form.add_error(name if name in form.fields else None, words)
    if not form.errors:
        form.add_error(None, str(refused.message))
    return _form(request, form, type_key, back, status=422)


def _done(request: HttpRequest, words: str, back: str) -> HttpResponse:
    messages.success(request, words)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": back})
    return HttpResponseRedirect(back)
