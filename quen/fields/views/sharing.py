"""Letting single colleagues and teams see a record."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.accounts.actions.shares import share_record, shares_of, unshare_record
from quen.accounts.models import Team, User
from quen.fields.views.answers import changed
from quen.fields.views.record import found
from quen.kit import days
from quen.kit.pages import needs
from quen.kit.refused import Refused


@require_POST
@needs("web.use")
def share(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Let one colleague or one team see a record, until a day where one is given."""
    _known, record = found(request, type_key, pk, "change")
    kind, _sign, number = request.POST.get("whom", "").partition("-")
    model: Any = {"user": User, "team": Team}.get(kind)
    rows = model.objects.visible_to(request.user) if model else None
    fine = number.isascii() and number.isdigit() and len(number) < 10
    whom = rows.filter(pk=int(number)).first() if rows is not None and fine else None
    facts = {kind: whom} if whom is not None else {}
    may_change = request.POST.get("may_change") == "1"
    until = _until(request.POST.get("until", ""), request.user)
    share_record(record, by=acting_user(request), may_change=may_change, until=until, **facts)
    return changed(request, type_key, pk)


@require_POST
@needs("web.use")
def unshare(request: HttpRequest, type_key: str, pk: int, share_pk: int) -> HttpResponse:
    """End a share."""
    _known, record = found(request, type_key, pk)
    one = get_object_or_404(shares_of(record), pk=share_pk)
    unshare_record(one, record, by=acting_user(request))
    return changed(request, type_key, pk)


def _until(text: str, user: Any) -> datetime | None:
    """The end of the day that was chosen. Raises Refused for what is no day."""
    if not text:
        return None
    try:
        day = days.parse_day(text, user.language)
    except ValueError as error:
        raise Refused(str(error), errors={"until": str(error)}) from error
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(user.zone))
