"""What the clock does here: starts flows whose day has come, and ends waiting for those who do not answer."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from quen.automation.actions.deciding import pass_on
from quen.automation.actions.starting import start_on_days
from quen.kit.tasks import every, task
from quen.kit.workspace import workspace


@every(minutes=10)
@task()
def start_days() -> None:
    """Start what begins relative to a day; each record once for each day."""
    there = timezone.now().astimezone(ZoneInfo(workspace().zone))
    start_on_days(there.date(), there.hour)


@every(minutes=1)
@task()
def answer_late() -> None:
    """Ask the next where the time of the one before has run out."""
    pass_on()
