"""The deal and the stage that a request names."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from quen.kit.asked import id_in
from quen.kit.refused import Refused
from quen.sales import staging
from quen.sales.models import Deal, Stage


def asked_deal(request: HttpRequest, number: str) -> Deal:
    """A deal that the user may change. Raises Http404."""
    rows = Deal.objects.visible_to(request.user, "change").select_related("contact", "company")
    found: Deal = get_object_or_404(rows, pk=id_in(number))
    if stage := staging.stage(found.stage_id):
        found.stage = stage
    return found


def asked_stage(number: str) -> Stage:
    """A live stage. Raises Refused."""
    found = staging.stage(id_in(number))
    if found is None or found.removed_at:
        raise Refused(_("There is no such stage."))
    return found
