"""Boards are mailed to those who want them: the mails are chosen, sent at their hour, and ended."""

import secrets
from datetime import time
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.channels.actions.outbox import plan_mail
from quen.insights import events
from quen.insights.finding import find_board, place_of
from quen.insights.mailed import mail_ended, written
from quen.insights.models import BoardMail, Dashboard
from quen.insights.rhythms import next_mail
from quen.insights.tiles import READY, Ready
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def choose_mail(board: Ready | Dashboard, rhythm: str, at: time, *, by: User) -> BoardMail:
    """Have a board mailed in a rhythm, at an hour of the business zone. Raises Refused for another rhythm."""
    if rhythm not in BoardMail.Rhythm.values:
        raise Refused(_("Choose how often the dashboard is mailed."))
    facts: dict[str, Any] = {
        "rhythm": rhythm,
        "at": at,
        "next_at": next_mail(rhythm, at, timezone.now()),
    }
    made, _new = BoardMail.objects.update_or_create(
        user=by,
        **place_of(board),
        defaults=facts,
        create_defaults={**facts, "key": secrets.token_urlsafe(18)},
    )
    told = events.BoardMailChosen(name=str(board.name), rhythm=rhythm, at=f"{at:%H:%M}")
    record(told, on=[by], by=by)
    return made


@transaction.atomic
def end_mail(one: BoardMail, *, by: User | None) -> None:
    """No more mails of this board. Ending what has ended changes nothing."""
    name = _name(one)
    if BoardMail.objects.filter(pk=one.pk).delete()[0]:
        record(events.BoardMailEnded(name=name), on=[one.user], by=by)


def end_mails_of(board: Dashboard, *, by: User, but: User | None = None) -> None:
    """End the mails of a board that goes, with word to its readers; inside the caller's transaction."""
    rows = BoardMail.objects.filter(dashboard=board).select_related("user", "dashboard")
    for one in rows.exclude(user=but):
        if one.user_id != by.pk:
            _say_ended(one)
        end_mail(one, by=by)


def mails_due() -> list[int]:
    """Ids of those whose moment has come and whose colleague is with us, the longest waiting first."""
    due = BoardMail.objects.filter(next_at__lte=timezone.now(), user__is_active=True)
    return list(due.order_by("next_at", "pk").values_list("pk", flat=True))


def send_board(mail_id: int) -> bool:
    """Plan the mail of a board that is due, and move on to the moment after now; whether one was planned.

    What was missed while nothing ran is one mail. The rights are those that the reader has now. Figures
    are read before the transaction, which is short; doing it twice is harmless.
    """
    rows = BoardMail.objects.filter(next_at__lte=timezone.now(), user__is_active=True)
    one = rows.select_related("user", "dashboard").filter(pk=mail_id).first()
    if one is None:
        return False
    board = find_board(one.board, one.user)
    with translation.override(one.user.language):
        may = one.user.can("web.use")
        mail = written(one, board) if may and board is not None else None
    return _moved_on(one, mail, gone=may and board is None)


@transaction.atomic
def _moved_on(one: BoardMail, mail: dict[str, Any] | None, *, gone: bool) -> bool:
    """Whoever finds it still due at the same moment plans the mail, and nobody else does."""
    rows = BoardMail.objects.select_for_update(of=("self",)).select_related("user", "dashboard")
    locked = rows.filter(pk=one.pk, next_at=one.next_at, user__is_active=True).first()
    if locked is None:
        return False
    locked.next_at = next_mail(locked.rhythm, locked.at, timezone.now())
    locked.save(update_fields=["next_at"])
    if gone:
        _say_ended(locked)
        end_mail(locked, by=None)
    elif mail is not None:
        plan_mail(**mail, key=f"board-{one.key}-{one.next_at:%Y%m%dT%H%M}")
    return mail is not None


def _say_ended(one: BoardMail) -> None:
    if one.user.is_active:
        with translation.override(one.user.language):
            mail_ended(one, _name(one))


def _name(one: BoardMail) -> str:
    if one.dashboard:
        return one.dashboard.name
    return str(READY[one.ready].name) if one.ready in READY else one.ready
