"""What stands in a colleague's feed: their own tasks, calls and meetings, lately and to come."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit import records
from quen.work.calendar.planned import entry_of
from quen.work.calendar.writing import file_of
from quen.work.models import Task

KEPT_DAYS = 90
MOST = 2000


def calendar_of(user: User) -> bytes:
    """The file; at most 5 queries, however much there is. All as events: most programs that subscribe to a
    calendar show no to-dos."""
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    mine = Task.objects.visible_to(user).filter(owner=user, due_on__gte=since.date())
    held = Q(done_at=None) | ~Q(kind="task", at=None)
    rows = list(mine.filter(held).select_related("owner").order_by("due_on", "pk")[:MOST])
    names = records.titles((t.type, t.record_id) for t in rows if t.type and t.record_id)
    with translation.override(user.language):
        return file_of(
            [entry_of(t, about=names.get((t.type, t.record_id or 0), "")) for t in rows],
            name=_("Quen: %s") % user.full_name,
        )
