"""The data's quality: what there is to mend, who looks after it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.actions.workspace import change_workspace
from quen.accounts.models import User
from quen.kit import days
from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import workspace
from quen.people.quality import Figure, figures


@require_GET
@needs("people.view_contact")
def quality(request: HttpRequest) -> HttpResponse:
    """Counts that open lists, as far as one may see the records."""
    user: Any = request.user
    parts = [
        {"title": TYPES[key].plural, "rows": [_row(one, user) for one in figures(key, user)]}
        for key in ("contact", "company")
        if user.can(TYPES[key].capability)
    ]
    may = user.can("kit.change_workspace")
    owner = workspace().data_owner_id
    known = User.objects.visible_to(user).filter(is_active=True).order_by("full_name")
    names = [(one.pk, one.full_name) for one in known] if may or owner else []
    return page(
        request, "people/quality.html", parts=parts, people=names if may else [], owner=owner,
        owner_name=dict(names).get(owner, ""), may=may,
    )  # fmt: skip


@require_POST
@needs("kit.change_workspace")
def quality_owner(request: HttpRequest) -> HttpResponse:
    """Name who looks after the data; nobody where it is left empty."""
    given = request.POST.get("owner", "")
    known = User.objects.visible_to(request.user).filter(is_active=True)
    found = known.filter(pk=id_in(given)).first()
    if given and found is None:
        raise Refused(_("There is no such colleague."))
    change_workspace(by=acting_user(request), data_owner_id=found.pk if found else None)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("people:quality"))


def _row(one: Figure, user: Any) -> dict[str, Any]:
    told = {"zone": user.zone, "language": user.language}
    return {
        "label": one.label,
        "mend": one.mend,
        "count": one.count,
        "url": one.url,
        "as_of": days.ago(one.at, timezone.now(), **told) if one.at else "",
    }
