"""What is done to a database that has just come back from a backup, before anybody works in it."""

from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.channels.actions.outbox import doubt_waiting, release_held
from quen.kit import workspace
from quen.kit.backup import shelf
from quen.kit.backup.archive import Manifest
from quen.kit.models import BackupRun, Heartbeat, Looking
from quen.kit.refused import Refused
from quen.timeline.log import record
from quen.timeline.seals import broken
from quen.web import events


@transaction.atomic
def settle(manifest: Manifest, folder: Path) -> dict[str, Any]:
    """Erase again who was erased since, end sessions, switch sending off, and look at the seals.

    `folder` is where the backup lies: the list of erasures is looked for there and in our own folder.
    """
    late = shelf.erased_since(manifest.made_at, folder, shelf.folder())
    erased = shelf.erase_again(late)
    end_everything()
    doubtful = doubt_waiting()
    workspace.change_workspace(sending_off=True)
    told = events.BackupRestored(
        made_at=manifest.made_at[:16].replace("T", " "), erased_again=erased, doubtful=doubtful
    )
    record(told, on=[], via="cli")
    return {"erased_again": erased, "doubtful": doubtful, "broken_seals": len(list(broken()))}


def end_everything() -> None:
    """Sessions, open pages, signs of life and runs of the time of the backup."""
    for model in (Session, UserSession, Looking, Heartbeat):
        model._base_manager.all().delete()
    BackupRun.objects.filter(state=BackupRun.State.RUNNING).delete()


@transaction.atomic
def switch_sending_on(*, by: User) -> int:
    """Send again after a restore; gives how many messages held since then go out.

    Those that waited in the backup stay doubtful, for they may have been sent since.
    """
    if not workspace.workspace().sending_off:
        raise Refused(_("Sending is on already."))
    workspace.change_workspace(sending_off=False)
    held = release_held()
    record(events.SendingSwitchedOn(held=held), on=[by], by=by)
    return held
