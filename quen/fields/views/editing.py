"""Inline edit: one field of one record, its editor, its new value, and what to do in a clash."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quen.accounts.visibility import may
from quen.fields.actions.alike import Elsewhere, change_anyway
from quen.fields.actions.files import keep_uploads
from quen.fields.actions.records import Conflict
from quen.fields.catalogue import Field
from quen.fields.forms.controls import Control, control_of, has_control, masked_control_of
from quen.fields.masking import MEANWHILE, Sealed, opened, seal, sealed
from quen.fields.nouns import NOUNS
from quen.fields.record_pages import RecordPage, told_on, values_on
from quen.fields.record_values import pointed_at, showing_for, words
from quen.fields.views.record import found
from quen.kit import days
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.timeline.reading import timeline_of


@require_http_methods(["GET", "POST"])
@needs("web.use")
def edit(request: HttpRequest, type_key: str, pk: int, key: str) -> HttpResponse:
    """The editor of a field, and what it posts."""
    known, record = found(request, type_key, pk)
    if not may(record, request.user, "change"):
        refuse(request, NOUNS[type_key].right("change"))
    field = field_of(known, request.user, key)
    if request.method == "POST":
        return _save(request, known, record, field)
    return _editor(request, known, record, field)


def field_of(known: RecordPage, user: Any, key: str) -> Field:
    """A field that this user may change here. Raises Http404."""
    field = known.fields(user).get(key)
    if field is None or not has_control(field) or not user.may_write_field(field.right):
        raise Http404
    return field


class EditForm(forms.Form):
    """One control, drawn with its label for a page of its own, bare inside an inline edit."""

    use_required_attribute = False

    def __init__(
        self, field: Field, control: Control, showing: Any, value: Any, **facts: Any
    ) -> None:
        super().__init__(**facts)
        self.fields["value"] = forms.Field(
            label=str(field.label),
            help_text=str(field.help),
            required=False,
            widget=control.widget(field, showing, value),
            initial=control.begin(field, value, showing),
        )


def _editor(request: HttpRequest, known: RecordPage, record: Any, field: Field) -> HttpResponse:
    user: Any = request.user
    control = _control(field, record, user)
    value = values_on(known, record, user).get(field.key)
    pair = pointed_at(field, value)
    showing = showing_for(user, [pair] if pair else [], getattr(record, "currency", ""))
    stands = NOUNS[known.type].value(record, _compared(field, control))
    seen = json.dumps(stands)
    if _is_masked(field, record, user):
        value, seen = sealed(record, field.kind, stands), json.dumps(seal(record, stands or ""))
    form = EditForm(field, control, showing, value, auto_id=f"edit-{field.key}-%s")
    context: dict[str, Any] = {"form": form, "was": seen, "field": field.key, "label": field.label}
    if request.headers.get("HX-Request"):
        return page(request, "fields/edit.html#editor", **context)
    url = TYPES[known.type].url(record.pk)
    title = TYPES[known.type].title(record)
    return page(request, "fields/edit.html", url=url, title=title, **context)


def _is_masked(field: Field, record: Any, user: Any) -> bool:
    return field.masked and user.masks(record.owner_id)


def _control(field: Field, record: Any, user: Any) -> Control:
    return masked_control_of(field) if _is_masked(field, record, user) else control_of(field)


def _compared(field: Field, control: Control) -> str:
    return control.reads or field.key


def _save(request: HttpRequest, known: RecordPage, record: Any, field: Field) -> HttpResponse:
    user: Any = request.user
    control = _control(field, record, user)
    given = keep_uploads(_given(request, field, control), by=user)
    expected = _expected(request, _compared(field, control))
    if _is_masked(field, record, user):
        stands = NOUNS[known.type].value(record, _compared(field, control))
        given = opened(record, given, stands)
        expected = expected and {k: Sealed(record, str(v)) for k, v in expected.items()}
    try:
        changed = change_anyway(
            NOUNS[known.type], record, given, by=user, expected=expected,
            share=request.POST.get("share") == "1", why=request.POST.get("why", ""),
        )  # fmt: skip
    except Conflict as clash:
        if _is_masked(field, record, user):
            raise Refused(MEANWHILE, status=422) from clash
        return _conflict(request, known, record, field, given, clash)
    except Elsewhere as elsewhere:
        return _taken(
            request, field, elsewhere, known=known, found=elsewhere.found.alike, pk=record.pk
        )
    except Refused as refused:
        if refused.status == 409 and refused.errors:
            return _taken(request, field, refused)
        words_said = " ".join(dict.fromkeys(refused.errors.values())) or str(refused.message)
        raise Refused(words_said, errors=refused.errors, status=refused.status) from refused
    return _value(request, known, changed, field)


def _given(request: HttpRequest, field: Field, control: Control) -> Mapping[str, Any]:
    if request.POST.get("json") == "1":
        given = _json(request.POST.get("value", ""))
        return given if isinstance(given, dict) else {field.write: given}
    widget = control.widget(field, showing_for(request.user), None)
    return control.given(field, widget.value_from_datadict(request.POST, request.FILES, "value"))


def _expected(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """What the editor saw; without it (a plain script) nothing is compared."""
    told = request.POST.get("was") or (
        request.POST.get("old") if request.POST.get("json") else None
    )
    return {key: _json(told)} if told is not None else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(_("This form is out of date. Load the page again."), status=422) from None


def _value(request: HttpRequest, known: RecordPage, record: Any, field: Field) -> HttpResponse:
    user: Any = request.user
    fresh = known.rows(user).filter(pk=record.pk).first()
    if fresh is None:  # given away: the page as it was can no longer be seen
        answer = HttpResponse()
        answer["HX-Redirect"] = known.list_url()
        return answer
    value = values_on(known, fresh, user).get(field.key)
    pair = pointed_at(field, value)
    showing = showing_for(user, [pair] if pair else [], getattr(fresh, "currency", ""))
    told = (
        TYPES[known.type].title(fresh)
        if field.key == known.name
        else told_on(known, fresh, field, value, showing)
    )
    after = TYPES[known.type].url(fresh.pk)
    answer = page(request, "fields/edit.html#value", told=told, after=after)
    if request.POST.get("why"):
        answer["HX-Trigger"] = "close-dialog"
    return answer


def _conflict(
    request: HttpRequest,
    known: RecordPage,
    record: Any,
    field: Field,
    given: Mapping[str, Any],
    clash: Conflict,
) -> HttpResponse:
    user: Any = request.user
    theirs = next(iter(clash.now.values()))
    mine = given.get(field.write, given)
    pairs = [pair for pair in (pointed_at(field, theirs), pointed_at(field, mine)) if pair]
    showing = showing_for(user, pairs, getattr(record, "currency", ""))
    who, when = _last_change(record, user)
    facts = {
        "who": who,
        "when": when,
        "label": field.label,
        "field": field.key,
        "theirs": json.dumps(theirs),
        "theirs_given": json.dumps({_key_of(given): theirs}),
        "mine": json.dumps(given),
        "theirs_shown": words(field, theirs, showing),
        "mine_shown": words(field, mine, showing),
        "url": reverse("records:edit", args=[known.type, record.pk, field.key]),
        "target": f"ui-inline-edit[name='{field.key}']",
    }
    return page(request, "ui/conflict.html", status=409, conflict=facts)


def _key_of(given: Mapping[str, Any]) -> str:
    return next(iter(given))


def _last_change(record: Any, user: Any) -> tuple[str, str]:
    lines, _end = timeline_of(record, user, groups=("change",), limit=1)
    if not lines:
        return _("Somebody"), ""
    era = "buddhist" if user.buddhist_years else "common"
    return lines[0].actor, days.ago(lines[0].at, timezone.now(), user.language, user.zone, era)


def _taken(request: HttpRequest, field: Field, refused: Refused, **elsewhere: Any) -> HttpResponse:
    """What somebody else has: a phone or mail may be shared after a warning, a tax id for a reason."""
    kept = [
        (key, value) for key, values in request.POST.lists() if key != "why" for value in values
    ]
    facts: dict[str, Any] = {
        "message": refused.message,
        "kept": kept,
        "url": request.path,
        "field": field.key,
    }
    return page(request, "fields/taken.html", status=409, **facts, **elsewhere)
