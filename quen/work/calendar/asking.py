"""What the page of a meeting says of its invitation."""

from typing import Any

from django.utils import timezone

from quen.accounts.showing import ago
from quen.kit import masks
from quen.work.calendar.mails import told_of
from quen.work.calendar.reaching import mails_on
from quen.work.models import Invitation, Task


def invitation_of(task: Task, user: Any) -> dict[str, Any] | None:
    """{"mails" to choose from} or {"to", "when", "stale"} of the one that stands; None for what cannot be
    sent, such as a meeting that is over."""
    if task.kind != Task.Kind.MEETING or task.done_at or not task.at or task.at <= timezone.now():
        return None
    found = Invitation.objects.filter(task=task, cancelled_at=None).first()
    if found is None:
        mails = mails_on(task, user)
        return {"mails": mails} if mails else None
    return {
        "to": masks.mail(found.address) if user.masked else found.address,
        "when": ago(found.told_at, user),
        "stale": found.told != told_of(task),
    }
