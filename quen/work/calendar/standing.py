"""How one event stands on both sides, for whoever looks for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from quen.accounts.rights import Words
from quen.work.models import CalendarAccount, CalendarLink, Task

MOST = 10
SAME = _("the same on both sides")
GOES = _("goes there with the next run")
CHANGED = _("changed here since; goes there with the next run")
NO_HOUR = _("has no hour, so it stays here alone")
OVER = _("was over before it could go there")
DONE = _("done; what stands there is left as it is")
TRASHED = _("in the trash here")


@dataclass(frozen=True)
class Standing:
    """A plan of one's own: what becomes of it, and when both sides were last seen to agree (None: never)."""

    task: Task
    words: Words
    agreed_at: datetime | None


def standing(account: CalendarAccount, typed: str, since: datetime) -> list[Standing]:
    """One's plans whose title holds what was typed, the latest first; at most ten. Nothing that is new goes there
    which was before `since`."""
    mine = Task.objects.filter(owner=account.user, title__icontains=typed)
    rows = mine.select_related("calendar_link").order_by("-at", "-pk")[:MOST]
    return [_standing(task, account, since) for task in rows]


def _standing(task: Task, account: CalendarAccount, since: datetime) -> Standing:
    link = getattr(task, "calendar_link", None)
    if link is not None and link.account_id != account.pk:
        link = None
    return Standing(task, _words(task, link, since), link.seen_at if link else None)


def _words(task: Task, link: CalendarLink | None, since: datetime) -> Words:
    if task.deleted_at:
        return TRASHED
    if task.done_at:
        return DONE
    if link is not None:
        return SAME if link.version == task.version else CHANGED
    if task.at is None:
        return NO_HOUR
    return OVER if task.at < since else GOES
