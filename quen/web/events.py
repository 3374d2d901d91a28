"""What happens to the installation itself."""

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("backup.made", icon="archive", group="audit")
class BackupMade:
    name: str
    rows: int
    size: int

    sentence = _("A backup was made: {name}, {rows} rows")


@event("backup.failed", icon="alert-triangle", group="audit")
class BackupFailed:
    reason: str

    sentence = _("A backup failed: {reason}")


@event("backup.downloaded", icon="download", group="audit")
class BackupDownloaded:
    name: str

    sentence = _("{actor} downloaded the backup {name}")


@event("backup.drilled", icon="lifebuoy", group="audit")
class BackupDrilled:
    name: str
    rows: int
    seconds: int

    sentence = _("The backup {name} was brought back on trial: {rows} rows in {seconds} s")


@event("backup.drill_failed", icon="alert-triangle", group="audit")
class BackupDrillFailed:
    name: str
    reason: str

    sentence = _("The backup {name} could not be brought back on trial: {reason}")


@event("backup.restored", icon="history", group="audit")
class BackupRestored:
    made_at: str
    erased_again: int
    doubtful: int

    sentence = _("The backup of {made_at} was brought back; sending is off")


@event("sending.switched_on", icon="send", group="audit")
class SendingSwitchedOn:
    held: int

    sentence = _("{actor} switched sending on; {held} held messages go out")


@event("hand_over.planned", icon="users-minus", group="audit")
class HandOverPlanned:
    name: str
    on: str

    sentence = _("{actor} will hand over the book of {name} on {on}")


@event("hand_over.begun", icon="users-minus", group="audit")
class HandOverBegun:
    name: str
    records: int

    sentence = _("{actor} handed over the book of {name}: {records} records")


@event("hand_over.taken_back", icon="users-plus", group="audit")
class HandOverTakenBack:
    name: str

    sentence = _("{actor} took back the hand-over of {name}")


@event("first_hour.built", icon="rocket", group="audit")
class FirstHourBuilt:
    pack: str
    word: str

    sentence = _("{actor} set the company up by the five questions")
