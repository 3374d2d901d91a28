"""A customer is asked to a meeting by mail, told of changes, and told when it is called off."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.people.models import Contact, Handle
from quen.timeline.log import record
from quen.work import events
from quen.work.actions.finishing import complete_task
from quen.work.actions.tasks import around_of, locked
from quen.work.calendar.mails import mail_guest, told_of
from quen.work.calendar.planned import uid_of
from quen.work.calendar.reaching import mails_on
from quen.work.models import Invitation, Task


@transaction.atomic
def invite_guest(task: Task, handle_id: int, *, by: User) -> Invitation:
    """Send the meeting to one of the customer's mail addresses. Raises Refused for what is no open meeting
    to come, an address that is not the customer's, and one that was sent already."""
    task = locked(task)
    _check(task)
    if handle_id not in [one["pk"] for one in mails_on(task, by)]:
        words = _("Choose one of the customer's mail addresses.")
        raise Refused(words, errors={"address": words})
    if standing(task):
        raise Refused(_("An invitation was sent already."))
    handle = Handle.objects.select_related("contact").get(pk=handle_id)
    invitation = begin(task, handle.value, contact=handle.contact)
    _tell(task, invitation, "sent", by)
    return invitation


@transaction.atomic
def update_guest(task: Task, *, by: User) -> Invitation:
    """Send what has changed. Raises Refused where nobody is invited."""
    task = locked(task)
    _check(task)
    invitation = _standing(task)
    renew(task, invitation)
    _tell(task, invitation, "updated", by)
    return invitation


@transaction.atomic
def call_off(task: Task, *, by: User) -> Task:
    """Tell the customer that the meeting does not take place, and finish it so. Raises Refused where nobody
    is invited."""
    task = locked(task)
    invitation = _standing(task)
    task = complete_task(task, by=by, outcome=Task.Outcome.CALLED_OFF)
    end(task, invitation)
    _tell(task, invitation, "cancelled", by)
    return task


def _check(task: Task) -> None:
    if task.kind != Task.Kind.MEETING or task.done_at or task.at is None:
        raise Refused(_("Only a meeting that is still to come can be sent."))
    if task.at <= timezone.now():
        raise Refused(_("This meeting has begun. Plan a new time first."))


def standing(task: Task) -> Invitation | None:
    """The invitation that the customer has and that was not called off."""
    return Invitation.objects.filter(task=task, cancelled_at=None).first()


def _standing(task: Task) -> Invitation:
    found = standing(task)
    if found is None:
        raise Refused(_("Nobody is invited to this meeting."))
    return found


def begin(task: Task, address: str, *, contact: Contact | None, **facts: Any) -> Invitation:
    """Note who is asked, without telling anybody yet; `facts` may give name, language and zone."""
    name = contact.full_name if contact else ""
    language = (contact.language if contact else "") or workspace().language
    told = {"name": name, "language": language, "zone": workspace().zone, **facts}
    now, kept = timezone.now(), {"told": told_of(task), "sequence": task.version}
    made, _new = Invitation.objects.update_or_create(
        task=task,
        defaults={"address": address, "told_at": now, "cancelled_at": None, **kept, **told},
        create_defaults={
            "uid": uid_of(task), "address": address, "told_at": now, **kept, **told
        },
    )  # fmt: skip
    return made


def renew(task: Task, invitation: Invitation) -> None:
    """The customer is about to be told what holds now."""
    invitation.sequence = max(task.version, invitation.sequence + 1)
    invitation.told, invitation.told_at = told_of(task), timezone.now()
    invitation.save(update_fields=["sequence", "told", "told_at"])


def end(task: Task, invitation: Invitation) -> None:
    """The customer is about to be told that it does not take place."""
    invitation.sequence = max(task.version, invitation.sequence) + 1
    invitation.cancelled_at = invitation.told_at = timezone.now()
    invitation.save(update_fields=["sequence", "cancelled_at", "told_at"])


def _tell(task: Task, invitation: Invitation, how: str, by: User) -> None:
    mail_guest(task, invitation, how)
    happened = events.MeetingInvited(title=task.title, how=how)
    record(happened, on=[task, *around_of(task)], by=by)
