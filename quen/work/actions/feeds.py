"""The address of a colleague's calendar is made, made anew, and ended."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.refused import Refused
from quen.timeline.log import record
from quen.work import events
from quen.work.models import Feed


@transaction.atomic
def make_feed(user: User) -> tuple[Feed, str]:
    """Give a colleague a new address for their calendar; the one before ends. Gives the feed and its token,
    which is never shown again."""
    token = secrets.token_urlsafe(32)
    feed, _new = Feed.objects.update_or_create(
        user=user,
        defaults={"hash": Feed.hashed(token), "last_four": token[-4:], "made_at": timezone.now()},
    )
    record(events.FeedMade(), on=[user], by=user)
    return feed, token


@transaction.atomic
def end_feed(user: User, *, by: User | None) -> None:
    """End the address of a colleague's calendar at once. Raises Refused where there is none."""
    if not Feed.objects.filter(user=user).delete()[0]:
        raise Refused(_("There is no address to end."))
    record(events.FeedEnded(), on=[user], by=by)
