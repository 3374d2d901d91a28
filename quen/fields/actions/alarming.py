"""Whether a colleague takes away more than is usual: the data owner is told, once a day."""

from datetime import timedelta

from django.utils import timezone

from quen.accounts.models import User
from quen.fields import events
from quen.kit.workspace import workspace
from quen.timeline.log import record
from quen.timeline.models import Event

WITHIN = timedelta(days=1)
MANY_FILES = 10
MANY_ROWS = 10_000


def watch_exports(by: User) -> bool:
    """Tell of ten files or ten thousand rows within a day; not of the data owner's own.

    Belongs in the transaction of the export; gives whether it was told now.
    """
    owner = workspace().data_owner_id
    if owner is None or by.pk == owner:
        return False
    late = Event.objects.filter(at__gt=timezone.now() - WITHIN)
    made = late.filter(actor=by, kind="export.made").values_list("data", flat=True)
    rows = [int(data.get("rows", 0)) for data in made]
    if len(rows) < MANY_FILES and sum(rows) < MANY_ROWS:
        return False
    told = late.filter(kind="export.unusual", links__type="user", links__record_id=by.pk)
    if told.exists():
        return False
    happened = events.ExportUnusual(name=by.full_name, count=len(rows), rows=sum(rows))
    record(happened, on=[by], via="system")
    return True
