"""Who has a new notice, or one that woke: asked by the watcher of open streams."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from quen.timeline.models import Notice


class Bells:
    """What this process has heard. A notice that commits after a later one rings with the next count,
    which the page asks for each minute."""

    def __init__(self) -> None:
        self.newest: int | None = None
        self.at: datetime = timezone.now()

    def rung(self) -> set[int]:
        """Ids of the colleagues whose bell has rung since the last call."""
        now, before = timezone.now(), self.at
        if self.newest is None:
            self.newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        woken = Q(snoozed_until__gt=before, snoozed_until__lte=now, done_at=None)
        rows = Notice.objects.filter(Q(pk__gt=self.newest) | woken).values_list("pk", "user_id")
        found = list(rows)
        self.newest = max([self.newest, *(pk for pk, _user in found)])
        self.at = now
        return {user for _pk, user in found}
