"""Colleagues are asked, and the asking is taken back."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.automation import events
from quen.automation.ask_mail import mail_asked
from quen.automation.choosing import asked
from quen.automation.models import Ask, Run, Seat, StandIn
from quen.kit import records
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.timeline.log import record


@transaction.atomic
def ask(
    it: Any,
    question: str,
    whom: Sequence[str],
    *,
    by: User,
    facts: Sequence[Sequence[str]] = (),
    hours: int | None = None,
    topic: str = "",
    topic_id: int | None = None,
    seal: str = "",
    run: Run | None = None,
) -> Ask:
    """Ask about a record; `whom` are asked in turn ("manager", "owner", "role:key", "user:id"), each for
    `hours` (None: without end). Raises Refused where there is nobody to ask, or it is asked already."""
    type_key = records.type_of(it)
    chain = [found for word in whom if (found := _ids(asked(word, it, type_key, by)))]
    if not chain:
        raise Refused(_("There is nobody above you to ask. Tell an administrator."))
    if topic and Ask.objects.filter(topic=topic, topic_id=topic_id, state="open").exists():
        raise Refused(_("This is being asked already."))
    made = Ask.objects.create(
        type=type_key,
        record_id=it.pk,
        question=question[:300],
        facts=[list(pair) for pair in facts],
        chain=chain,
        hours=hours,
        topic=topic,
        topic_id=topic_id,
        seal=seal,
        run=run,
        asked_by=by,
        created_at=timezone.now(),
    )
    seat(made, 0)
    told = events.AskOpened(question=made.question, whom=whom_to_tell(made))
    record(told, on=[made, it], by=by)
    return made


def _ids(users: Sequence[User]) -> list[int]:
    return [user.pk for user in users]


def seat(made: Ask, level: int) -> None:
    """Let those of a level decide, until their time runs out, and mail each their link."""
    made.level = level
    made.ends_at = timezone.now() + timedelta(hours=made.hours) if made.hours else None
    made.save(update_fields=["level", "ends_at"])
    there = User.objects.filter(pk__in=made.chain[level], is_active=True)
    Seat.objects.bulk_create(
        Seat(ask=made, user=user, level=level, key=secrets.token_urlsafe(18)) for user in there
    )
    for one in Seat.objects.filter(ask=made, level=level).select_related("user"):
        mail_asked(one, made)


def whom_to_tell(made: Ask) -> list[int]:
    """Who decides now: those of the level, and who stands in for them today."""
    ids = list(made.seats.filter(level=made.level).values_list("user_id", flat=True))
    away = StandIn.objects.on(today()).filter(user_id__in=ids)
    return sorted({*ids, *away.values_list("stand_in_id", flat=True)})


def answer_of(run: Run) -> Ask | None:
    """What this step of a run asked, if it did."""
    rows = Ask.objects.filter(run=run, created_at__gte=run.began_at)
    return rows.order_by("-pk").first()


@transaction.atomic
def withdraw(made: Ask, *, by: User) -> Ask:
    """Take a question back. Raises Refused for one that is decided, or that somebody else asked."""
    if made.asked_by_id != by.pk:
        raise Refused(_("Only %s can take this back.") % made.asked_by.full_name, status=403)
    open_ones = Ask.objects.filter(pk=made.pk, state=Ask.State.OPEN, run=None)
    if not open_ones.update(state=Ask.State.WITHDRAWN, decided_at=timezone.now()):
        raise Refused(_("This is decided already."))
    made.refresh_from_db()
    record(events.AskWithdrawn(question=made.question), on=[made, about(made)], by=by)
    return made


def about(made: Ask) -> Any:
    """The record that it is about; None where it is gone."""
    known = records.TYPES.get(made.type)
    return known.model._base_manager.filter(pk=made.record_id).first() if known else None
