"""What the clock does here: reminds, and keeps calendars the same on both sides."""

from django.utils import timezone

from quen.kit.tasks import enqueue_many, every, task
from quen.work.actions.finishing import BATCH, send_reminders
from quen.work.actions.syncing import sync
from quen.work.models import CalendarAccount


@every(minutes=1)
@task()
def remind() -> None:
    """Send what reminders are due; goes on at once while batches are full."""
    if send_reminders() >= BATCH:
        remind.enqueue()


@every(minutes=1)
@task()
def sync_due() -> None:
    """Begin a run for each calendar that is due."""
    due = CalendarAccount.objects.filter(next_at__lte=timezone.now(), user__is_active=True)
    ids = list(due.exclude(busy_until__gt=timezone.now()).values_list("pk", flat=True)[:500])
    enqueue_many(sync_calendar, [[pk] for pk in ids])


@task(outside=True)
def sync_calendar(account_id: int) -> None:
    """Bring one calendar together on both sides; it may run twice, one after the other."""
    sync(account_id)
