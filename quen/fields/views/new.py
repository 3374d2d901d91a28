"""A new record of any type: a short form, the other fields folded, everything wrong said at its field."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from quen.accounts.acting import acting_user
from quen.fields.actions.alike import Unexplained, add_anyway, add_to
from quen.fields.actions.files import keep_uploads
from quen.fields.alike import LIKENESS
from quen.fields.forms.new import NewForm
from quen.fields.nouns import NOUNS
from quen.fields.record_pages import PAGES, RecordPage
from quen.kit.asked import id_in
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page


def show(request: HttpRequest, type_key: str) -> HttpResponse:
    """The form and what it posts, for the view that its room mounts with its own door."""
    known = PAGES[type_key]
    start = {
        key: request.GET[key][:400] for key in request.GET if key in known.fields(request.user)
    }
    if request.method != "POST":
        return _form(request, known, NewForm(known, request.user, start))
    form = NewForm(known, request.user, {}, data=request.POST, files=request.FILES)
    by, share = acting_user(request), request.POST.get("share") == "1"
    try:
        given = form.keep(keep_uploads(form.given(), by=by))
        why, to = request.POST.get("why_new", ""), request.POST.get("add_to", "")
        if survivor := id_in(to):
            made = add_to(NOUNS[type_key], survivor, given, by=by)
        else:
            made = add_anyway(NOUNS[type_key], given, by=by, why=why, share=share)
    except Refused as refused:
        form.refuse(refused.errors, str(refused.message))
        return _form(request, known, form, refused)
    return HttpResponseRedirect(TYPES[type_key].url(made.pk))


def _form(
    request: HttpRequest, known: RecordPage, form: NewForm, refused: Refused | None = None
) -> HttpResponse:
    facts: dict[str, Any] = {
        "form": form,
        "type": TYPES[known.type],
        "taken": refused.message if refused and refused.status == 409 else "",
        **_warned(refused, known.type),
        "back": known.list_url(),
        "alike_url": reverse("records:alike", args=[known.type]) if known.type in LIKENESS else "",
        "status": (409 if refused.status == 409 else 422) if refused else 200,
    }
    return page(request, "fields/new.html", **facts)


def _warned(refused: Refused | None, type_key: str) -> dict[str, Any]:
    """What the warning shows at once where somebody passed by it."""
    found = refused.alike if isinstance(refused, Unexplained) else []
    return {"found": found, "shareable": any(one.shareable for one in found), "type_key": type_key}
