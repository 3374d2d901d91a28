"""How a colleague's notices read: by the record they lead to, in words, as far as they may be seen now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.kit import days, records
from quen.timeline.models import EventLink, Notice
from quen.timeline.notices import NOTICES
from quen.timeline.reading import line_of, visible_events

MOST = 200
KEPT, DONE_KEPT = timedelta(days=180), timedelta(days=60)
MORNING = 9


def inbox_url() -> str:
    """Where notices are read."""
    return reverse("timeline:notices")


def unseen(user: Any) -> int:
    """How many wait unseen, at most 100."""
    rows = Notice.objects.visible_to(user).open().filter(seen_at=None)
    return len(rows.order_by("-id").values_list("pk", flat=True)[:100])


def rows_of(user: Any, which: str) -> list[Notice]:
    """The newest notices of a tab: inbox, snoozed, done."""
    rows = Notice.objects.visible_to(user).select_related("event__actor")
    if which == "done":
        rows = rows.filter(done_at__isnull=False).order_by("-done_at")
    elif which == "snoozed":
        asleep = rows.filter(done_at=None, snoozed_until__gt=timezone.now())
        rows = asleep.order_by("snoozed_until")
    else:
        rows = rows.open().order_by("-id")
    return list(rows[:MOST])


def groups(rows: Iterable[Notice], user: Any) -> list[dict[str, Any]]:
    """Notices by record, the record with the newest first; what may not be seen any more is left out."""
    shown = _still_seen(list(rows), user)
    names = records.titles((n.type, n.record_id) for n in shown if n.record_id)
    counts = _counts([n for n in shown if n.type and not n.record_id])
    made: dict[Any, dict[str, Any]] = {}
    for one in shown:
        key = (one.type, one.record_id) if one.record_id else one.pk
        group = made.setdefault(key, _group(one, names, counts))
        group["lines"].append(_line(one, user))
        group["ids"].append(one.pk)
        group["unseen"] = group["unseen"] or one.seen_at is None
    return list(made.values())


def _still_seen(rows: list[Notice], user: Any) -> list[Notice]:
    seen = {
        event.pk for event in visible_events((n.event for n in rows if n.event.subject_id), user)
    }
    return [n for n in rows if n.event_id in seen or not n.event.subject_id]


def _counts(rows: list[Notice]) -> dict[int, int]:
    """How many records a notice of many is about."""
    return {
        one.pk: EventLink.objects.filter(event_id=one.event_id, type=one.type).count()
        for one in rows[:20]
    }


def _group(
    one: Notice, names: dict[tuple[str, int], str], counts: dict[int, int]
) -> dict[str, Any]:
    known = records.TYPES.get(one.type)
    title = names.get((one.type, one.record_id or 0), "")
    if known and one.record_id is None and one.pk in counts:
        words = ngettext(
            "%(count)d record: %(what)s", "%(count)d records: %(what)s", counts[one.pk]
        )
        title = words % {"count": counts[one.pk], "what": known.plural}
    return {
        "title": title,
        "icon": known.icon if known else "bell",
        "url": _url(known, one) if known and one.record_id else "",
        "lines": [],
        "ids": [],
        "unseen": False,
    }


def _url(known: records.RecordType, newest: Notice) -> str:
    """The record's page, at the part that the newest notice is about."""
    kind = NOTICES.get(newest.name)
    part = f"#{kind.part}" if kind and kind.part else ""
    return f"{known.url(newest.record_id or 0)}{part}"


def _line(one: Notice, user: Any) -> dict[str, Any]:
    said = line_of(one.event, user)
    kind = NOTICES.get(one.name)
    return {
        "text": said.sentence,
        "icon": said.icon,
        "why": str(kind.label) if kind else "",
        "ago": days.ago(one.at, timezone.now(), user.language, user.zone, _era(user)),
        "until": _until(one.snoozed_until, user),
    }


def _until(at: datetime | None, user: Any) -> str:
    if at is None or at <= timezone.now():
        return ""
    return days.shown_moment(at, user.zone, user.language, _era(user))


def _era(user: Any) -> str:
    return "buddhist" if user.buddhist_years else "common"


def later(user: Any) -> list[tuple[str, str]]:
    """When a notice may come back: (moment in ISO, words), in the colleague's own zone."""
    now = timezone.now().astimezone(ZoneInfo(user.zone))
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - now.weekday())
    choices = (
        (now + timedelta(hours=1), _("In an hour")),
        (now + timedelta(hours=3), _("In three hours")),
        (morning + timedelta(days=1), _("Tomorrow at 9:00")),
        (monday, _("Monday at 9:00")),
    )
    return [(at.isoformat(timespec="minutes"), words) for at, words in choices]
