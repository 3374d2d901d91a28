"""Settings, Customer book: who reads phones and mails masked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quen.accounts.actions.masking import set_masking
from quen.accounts.forms import MaskingForm
from quen.accounts.models import Role
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.shell import SETTINGS
from quen.kit.workspace import workspace


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.manage_roles")
def masking(request: HttpRequest) -> HttpResponse:
    """See and change which roles read phones and mails masked."""
    by: Any = request.user
    roles, now = list(Role.objects.visible_to(by)), workspace()
    if request.method != "POST":
        held = {
            "roles": [role.pk for role in roles if role.masked],
            "own": now.masks_own,
            "reveals_an_hour": now.reveals_an_hour,
        }
        return _page(request, MaskingForm(initial=held, roles=roles))
    form = MaskingForm(request.POST, roles=roles)
    if form.accepted(lambda **facts: set_masking(by=by, **facts)) is None:
        return _page(request, form, status=422)
    messages.success(request, _("Saved. It holds from now on for everyone with these roles."))
    return redirect("accounts:masking")


def _page(request: HttpRequest, form: MaskingForm, *, status: int = 200) -> HttpResponse:
    counted = SETTINGS.get("reveals")  # a room above lends it
    may = counted is not None and request.user.can(counted.needs)  # type: ignore[union-attr]
    url = reverse(counted.route) if counted and may else ""
    return page(request, "accounts/masking.html", status=status, form=form, reveals_url=url)
