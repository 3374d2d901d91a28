"""What the clock does here: nightly backups and monthly drills."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from quen.accounts.models import User
from quen.kit.backup import shelf
from quen.kit.models import BackupRun
from quen.kit.refused import Refused
from quen.kit.tasks import every, task
from quen.kit.workspace import workspace
from quen.web.actions.backups import ask_for

DRILL_EVERY = timedelta(days=30)


@every(minutes=10)
@task()
def keep_backups() -> None:
    """Ask for tonight's backup, once; and for a drill where the last one is a month ago."""
    try:
        if backup_is_due():
            ask_for(BackupRun.Kind.BACKUP, by=None, scheduled=True)
        elif drill_is_due():
            ask_for(BackupRun.Kind.DRILL, by=None, scheduled=True)
    except Refused:
        return  # another one is running: in ten minutes again


def backup_is_due() -> bool:
    """Whether the hour of the night has passed since the last scheduled one; not for a demo."""
    told = workspace()
    if not told.backups_on or told.is_demo or not User.objects.exists():
        return False
    now = timezone.now().astimezone(ZoneInfo(told.zone))
    hour = now.replace(hour=told.backup_hour, minute=0, second=0, microsecond=0)
    since = hour if hour <= now else hour - timedelta(days=1)
    runs = BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP, scheduled=True)
    return not runs.filter(started_at__gte=since).exists()


def drill_is_due() -> bool:
    """Whether a month has passed since the last drill, and there is a backup to try."""
    if not workspace().backups_on or workspace().is_demo or shelf.newest() is None:
        return False
    runs = BackupRun.objects.filter(kind=BackupRun.Kind.DRILL)
    return not runs.filter(started_at__gte=timezone.now() - DRILL_EVERY).exists()
