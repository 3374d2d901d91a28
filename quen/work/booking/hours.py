"""When a booking page is open: hours of the week as people write them, and the calendar they make."""

import re
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from quen.kit.calendar import WorkingCalendar
from quen.kit.opening import company_hours
from quen.kit.workspace import workspace

_SPAN = re.compile(r"(\d{1,2})(?:[:hg.](\d{2})?)?\s*[-–—]\s*(\d{1,2})(?:[:hg.](\d{2})?)?")
Spans = list[list[str]]


def spans_in(text: str) -> Spans:
    """Hours of a day, from "8:00-12:00, 13:30-17:30". Raises ValueError in words for a person."""
    found: list[list[str]] = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;\n]", text))):
        match = _SPAN.fullmatch(part)
        try:
            if match is None:
                raise ValueError
            start = time(int(match[1]), int(match[2] or 0))
            end = time(int(match[3]), int(match[4] or 0))
        except ValueError:
            raise ValueError(_("Write hours as 8:00-12:00, 13:30-17:30.")) from None
        if end <= start or (found and start < time.fromisoformat(found[-1][1])):
            raise ValueError(_("Hours run from early to late."))
        found.append([f"{start:%H:%M}", f"{end:%H:%M}"])
    return found


def spans_as_text(spans: Spans) -> str:
    """Hours of a day as people write them."""
    return ", ".join(f"{start}-{end}" for start, end in spans)


def calendar_of(hours: dict[str, Any]) -> WorkingCalendar:
    """The calendar of a page: its own hours or the company's, without the public holidays of the country."""
    it = workspace()
    weekly = {int(day): _times(spans) for day, spans in hours.items()} or company_hours()
    return WorkingCalendar(country=it.country, zone=it.zone, hours=weekly)


def _times(spans: Spans) -> tuple[tuple[time, time], ...]:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans)
