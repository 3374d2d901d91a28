"""Connecting a calendar at Google or Microsoft: the way back from there, and how this installation is known
there."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.forms import AskedForm
from quen.kit.pages import needs, personal
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.work.actions import calendar_accounts, calendar_apps
from quen.work.calendar import oauth
from quen.work.jobs import sync_calendar
from quen.work.models import CalendarAccount, CalendarApp

LONGEST = 4000


class AppForm(AskedForm):
    """How a provider knows this installation."""

    client_id = forms.CharField(
        label=gettext_lazy("Client ID"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty: calendars of this kind cannot be connected."),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("It is kept encrypted. Empty: the one that stands stays."),
    )


class TenantForm(AppForm):
    """Microsoft knows directories beside."""

    tenant = forms.CharField(
        label=gettext_lazy("Directory (tenant) ID"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Empty: accounts of every company, and personal ones."),
    )


FORMS: dict[str, type[AppForm]] = {"google": AppForm, "microsoft": TenantForm}


@require_GET
@personal("coming back with a permission for one's own calendar")
def sync_back(request: HttpRequest) -> HttpResponse:
    """What the provider answered; nothing is connected before the colleague says so here."""
    state, code = (request.GET.get(key, "")[:LONGEST] for key in ("state", "code"))
    kind = oauth.kind_of(state, acting_user(request).pk)
    label = CalendarAccount.Kind(kind).label if kind else ""
    return page(
        request, "work/sync_back.html", status=200 if kind else 400, state=state, code=code, label=label
    )  # fmt: skip


@require_POST
@personal("connecting one's own calendar at a provider")
def sync_finish(request: HttpRequest) -> HttpResponse:
    """Connect it; a job fetches the permission and looks for calendars."""
    state, code = (request.POST.get(key, "")[:LONGEST] for key in ("state", "code"))
    user = acting_user(request)
    kind = oauth.kind_of(state, user.pk)
    if not kind or not code:
        raise Refused(_("This way to the calendar has ended. Begin again."))
    verifier = oauth.verifier_of(state)
    made = calendar_accounts.connect_consented(user, kind=kind, code=code, verifier=verifier)
    sync_calendar.enqueue(made.pk)
    return HttpResponseRedirect(reverse("work:sync"))


@require_GET
@needs("work.manage_calendars")
def calendar_apps_page(request: HttpRequest) -> HttpResponse:
    """How this installation is known at Google and Microsoft."""
    return _apps(request)


@require_POST
@needs("work.manage_calendars")
def calendar_app_set(request: HttpRequest, kind: str) -> HttpResponse:
    """Set how it is known at one of them."""
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, prefix=kind)
    user = acting_user(request)
    if form.accepted(lambda **facts: calendar_apps.set_app(kind, by=user, **facts)) is None:
        return _apps(request, {kind: form}, 422)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("work:calendar_apps"))


def _apps(
    request: HttpRequest, forms_: dict[str, AppForm] | None = None, status: int = 200
) -> HttpResponse:
    rows = {one.kind: one for one in CalendarApp.objects.visible_to(acting_user(request))}
    apps = [
        {
            "kind": kind,
            "label": CalendarAccount.Kind(kind).label,
            "ready": kind in rows and rows[kind].ready,
            "form": (forms_ or {}).get(kind) or form(initial=_start(rows.get(kind)), prefix=kind),
        }
        for kind, form in FORMS.items()
    ]
    return page(
        request, "work/calendar_apps.html", status=status, apps=apps, redirect=oauth.redirect_url()
    )


def _start(app: CalendarApp | None) -> dict[str, str]:
    return {"client_id": app.client_id, "tenant": app.tenant} if app else {}
