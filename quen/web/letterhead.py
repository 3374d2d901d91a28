"""The settings page of what the company is on documents."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.actions import letterhead as actions
from quen.accounts.forms import AskedForm
from quen.accounts.models.user import LANGUAGES
from quen.kit import letterhead as paper
from quen.kit import taxids
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import workspace

RIGHT = "kit.change_workspace"


def _area(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class LetterheadForm(AskedForm):
    """What stands at the head and the foot of quotes and invoices."""

    legal_name = forms.CharField(
        label=_("Legal name"), required=False, max_length=200, help_text=_("As it is registered.")
    )
    tax_id = forms.CharField(label=_("Tax code"), required=False, max_length=30)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=32)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    website = forms.CharField(label=_("Website"), required=False, max_length=200)
    signatory = forms.CharField(label=_("Who signs"), required=False, max_length=120)
    signatory_title = forms.CharField(
        label=pgettext_lazy("signatory", "Title"), required=False, max_length=120
    )
    footer_vi = _area(_("Footer of Vietnamese documents"))
    footer_th = _area(_("Footer of Thai documents"))
    footer_en = _area(_("Footer of English documents"))

    def clean(self) -> dict[str, Any]:
        """The footers as the action takes them: by language."""
        told: dict[str, Any] = super().clean() or {}
        told["footers"] = {code: told.pop(f"footer_{code}", "") for code, _name in LANGUAGES}
        return told


@require_http_methods(["GET", "POST"])
@needs(RIGHT)
def letterhead(request: HttpRequest) -> HttpResponse:
    """See and change what the company is on documents."""
    by = acting_user(request)
    if request.method != "POST":
        return _page(request, LetterheadForm(initial=_now()))
    form = LetterheadForm(request.POST)
    made = form.accepted(lambda **facts: actions.change_letterhead(by=by, **facts))
    if made is None:
        return _page(request, form, 422)
    messages.success(request, gettext("Saved."))
    return redirect("web:letterhead")


@require_POST
@needs(RIGHT)
def logo_put(request: HttpRequest) -> HttpResponse:
    """Keep a picture as the logo."""
    sent = request.FILES.get("logo")
    if sent is None:
        raise Refused(gettext("Choose a picture first."))
    try:
        actions.put_logo(sent.name or "", sent, by=acting_user(request))
    except Refused as refused:
        return _page(request, LetterheadForm(initial=_now()), 422, str(refused.message))
    messages.success(request, gettext("Saved."))
    return redirect("web:letterhead")


@require_POST
@needs(RIGHT)
def logo_remove(request: HttpRequest) -> HttpResponse:
    """Take the logo away."""
    actions.remove_logo(by=acting_user(request))
    return redirect("web:letterhead")


@require_GET
@needs("web.use")
def logo(request: HttpRequest) -> HttpResponse:
    """The logo's picture."""
    content = paper.logo_bytes()
    if content is None:
        raise Http404
    media = paper.letterhead().logo_media
    answer = HttpResponse(content, content_type=media)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _page(
    request: HttpRequest, form: LetterheadForm, status: int = 200, refused: str = ""
) -> HttpResponse:
    it = paper.letterhead()
    number = taxids.shown(it.tax_id, workspace().country) if it.tax_id else ""
    told: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "logo": it.logo[-8:],
        "doubt": actions.tax_warning(it.tax_id) if it.tax_id else "",
        "number": number,
    }
    return page(request, "web/letterhead.html", status=status, **told)


def _now() -> dict[str, Any]:
    it = paper.letterhead()
    names = [name for name in LetterheadForm.base_fields if not name.startswith("footer_")]
    footers = {f"footer_{code}": paper.footer(code) for code, _name in LANGUAGES}
    return {name: getattr(it, name) for name in names} | footers
