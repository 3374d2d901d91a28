"""A colleague pins a view to the side bar, or has mail about what enters it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.keeping import start_keeping
from quen.fields.models import Following, SavedView
from quen.kit.refused import Refused
from quen.timeline.log import record

MOST_PINS = 10


@transaction.atomic
def follow_view(
    view: SavedView, *, by: User, pinned: bool | None = None, mailed: bool | None = None
) -> Following:
    """Pin a view or take the pin off, start or stop the mails; None leaves it as it is.

    Raises Refused for an eleventh pin.
    """
    row, _new = Following.objects.get_or_create(
        view=view, user=by, defaults={"told_at": timezone.now()}
    )
    before = (row.pinned, row.mailed)
    row.pinned = row.pinned if pinned is None else pinned
    row.mailed = row.mailed if mailed is None else mailed
    if (row.pinned, row.mailed) == before:
        return row
    if row.pinned and not before[0]:
        _check_room(by)
    if row.mailed and not before[1]:
        row.told_at = timezone.now()
    row.save()
    start_keeping(view)
    told = events.ViewFollowed(name=view.name, pinned=row.pinned, mailed=row.mailed)
    record(told, on=[], by=by)
    return row


def _check_room(by: User) -> None:
    if Following.objects.filter(user=by, pinned=True).count() >= MOST_PINS:
        raise Refused(_("At most %d views fit in the side bar; take one out first.") % MOST_PINS)
