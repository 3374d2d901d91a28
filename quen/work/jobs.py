"""What the clock does here: reminds."""

from quen.kit.tasks import every, task
from quen.work.actions.finishing import BATCH, send_reminders


@every(minutes=1)
@task()
def remind() -> None:
    """Send what reminders are due; goes on at once while batches are full."""
    if send_reminders() >= BATCH:
        remind.enqueue()
