"""Sharing one record with a colleague or a team, until it ends (P2)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.rights import refresh
from quen.accounts.models import Share, Team, User
from quen.accounts.visibility import Owned, may
from quen.kit.records import TYPES, type_of
from quen.kit.refused import Refused
from quen.timeline.log import record

BATCH = 200


@transaction.atomic
def share_record(
    it: Any,
    *,
    by: User,
    user: User | None = None,
    team: Team | None = None,
    may_change: bool = False,
    until: datetime | None = None,
) -> Share:
    """Let a colleague or a team see (or change) one record; the same again changes the share.

    Their role must allow this kind of record too. Raises Refused where `by` may not change it.
    """
    _check(it, by, user, team, until)
    type_key = type_of(it)
    share, _new = Share.objects.update_or_create(
        type=type_key,
        record_id=it.pk,
        user=user,
        team=team,
        defaults={"may_change": may_change, "until": until, "by": by},
    )
    _refresh(share)
    told = events.RecordShared(
        with_name=str(user or team), until=until.isoformat() if until else ""
    )
    record(told, on=[it, user], by=by)
    return share


@transaction.atomic
def unshare_record(share: Share, it: Any, *, by: User | None) -> None:
    """End a share at once. Raises Refused where `by` neither made it nor may change the record."""
    if by is not None and share.by_id != by.pk and not may(it, by, "change"):
        raise Refused(_("Only who shared this, or may change it, can end the sharing."))
    _end(share, it, by)


@transaction.atomic
def end_expired_shares() -> int:
    """Take away shares whose time is over and tell their records; gives how many."""
    over = list(
        Share.objects.filter(until__lte=timezone.now()).select_related("user", "team")[:BATCH]
    )
    for share in over:
        it = TYPES[share.type].model._base_manager.filter(pk=share.record_id).first()
        _end(share, it, None)
    return len(over)


def shares_of(it: Any) -> QuerySet[Share]:
    """The running shares of a record, with whom and by whom."""
    found: QuerySet[Share] = Share.objects.running().filter(type=type_of(it), record_id=it.pk)
    return found.select_related("user", "team", "by").order_by("pk")


def _check(it: Any, by: User, user: User | None, team: Team | None, until: datetime | None) -> None:
    if not isinstance(it, Owned) or not may(it, by, "change"):
        raise Refused(_("Only who may change this record can share it."))
    if (user is None) == (team is None):
        words = _("Choose one colleague or one team.")
        raise Refused(words, errors={"whom": words})
    if user is not None and not user.is_active:
        words = _("This colleague is switched off.")
        raise Refused(words, errors={"whom": words})
    if until is not None and until <= timezone.now():
        words = _("Choose a day that is still to come.")
        raise Refused(words, errors={"until": words})


def _end(share: Share, it: Any, by: User | None) -> None:
    name, user = str(share.user or share.team), share.user
    share.delete()
    _refresh(share)
    if it is not None:
        record(events.RecordUnshared(with_name=name), on=[it, user], by=by)


def _refresh(share: Share) -> None:
    """The flag on each colleague whom this share reaches or reached."""
    whom = User.objects.filter(pk=share.user_id) if share.user_id else User.objects.none()
    if share.team_id:
        whom = User.objects.filter(team_id=share.team_id)
    refresh(whom.select_related("team").prefetch_related("roles"))
