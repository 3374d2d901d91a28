"""What a customer sees of a booking page: kinds, days, free times, all as links that work without a script."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quen.accounts.models.user import LANGUAGES
from quen.fields.catalogue import Field
from quen.kit import masks
from quen.kit.days import business_day, shown_time
from quen.kit.workspace import workspace
from quen.work.booking.asking import questions_of
from quen.work.booking.slots import Slot, hosts_of, slots_of
from quen.work.calendar.mails import shown_when, shown_zone
from quen.work.models import Booking, BookingPage

WINDOW = 14
# Where customers of companies in our region live; any other zone may stand in the address.
ZONES = (
    *("Asia/Ho_Chi_Minh", "Asia/Bangkok", "Asia/Singapore", "Asia/Jakarta", "Asia/Manila"),
    *("Asia/Hong_Kong", "Asia/Taipei", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Asia/Kolkata"),
    *("Asia/Dubai", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland", "Europe/London"),
    *("Europe/Paris", "Europe/Berlin", "Europe/Moscow", "America/New_York", "America/Chicago"),
    *("America/Los_Angeles", "UTC"),
)


@dataclass(frozen=True)
class Asked:
    """What the address says: kind, start and end of the choice, zone and language of the reader."""

    kind: str = ""
    day: date | None = None
    start: date | None = None
    at: datetime | None = None
    zone: str = ""
    lang: str = ""

    def url(self, base: str, **changes: Any) -> str:
        """The address with these changes."""
        now = replace(self, **changes)
        told = {
            "kind": now.kind, "day": now.day, "start": now.start,
            "at": now.at.isoformat() if now.at else "", "zone": now.zone, "lang": now.lang,
        }  # fmt: skip
        given = {key: str(value) for key, value in told.items() if value}
        return f"{base}?{urlencode(given)}" if given else base


def asked_in(query: QueryDict) -> Asked:
    """What an address or form asks for; nonsense counts as not asked."""
    zone = query.get("zone", "")
    lang = query.get("lang", "")
    return Asked(
        kind=query.get("kind", "")[:20],
        day=_day(query.get("day", "")),
        start=_day(query.get("start", "")),
        at=moment_in(query.get("at", "")),
        zone=zone if zone in available_timezones() else "",
        lang=lang if lang in dict(LANGUAGES) else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment_in(text: str) -> datetime | None:
    """A moment with its offset; None for anything else, and for years in which nobody meets: at the ends of
    time some zones have none."""
    try:
        at = datetime.fromisoformat(text[:40].replace(" ", "+"))
    except ValueError:
        return None
    if at.tzinfo is None or not 1990 <= at.year <= 2199:
        return None
    return at.astimezone(ZoneInfo("UTC"))


def choosing(
    page: BookingPage, asked: Asked, base: str, *, moving: Booking | None = None
) -> dict[str, Any]:
    """The page on which a time is chosen; `moving` is the booking that gets a new one."""
    key = moving.kind if moving else asked.kind
    kind = page.kind(key) or (page.kinds[0] if moving else None)
    zone = asked.zone or (moving.zone if moving else workspace().zone)
    facts = {
        "title": page.title,
        "intro": page.intro,
        "place": page.place,
        "company": workspace().name,
        "kind": kind,
        "kinds": [
            {**one, "url": asked.url(base, kind=one["key"], day=None, start=None, at=None)}
            for one in page.kinds
        ],
        "base": base,
        "asked": asked,
        "zone": zone,
        "zones": [(name, shown_zone(name)) for name in sorted({*ZONES, zone})],
        "languages": [(name, asked.url(base, lang=code)) for code, name in LANGUAGES],
    }
    return facts | (_times(page, kind, asked, base, zone, moving) if kind else {})


def _times(
    page: BookingPage,
    kind: dict[str, Any],
    asked: Asked,
    base: str,
    zone: str,
    moving: Booking | None,
) -> dict[str, Any]:
    today = business_day(timezone.now(), zone)
    last = today + timedelta(days=page.ahead)
    start = min(max(asked.start or asked.day or today, today), last)
    found = slots_of(
        page,
        kind["minutes"],
        start - timedelta(days=1),
        start + timedelta(days=WINDOW),
        hosts=hosts_of(page),
        but=moving.task if moving else None,
    )
    days: dict[date, list[Slot]] = {start + timedelta(days=n): [] for n in range(WINDOW)}
    for slot in found:
        if (day := business_day(slot.at, zone)) in days:
            days[day].append(slot)
    chosen = asked.day if asked.day and days.get(asked.day) else _first(days)
    later, earlier = start + timedelta(days=WINDOW), start - timedelta(days=WINDOW)
    return {
        "days": [_day_line(day, slots, chosen, asked, base, start) for day, slots in days.items()],
        "day": _shown_day(chosen) if chosen else "",
        "times": [_time_line(slot, asked, base, zone, chosen) for slot in days.get(chosen, [])]
        if chosen
        else [],
        "next": asked.url(base, start=later, day=None, at=None) if later <= last else "",
        "previous": asked.url(base, start=max(earlier, today), day=None, at=None)
        if start > today
        else "",
    }


def _first(days: dict[date, list[Slot]]) -> date | None:
    return next((day for day, slots in days.items() if slots), None)


def _day_line(
    day: date, slots: list[Slot], chosen: date | None, asked: Asked, base: str, start: date
) -> dict[str, Any]:
    return {
        "weekday": date_format(day, "D"),
        "number": f"{day:%d/%m}",
        "exact": _shown_day(day),
        "url": asked.url(base, day=day, start=start, at=None) if slots else "",
        "active": day == chosen,
    }


def _shown_day(day: date) -> str:
    buddhist = get_language() == "th"
    year = day.year + (543 if buddhist else 0)
    return f"{date_format(day, 'l')} {day:%d/%m}/{year}"


def _time_line(
    slot: Slot, asked: Asked, base: str, zone: str, chosen: date | None
) -> dict[str, Any]:
    return {
        "label": shown_time(slot.at, zone),
        "at": slot.at.isoformat(),
        "url": asked.url(base, at=slot.at, day=chosen),
    }


def booked(booking: Booking) -> dict[str, Any]:
    """What the page of one booking says to whoever has its link."""
    task, page = booking.task, booking.page
    over = task.done_at is not None or task.at is None or task.at <= timezone.now()
    return {
        "kind": (page.kind(booking.kind) or {"name": page.title})["name"],
        "when": shown_when(task.at, booking.zone, booking.language) if task.at else "",
        "zone": shown_zone(booking.zone),
        "minutes": task.minutes,
        "place": task.place,
        "host": task.owner.full_name if task.owner else "",
        "company": workspace().name,
        "called_off": task.outcome == "called_off",
        "over": over,
        "mailed": bool(booking.email),
        "again": reverse("work:book", args=[page.slug]) if page.is_open else "",
    }


def chosen(page: BookingPage, asked: Asked, base: str) -> dict[str, Any]:
    """The chosen time, above the form."""
    zone = asked.zone or workspace().zone
    return {
        "slug": page.slug,
        "title": page.title,
        "place": page.place,
        "kind": page.kind(asked.kind),
        "when": shown_when(asked.at, zone, get_language() or "vi") if asked.at else "",
        "zone": shown_zone(zone),
        "asked": asked,
        "at": asked.at.isoformat() if asked.at else "",
        "back": asked.url(base, at=None),
    }


def told_by(booking: Booking, user: Any) -> list[dict[str, str]]:
    """What the customer typed, as lines for this colleague: some read phones and mails masked."""
    hidden = user.masks(booking.task.owner_id)
    lines = [
        (_("Name"), booking.name),
        (_("Phone"), masks.phone(booking.phone) if hidden and booking.phone else booking.phone),
        (_("E-mail"), masks.mail(booking.email) if hidden and booking.email else booking.email),
        *((str(f.label), _answer(f, booking.answers.get(f.key))) for f in _asked_fields(booking)),
    ]
    return [{"label": label, "value": value} for label, value in lines if value]


def _asked_fields(booking: Booking) -> list[Field]:
    return questions_of(list(booking.answers))


def _answer(field: Field, value: Any) -> str:
    labels = {choice.key: str(choice.label) for choice in field.options()}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    many = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(one, str(one)) for one in many)
