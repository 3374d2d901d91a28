"""Planning a send, and handing it over: the only two roads out."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.channels.models import Outgoing
from quen.channels.smtp import Doubtful, hand_over
from quen.kit import leases
from quen.kit.mail_purpose import ACCESS
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.events import WorkRetried
from quen.timeline.log import record

# What opens an account is not kept once it is sent, nor longer than such a link can work (SR-26).
SPENT = {"text": "", "html": ""}
KEPT = timedelta(days=7)


@transaction.atomic
def plan_mail(
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    calendar: str = "",
    sender: str = "",
    key: str = "",
    purpose: str = "service",
    headers: dict[str, str] | None = None,
) -> Outgoing:
    """Store one mail to send; the same `key` again gives the row that stands.

    `calendar` is an iCalendar file, with the METHOD that an invitation has. Where no mail server is set up the row is kept and shown, never sent; after a restore it is held
    until an administrator switches sending on.
    """
    state = _first_state()
    row, _new = Outgoing.objects.get_or_create(
        key=key or uuid.uuid4().hex,
        defaults={
            "recipient": _one_line(recipient),
            "subject": _one_line(subject)[:400],
            "text": text,
            "html": html,
            "calendar": calendar,
            "sender": _one_line(sender) or settings.DEFAULT_FROM_EMAIL,
            "purpose": purpose,
            "headers": {_one_line(k): _one_line(v) for k, v in (headers or {}).items()},
            "state": state,
            "due_at": timezone.now() if state == Outgoing.State.WAITING else None,
        },
    )
    return row


def _first_state() -> str:
    if not settings.ENV.mail.host:
        return Outgoing.State.KEPT
    return Outgoing.State.HELD if workspace().sending_off else Outgoing.State.WAITING


def doubt_waiting() -> int:
    """What waits in a restored backup may have been sent since: nobody sends it by itself; gives how many."""
    waiting = (Outgoing.State.WAITING, Outgoing.State.HANDING_OVER)
    words = "It waited when the backup was made, and may have been sent since."
    return Outgoing.objects.filter(state__in=waiting).update(
        state=Outgoing.State.DOUBTFUL, due_at=None, error=words
    )


def release_held() -> int:
    """Let out what was planned while sending was off; gives how many."""
    held = Outgoing.objects.filter(state=Outgoing.State.HELD)
    return held.update(state=Outgoing.State.WAITING, due_at=timezone.now())


def send_one(row: Outgoing) -> None:
    """Hand one row over. A crash in between leaves it doubtful, listed, and never sent again by itself."""
    if row.state == Outgoing.State.HANDING_OVER:
        _mark(row, state=Outgoing.State.DOUBTFUL)
        raise leases.GiveUp("the last hand-over was cut off; it may have been sent")
    _mark(row, state=Outgoing.State.HANDING_OVER)
    try:
        provider_id = hand_over(row)
    except Doubtful as error:
        _mark(row, state=Outgoing.State.DOUBTFUL)
        raise leases.GiveUp(str(error)) from error
    except leases.GiveUp:
        _mark(row, state=Outgoing.State.FAILED)
        raise
    except Exception:
        last = row.tries >= leases.MOST_TRIES
        _mark(row, state=Outgoing.State.FAILED if last else Outgoing.State.WAITING)
        raise
    spent = SPENT if row.purpose == ACCESS else {}
    _mark(row, state=Outgoing.State.SENT, sent_at=timezone.now(), provider_id=provider_id, **spent)


@transaction.atomic
def send_again(row: Outgoing, *, by: Any) -> Outgoing:
    """Give a failed, doubtful or kept row new tries, because a person says so.

    Raises Refused for one that is sent or on its way, and where no mail server is set up.
    """
    row = Outgoing.objects.select_for_update().get(pk=row.pk)
    if row.state not in (Outgoing.State.FAILED, Outgoing.State.DOUBTFUL, Outgoing.State.KEPT):
        raise Refused(_("This message is sent or on its way already."))
    if not settings.ENV.mail.host:
        raise Refused(_("No mail server is set up, so nothing can be sent."))
    if workspace().sending_off:
        raise Refused(_("Sending is off since a backup was brought back. Switch it on first."))
    if row.purpose == ACCESS and not row.text:
        raise Refused(_("The link in this mail has run out. Invite or reset again."))
    row.state, row.due_at, row.stuck_at, row.tries = Outgoing.State.WAITING, timezone.now(), None, 0
    row.error = ""
    row.save(update_fields=["state", "due_at", "stuck_at", "tries", "error"])
    record(WorkRetried(source="outbox", count=1), on=[by], by=by)
    return row


def forget_access() -> int:
    """Empty mails with links to accounts that are over a week old; gives how many."""
    old = Outgoing.objects.filter(purpose=ACCESS, created_at__lt=timezone.now() - KEPT)
    return old.exclude(**SPENT).update(**SPENT)


def _mark(row: Outgoing, **facts: Any) -> None:
    mine = Outgoing.objects.filter(pk=row.pk, fence=row.fence)
    if not mine.update(**facts):
        raise leases.LostLease(f"outgoing {row.pk}")


def _one_line(text: str) -> str:
    """Header values carry no line breaks (SR-23)."""
    return " ".join(text.split())


leases.work(
    "outbox", model=Outgoing, do=send_one, inside=lambda row: False, batch=20, lane="outbox"
)
