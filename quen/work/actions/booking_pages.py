"""Booking pages are made and changed."""

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.timeline.log import record
from quen.work import events
from quen.work.booking.asking import askable
from quen.work.booking.slots import may_host
from quen.work.models import BookingHost, BookingPage

FACTS = (
    *("slug", "title", "intro", "place", "kinds", "hours", "questions", "before", "after", "step"),
    *("notice", "ahead", "day_limit", "is_open"),
)
_LIMITS = {"before": (0, 240), "after": (0, 240), "step": (5, 240), "notice": (0, 720), "ahead": (1, 365)}  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_HOSTS, MOST_KINDS, MOST_QUESTIONS = 50, 12, 12


@transaction.atomic
def add_page(*, by: User, hosts: Mapping[User, int] | None = None, **facts: Any) -> BookingPage:
    """Make a booking page, of oneself or of `hosts` with their weights. `facts` are those of FACTS. Raises
    Refused with errors by field."""
    now = timezone.now()
    page = BookingPage(owner=by, team_id=by.team_id, created_at=now, updated_at=now)
    page.counted_from = now
    _set(page, facts, by)
    _store(page)
    _set_hosts(page, hosts or {by: 1}, by)
    record(events.BookingPageCreated(name=page.title), on=[by], by=by)
    return page


@transaction.atomic
def change_page(
    page: BookingPage,
    *,
    by: User,
    hosts: Mapping[User, int] | None = None,
    version: int | None = None,
    **changes: Any,
) -> BookingPage:
    """Change facts of FACTS, or who takes meetings: then turns are counted anew. Raises Refused (412 for
    an old version)."""
    page = BookingPage.objects.select_for_update().get(pk=page.pk)
    if version is not None and version != page.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    before = {key: getattr(page, key) for key in FACTS}
    _set(page, changes, by)
    told = {k: [v, getattr(page, k)] for k, v in before.items() if getattr(page, k) != v}
    if hosts is not None and (was := _weights(page)) != (now := _ids(hosts)):
        _set_hosts(page, hosts, by)
        page.counted_from = timezone.now()
        told["hosts"] = [was, now]
    if not told:
        return page
    page.version, page.updated_at = page.version + 1, timezone.now()
    _store(page)
    record(events.BookingPageChanged(name=page.title, changes=told), on=[by], by=by)
    return page


def _store(page: BookingPage) -> None:
    try:
        with transaction.atomic():
            page.save()
    except IntegrityError:
        _refuse("slug", _("Another page has this address already."))


def _set(page: BookingPage, facts: Mapping[str, Any], by: User) -> None:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"a booking page has no {', '.join(sorted(unknown))}")
    asked = facts.get("questions", page.questions)
    if asked != page.questions and not by.can("fields.manage_fields"):
        _refuse("questions", _("Only who manages fields decides what strangers are asked."))
    for key, value in facts.items():
        setattr(page, key, value)
    page.title, page.place = one_line(clean(page.title)).strip(), one_line(clean(page.place))[:200]
    page.intro = clean(page.intro)[:4000]
    _check(page)


def _check(page: BookingPage) -> None:
    if not page.title or len(page.title) > 120:
        _refuse("title", _("Give the page a name of at most 120 letters."))
    if not _SLUG.fullmatch(page.slug) or len(page.slug) > 60:
        _refuse("slug", _("Use small letters, digits and hyphens, 60 at most."))
    for key, (least, most) in _LIMITS.items():
        if not least <= getattr(page, key) <= most:
            _refuse(key, _("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most})  # fmt: skip
    if page.day_limit is not None and not 1 <= page.day_limit <= 100:
        _refuse("day_limit", _("Give a number from %(least)d to %(most)d.") % {"least": 1, "most": 100})  # fmt: skip
    if not page.kinds or len(page.kinds) > MOST_KINDS:
        _refuse("kinds", _("Give one to twelve kinds of meetings."))
    if any(not kind["name"] or not 5 <= kind["minutes"] <= 480 for kind in page.kinds):
        _refuse("kinds", _("Each kind has a name and takes 5 to 480 minutes."))
    if len(page.questions) > MOST_QUESTIONS or set(page.questions) - set(askable()):
        _refuse("questions", _("Choose fields that strangers can fill in, twelve at most."))


def _refuse(key: str, words: str) -> NoReturn:
    raise Refused(words, errors={key: words})


def _ids(hosts: Mapping[User, int]) -> dict[str, int]:
    return {str(user.pk): weight for user, weight in sorted(hosts.items(), key=lambda h: h[0].pk)}


def _weights(page: BookingPage) -> dict[str, int]:
    return {str(host.user_id): host.weight for host in page.hosts.order_by("user_id")}


def _set_hosts(page: BookingPage, hosts: Mapping[User, int], by: User) -> None:
    if not hosts or len(hosts) > MOST_HOSTS:
        _refuse("hosts", _("Choose who takes the meetings, fifty colleagues at most."))
    there = {host.user_id for host in page.hosts.all()} | {by.pk}
    if {user.pk for user in hosts} - there and not by.can("work.assign_task"):
        _refuse("hosts", _("You may not give meetings to others."))
    if unfit := [user.full_name for user in hosts if not may_host(user)]:
        words = _("%s may not plan meetings or add customers.") % ", ".join(sorted(unfit))
        _refuse("hosts", words)
    if any(not 1 <= weight <= 100 for weight in hosts.values()):
        _refuse("hosts", _("A weight is a number from 1 to 100."))
    page.hosts.all().delete()
    BookingHost.objects.bulk_create(
        BookingHost(page=page, user=user, weight=weight) for user, weight in hosts.items()
    )


def slug_of(title: str) -> str:
    """An address made of a title, without diacritics."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60].strip("-")
