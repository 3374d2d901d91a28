"""The company's settings page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from quen.accounts.actions.workspace import change_workspace
from quen.accounts.forms import AskedForm, zones
from quen.accounts.models.user import LANGUAGES
from quen.kit.models import Workspace
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.workspace import workspace

COUNTRIES = [
    ("VN", _("Vietnam")),
    ("TH", _("Thailand")),
    ("SG", _("Singapore")),
    ("US", _("United States")),
]
CURRENCIES = [(code, code) for code in ("VND", "THB", "USD", "EUR", "SGD", "JPY")]
DAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


class WorkspaceForm(AskedForm):
    """What holds for the whole company."""

    name = forms.CharField(label=_("Company name"), max_length=120)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=COUNTRIES,
        help_text=_("For phone numbers, holidays and the rules of sending."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("For new colleagues and customers.")
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("It decides what “today” is in reports.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    fiscal_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), choices=list(MONTHS.items()), coerce=int
    )
    opens_at = forms.TimeField(
        label=_("Work begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes_at = forms.TimeField(
        label=_("Work ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    working_days = forms.MultipleChoiceField(
        label=_("Working days"), choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    sort_by_given_name = forms.BooleanField(
        label=_("Sort people by their given name"), required=False
    )

    def clean_working_days(self) -> str:
        return ",".join(sorted(self.cleaned_data["working_days"]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("kit.change_workspace")
def company(request: HttpRequest) -> HttpResponse:
    """See and change what holds for the whole company."""
    by: Any = request.user
    if request.method != "POST":
        return page(request, "web/workspace.html", form=WorkspaceForm(initial=_now(workspace())))
    form = WorkspaceForm(request.POST)
    if form.accepted(lambda **facts: change_workspace(by=by, **facts)) is None:
        return page(request, "web/workspace.html", status=422, form=form)
    messages.success(request, gettext("Saved."))
    return redirect("web:workspace")


def _now(it: Workspace) -> dict[str, Any]:
    facts = {name: getattr(it, name) for name in WorkspaceForm.base_fields}
    return facts | {"working_days": it.working_days.split(",")}
