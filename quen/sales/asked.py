"""The deal and the stage that a request names."""

from django.db.models import QuerySet
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
    return _found(rows, number)


def asked_card(request: HttpRequest, number: str) -> Deal:
    """The same, of which only that is read which a move looks at before it reads the deal itself, locked: a deal
    and those whom it is with have nearly ninety columns. Raises Http404."""
    rows = Deal.objects.visible_to(request.user, "change").only("name", "state", "stage", "owner")
    return _found(rows, number)


def _found(rows: QuerySet[Deal], number: str) -> Deal:
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
