"""Whether a colleague takes away more than is usual, by files or by reading numbers: the data owner and
the administrators are told."""

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
HOUR = timedelta(hours=1)


def watch_exports(by: User) -> bool:
    """Tell of ten files or ten thousand rows within a day, once a day; not of the data owner's own.

    Belongs in the transaction of the export; gives whether it was told now.
    """
    if by.pk == workspace().data_owner_id:
        return False
    late = Event.objects.filter(at__gt=timezone.now() - WITHIN, actor=by)
    made = late.filter(kind="export.made").values_list("data", flat=True)
    rows = [int(data.get("rows", 0)) for data in made]
    if len(rows) < MANY_FILES and sum(rows) < MANY_ROWS:
        return False
    if _was_told(by, "export.unusual", WITHIN):
        return False
    happened = events.ExportUnusual(name=by.full_name, count=len(rows), rows=sum(rows))
    record(happened, on=[by], via="system")
    return True


def watch_reveals(by: User) -> bool:
    """Tell of somebody who has shown themselves as many masked values as the company thinks unusual
    (`Workspace.reveals_an_hour`) within an hour, once an hour. The same value again does not count.

    Belongs in the transaction of the reveal; gives whether it was told now.
    """
    late = Event.objects.filter(at__gt=timezone.now() - HOUR, actor=by, kind="field.revealed")
    seen = {tuple(sorted(data.items())) for data in late.values_list("data", flat=True)}
    if len(seen) < workspace().reveals_an_hour or _was_told(by, "reveal.unusual", HOUR):
        return False
    record(events.RevealUnusual(name=by.full_name, count=len(seen)), on=[by], via="system")
    return True


def _was_told(of: User, kind: str, within: timedelta) -> bool:
    late = Event.objects.filter(kind=kind, at__gt=timezone.now() - within)
    return late.filter(subject_type="user", subject_id=of.pk).exists()
