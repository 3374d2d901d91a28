"""Settings, Data protection: who answers for the data, and how much may be taken away unasked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from quen.accounts.acting import acting_user
from quen.accounts.actions.workspace import change_workspace
from quen.accounts.forms import AskedForm
from quen.accounts.models import User
from quen.kit.models import Workspace
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.workspace import workspace


class ProtectionForm(AskedForm):
    """Who answers for the data, and when they are asked."""

    data_owner_id = forms.TypedChoiceField(
        label=_("Data owner"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Approves great exports, and is told of what is unusual."),
    )
    export_limit = forms.IntegerField(
        label=_("Rows that may be exported without approval"),
        min_value=0,
        max_value=100_000_000,
        required=False,
        help_text=_("Empty: as many as the role allows."),
    )
    export_weekly = forms.BooleanField(
        label=_("Every week, export everything for the data owner"), required=False
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        none = ("", gettext("Nobody"))
        self.fields["data_owner_id"].choices = [none, *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        asks = told.get("export_limit") is not None or told.get("export_weekly")
        if asks and not told.get("data_owner_id"):
            self.add_error("data_owner_id", gettext("Name who is to be asked."))
        return told


@require_http_methods(["GET", "HEAD", "POST"])
@needs("kit.change_workspace")
def protection(request: HttpRequest) -> HttpResponse:
    """See and change how the company's data is kept together."""
    by = acting_user(request)
    people = [
        (user.pk, user.full_name)
        for user in User.objects.visible_to(by).active().order_by("full_name")
    ]
    if request.method != "POST":
        form = ProtectionForm(initial=_now(workspace()), people=people)
        return page(request, "web/protection.html", form=form)
    form = ProtectionForm(request.POST, people=people)
    if form.accepted(lambda **facts: change_workspace(by=by, **facts)) is None:
        return page(request, "web/protection.html", status=422, form=form)
    messages.success(request, gettext("Saved."))
    return redirect("web:protection")


def _now(it: Workspace) -> dict[str, Any]:
    return {name: getattr(it, name) for name in ProtectionForm.base_fields}
