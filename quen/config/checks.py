"""What `quen doctor` asks about the installation itself."""

import shutil
import smtplib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from quen.accounts.models import User
from quen.config import schema
from quen.kit.backup import shelf
from quen.kit.doctor import Note, check
from quen.kit.models import BackupRun, Heartbeat
from quen.kit.workspace import workspace
from quen.timeline.models import Event

GIGABYTE = 1024**3
SILENCE = timedelta(minutes=1)
BACKUP_AGE = timedelta(days=2)
CLOCK_DRIFT = timedelta(seconds=5)


@check("database")
def database() -> Iterator[str]:
    """It answers, and SQLite's file is sound."""
    schema.reach()
    schema.check_encoding()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
        if answer != "ok":
            yield f"the database file is damaged ({answer}): stop Quen and restore a backup."


@check("migrations")
def migrations() -> Iterator[str]:
    """The schema fits this version."""
    found, lacking = schema.examine()
    if found is not schema.State.READY:
        remedy = schema.REFUSALS.get(found, "Run `quen migrate`.").format(lacking=lacking)
        yield f"the database is {found.value}. {remedy}"


@check("disk")
def disk() -> Iterator[str]:
    """There is room to write."""
    free = shutil.disk_usage(settings.DATA).free
    if free < GIGABYTE:
        yield (
            f"{free / GIGABYTE:.2f} GB are free where {settings.DATA} lies: delete old backups or move "
            "the data folder to a larger disk (QUEN_DATA)."
        )


@check("mail")
def mail() -> Iterator[str]:
    """The mail server answers, where one is set."""
    told = settings.ENV.mail
    if not told.host:
        yield Note(
            "no mail server is set, so messages stay in the outbox and are never sent: set EMAIL_URL "
            "(smtp://user:password@host:587/)."
        )
        return
    connect = smtplib.SMTP_SSL if told.tls == "ssl" else smtplib.SMTP
    try:
        with closing(connect(told.host, told.port, timeout=10)) as server:
            server.noop()
    except OSError as error:
        yield f"{told.host}:{told.port} does not answer ({error}): check EMAIL_URL and the firewall."


@check("worker")
def worker() -> Iterator[str]:
    """Somebody does the background work."""
    if not Heartbeat.objects.filter(
        name__startswith="worker ", at__gt=timezone.now() - SILENCE
    ).exists():
        yield (
            "no worker has been alive in the last minute, so nothing in the background is done: start "
            "`quen serve`, or `quen work` beside it."
        )


@check("backups")
def backups() -> Iterator[str]:
    """The last backup is fresh, and the last drill went well."""
    if not User.objects.exists() or workspace().is_demo:
        return  # nobody would miss anything
    newest = shelf.newest()
    if newest is None:
        words = f"there is no backup in {shelf.folder()}: run `quen backup`, and let a worker run at night."
        yield Note(words) if _young() else words
    elif newest.made_at < timezone.now() - BACKUP_AGE:
        yield (
            f"the newest backup is of {newest.made_at:%Y-%m-%d %H:%M} UTC: run `quen backup`; see under Settings, "
            "Backups, why the nightly one was not made."
        )
    drill = BackupRun.objects.filter(kind=BackupRun.Kind.DRILL).order_by("-started_at").first()
    if drill and drill.state == BackupRun.State.FAILED:
        yield f"{drill.name} did not come back in the last drill ({drill.error}): run `quen backup`, then `quen drill`."


def _young() -> bool:
    """Nobody has worked here for longer than a night and a day."""
    first = Event.objects.order_by("pk").values_list("stored_at", flat=True).first()
    return first is None or first > timezone.now() - BACKUP_AGE


@check("sending")
def sending() -> Iterator[str]:
    """Messages leave, unless a backup was brought back and nobody has looked yet."""
    if workspace().sending_off:
        yield Note(
            "sending is off since a backup was brought back: look at the outbox, then switch it on under "
            "Settings, Backups."
        )


@check("clock")
def clock() -> Iterator[str]:
    """This machine and the database agree on the time, and time has not run backwards."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs: datetime = cursor.fetchone()[0]
        if abs(theirs - timezone.now()) > CLOCK_DRIFT:
            yield f"the database's clock says {theirs:%H:%M:%S}, ours {timezone.now():%H:%M:%S}: use NTP on both."
    ahead = Heartbeat.objects.filter(at__gt=timezone.now() + SILENCE).order_by("-at").first()
    if ahead:
        yield f"a worker was seen at {ahead.at:%Y-%m-%d %H:%M} UTC, which is still to come: set this machine's clock."
