"""Who can see a record, and why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.accounts.models import User
from quen.accounts.visibility import why_visible
from quen.fields.views.record import found
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page


@require_GET
@needs("web.use")
def why(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """For one colleague: the role or the share that shows them this record, or that nothing does."""
    _known, record = found(request, type_key, pk)
    colleagues = list(
        User.objects.visible_to(request.user).filter(is_active=True).order_by("full_name")
    )
    asked = _asked(request, colleagues)
    reasons = [_sentence(one) for one in why_visible(record, asked)]
    return page(
        request,
        "fields/why.html",
        title=TYPES[type_key].title(record),
        url=TYPES[type_key].url(pk),
        colleagues=colleagues,
        asked=asked,
        reasons=reasons,
    )


def _asked(request: HttpRequest, colleagues: list[User]) -> Any:
    wanted = request.GET.get("user", "")
    return next((one for one in colleagues if str(one.pk) == wanted), request.user)


def _sentence(reason: dict[str, Any]) -> str:
    if reason.get("share"):
        return _("The record is shared with them.")
    reach = {
        "all": _("The role “%s” lets them see every record."),
        "tree": _("The role “%s” lets them see what their team and the teams below own."),
        "team": _("The role “%s” lets them see what their team owns."),
        "own": _("The role “%s” lets them see what they own."),
    }
    return reach[reason["reach"]] % reason["role"]
