"""Who is away names a colleague who decides in their place."""

from datetime import date
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.automation import events
from quen.automation.models import StandIn
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.timeline.log import record

LONGEST = 366


@transaction.atomic
def name_stand_in(stand_in: User | None, first: date, last: date, *, by: User) -> StandIn:
    """Let a colleague decide what `by` is asked, from a day to a day. Raises Refused with errors by field."""
    if stand_in is None or not stand_in.is_active or stand_in.pk == by.pk:
        _refuse("stand_in", _("Choose another colleague."))
    if last < first or last < today():
        _refuse("last", _("Choose a day to come, not before the first."))
    if (last - first).days > LONGEST:
        _refuse("last", _("A year at most."))
    overlap = StandIn.objects.filter(user=by, first__lte=last, last__gte=first)
    if overlap.exists():
        _refuse("first", _("Somebody stands in for you on some of these days already."))
    row = StandIn.objects.create(user=by, stand_in=stand_in, first=first, last=last)
    told = events.StandInSet(
        name=stand_in.full_name, first=first.isoformat(), last=last.isoformat()
    )
    record(told, on=[by], by=by)
    return row


def _refuse(key: str, words: str) -> NoReturn:
    raise Refused(words, errors={key: words})


@transaction.atomic
def end_stand_in(row: StandIn, *, by: User) -> None:
    """End it at once."""
    record(events.StandInEnded(name=row.stand_in.full_name), on=[by], by=by)
    row.delete()
