"""A colleague's own notices: seen, put away, taken back, asleep until later; and the ways they come.

What one does with one's own inbox is no event of the log (law 10): it concerns nobody else.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.kit.refused import Refused
from quen.timeline import noticing
from quen.timeline.models import Follow, Notice, NoticeWay
from quen.timeline.notices import NOTICES, forget_follows

MOST = 500
NAMED = 30


def see_notices(up_to: int, *, by: Any) -> int:
    """What was shown is seen, up to this id; it is not mailed any more. Gives how many."""
    rows = Notice.objects.visible_to(by).filter(pk__lte=up_to, seen_at=None)
    return rows.update(seen_at=timezone.now(), mail_at=None)


def finish_notices(ids: Iterable[int], *, by: Any) -> int:
    """Put notices away. Gives how many."""
    rows = Notice.objects.visible_to(by).filter(pk__in=list(ids)[:MOST], done_at=None)
    now = timezone.now()
    return rows.update(done_at=now, seen_at=now, mail_at=None)


def finish_all_notices(up_to: int, *, by: Any) -> int:
    """Put away all that was shown, up to this id; what came since stays. Gives how many."""
    now = timezone.now()
    rows = Notice.objects.visible_to(by).open().filter(pk__lte=up_to)
    return rows.update(done_at=now, seen_at=now, mail_at=None)


def reopen_notices(ids: Iterable[int], *, by: Any) -> int:
    """Take notices back into the inbox. Gives how many."""
    rows = Notice.objects.visible_to(by).filter(pk__in=list(ids)[:MOST])
    return rows.update(done_at=None, snoozed_until=None)


def snooze_notices(ids: Iterable[int], until: datetime, *, by: Any) -> int:
    """Let notices sleep; they come back unseen. Raises Refused for a time that has passed."""
    if until <= timezone.now():
        words = _("Choose a time to come.")
        raise Refused(words, errors={"until": words})
    rows = Notice.objects.visible_to(by).filter(pk__in=list(ids)[:MOST], done_at=None)
    return rows.update(snoozed_until=until, seen_at=None, mail_at=None)


@transaction.atomic
def choose_way(name: str, *, app: bool, mail: str, by: Any) -> NoticeWay:
    """Choose how a kind of notice comes. Raises Refused for an unknown kind or way."""
    if name not in NOTICES or mail not in NoticeWay.Mail.values:
        raise Refused(_("There is no such notice."))
    row, _new = NoticeWay.objects.update_or_create(
        user=by, name=name, defaults={"app": app, "mail": mail}
    )
    return row


@transaction.atomic
def follow_record(type_key: str, pk: int, *, by: Any, on: bool = True) -> Follow:
    """Hear of what happens on a record from now on, or no more."""
    row, _new = Follow.objects.update_or_create(
        type=type_key, record_id=pk, user=by, defaults={"muted": not on}
    )
    forget_follows()
    return row


def join_record(type_key: str, pk: int, user_ids: Iterable[int]) -> None:
    """Colleagues who are drawn into a record's talk follow it, unless they left it before."""
    rows = [Follow(type=type_key, record_id=pk, user_id=one) for one in user_ids]
    Follow.objects.bulk_create(rows, ignore_conflicts=True)
    forget_follows()


def users_to_mail() -> list[int]:
    """Colleagues with a notice whose mail is due."""
    due = Notice.objects.filter(mail_at__lte=timezone.now())
    return list(due.order_by().values_list("user_id", flat=True).distinct())


@transaction.atomic
def mail_notices(user_id: int) -> int:
    """Plan one mail with all of a colleague's notices that are due; gives how many stand in it.

    What is told and what is remembered as told are written together, so nothing is told twice.
    """
    due = Notice.objects.select_for_update(of=("self",)).filter(
        user_id=user_id, mail_at__lte=timezone.now()
    )
    rows = list(due.select_related("event__actor", "user").order_by("-id"))
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mail_at=None)
    user = rows[0].user if rows else None
    if user is None or not user.is_active:
        return 0
    with translation.override(user.language):
        groups = noticing.groups(rows[:MOST], user)
        if groups:
            _mail(user, groups, sum(len(group["lines"]) for group in groups))
    return len(rows)


def _mail(user: Any, groups: list[dict[str, Any]], count: int) -> None:
    base = settings.BASE_URL
    facts = {
        "groups": [
            {**one, "url": base + one["url"] if one["url"] else ""} for one in groups[:NAMED]
        ],
        "more": max(len(groups) - NAMED, 0),
        "inbox": base + noticing.inbox_url(),
    }
    subject = ngettext("%(count)d notice: %(first)s", "%(count)d notices: %(first)s", count)
    words = subject % {"count": count, "first": groups[0]["title"] or groups[0]["lines"][0]["text"]}
    send_mail(words[:200], render_to_string("timeline/mail/notices.txt", facts), None, [user.email])


def tidy_notices() -> int:
    """Delete what was put away 60 days ago, and what nobody looked at for 180 days."""
    now = timezone.now()
    done = Notice.objects.filter(done_at__lt=now - noticing.DONE_KEPT)
    old = Notice.objects.filter(at__lt=now - noticing.KEPT)
    return int(done.delete()[0]) + int(old.delete()[0])
