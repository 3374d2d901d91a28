"""A booking page and guests for it: what the tests of booking share."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quen.work.actions.booking_pages import add_page
from quen.work.actions.bookings import Guest
from quen.work.booking import tokens
from quen.work.booking.slots import hosts_of, slots_of

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
# Monday in a week without holidays; the clock stands on the Friday before.
NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
KINDS = [{"key": "k1", "name": "Tư vấn", "minutes": 60}]
MORNING = {str(n): [["08:00", "12:00"]] for n in range(5)}


def page_of(by, hosts=None, **facts):
    """A page open on weekday mornings, an hour each, with nothing between."""
    given = {"slug": "tu-van", "title": "Tư vấn", "kinds": KINDS, "hours": MORNING, "step": 60}
    return add_page(by=by, hosts=hosts, **{**given, "is_open": True, "notice": 0, **facts})


def at(hour: int, day: date = MONDAY, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SAIGON)


def guest(name="Trần Văn Lộc", uid="", **facts) -> Guest:
    uid = uid or tokens.uid_of_form(tokens.fresh())
    return Guest(uid=uid, name=name, **({"phone": "0987654321"} | facts))


def hours_on(page, day: date = MONDAY, minutes: int = 60, **how) -> list[str]:
    """The free starts of a day, as the clock shows them."""
    slots = slots_of(page, minutes, day, day, hosts=hosts_of(page), **how)
    return [f"{slot.at.astimezone(SAIGON):%H:%M}" for slot in slots]


def days_on(page, first: date, count: int) -> set[date]:
    last = first + timedelta(days=count)
    slots = slots_of(page, 60, first, last, hosts=hosts_of(page))
    return {slot.at.astimezone(SAIGON).date() for slot in slots}
