"""Which times a booking page offers, and whose turn it is."""

from datetime import date, timedelta

import pytest
import time_machine

from quen.accounts.actions.users import disable_user
from quen.kit.workspace import change_workspace
from quen.work.actions import bookings
from quen.work.actions.booking_pages import change_page
from quen.work.actions.tasks import add_task, change_task
from quen.work.booking.hours import spans_as_text, spans_in
from quen.work.models import Booking
from tests.counting import questions
from tests.work.booking_stage import MONDAY, NOW, at, days_on, guest, hours_on, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stages", "friday")]
ALL = ["08:00", "09:00", "10:00", "11:00"]


@pytest.fixture
def friday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_free_morning_offers_every_start(office):
    assert hours_on(page_of(office.binh)) == ALL


def test_what_has_an_hour_is_busy_and_what_is_done_or_only_has_a_day_is_not(office):
    page = page_of(office.binh)
    add_task(title="Gọi", by=office.binh, kind="call", at=at(9, minute=50), minutes=20)
    add_task(title="Cả ngày", by=office.binh, due_on=MONDAY)
    add_task(title="Của Chi", by=office.chi, at=at(8), minutes=240)
    assert hours_on(page) == ["08:00", "11:00"]


def test_a_long_thing_that_began_days_before_is_busy(office):
    page = page_of(office.binh)
    add_task(title="Hội chợ", by=office.binh, at=at(8, MONDAY - timedelta(days=3)), minutes=10_080)
    assert hours_on(page) == []


def test_the_wider_margin_stays_free_on_both_sides(office):
    page = page_of(office.binh, before=15, after=30, step=15)
    bookings.book(page, "", at(9), guest())
    # 9:00 to 10:00 is taken: before it 30 minutes stay free, after it 30.
    assert hours_on(page) == ["10:30", "10:45", "11:00"]
    add_task(title="Họp", by=office.binh, at=at(12), minutes=30)
    assert hours_on(page) == ["10:30"], "an ordinary meeting has the margins of the new one"


def test_notice_and_days_ahead_limit_what_is_offered(office):
    page = page_of(office.binh, notice=72, ahead=4)
    assert hours_on(page) == ["10:00", "11:00"], "Friday 10:00 and 72 hours are Monday 10:00"
    assert days_on(page, MONDAY, 10) == {MONDAY, MONDAY + timedelta(days=1)}


def test_a_day_limit_closes_the_day(office):
    page = page_of(office.binh, day_limit=1)
    bookings.book(page, "", at(9), guest())
    assert hours_on(page) == []
    assert hours_on(page, MONDAY + timedelta(days=1)) == ALL


def test_new_year_and_songkran_are_off(office):
    tet = page_of(office.binh, ahead=365)
    # Tết 2027 is on 6 February: its public holidays fall into the week from the 8th as well.
    assert date(2027, 2, 8) not in days_on(tet, date(2027, 2, 8), 6)
    change_workspace(country="TH", zone="Asia/Bangkok")
    songkran = days_on(tet, date(2027, 4, 12), 4)
    assert not songkran & {date(2027, 4, n) for n in (13, 14, 15)}
    assert date(2027, 4, 16) in songkran


def test_a_page_without_hours_of_its_own_has_those_of_the_company(office):
    change_workspace(opens_at="09:00", closes_at="11:00", working_days="0")
    page = page_of(office.binh, hours={})
    assert hours_on(page) == ["09:00", "10:00"]
    assert hours_on(page, MONDAY + timedelta(days=1)) == []


def test_times_cost_the_same_however_full_the_calendar_is(office):
    page = page_of(office.binh)
    few = questions(lambda: hours_on(page))
    for n in range(20):
        add_task(title=f"Gọi {n}", by=office.binh, at=at(9), minutes=5)
    assert questions(lambda: hours_on(page)) == few <= 3


def test_turns_follow_the_weights_and_are_the_same_each_time(office):
    page = page_of(office.hanh, {office.binh: 2, office.chi: 1})
    got = [
        bookings.book(page, "", at(8, MONDAY + timedelta(days=n)), guest(phone=f"09876543{n:02}"))
        for n in range(3)
    ]
    got += [
        bookings.book(page, "", at(9, MONDAY + timedelta(days=n)), guest(phone=f"09876544{n:02}"))
        for n in range(3)
    ]
    assert [b.task.owner for b in got] == [
        office.binh, office.chi, office.binh, office.binh, office.chi, office.binh,
    ]  # fmt: skip


def test_who_is_busy_is_passed_over_and_comes_next(office):
    page = page_of(office.hanh, {office.binh: 1, office.chi: 1})
    add_task(title="Họp", by=office.binh, at=at(8), minutes=60)
    first = bookings.book(page, "", at(8), guest())
    second = bookings.book(page, "", at(9), guest())
    assert (first.task.owner, second.task.owner) == (office.chi, office.binh)


def test_a_moved_meeting_stays_with_the_same_colleague_and_counts_once(office):
    page = page_of(office.hanh, {office.binh: 1, office.chi: 1})
    first = bookings.book(page, "", at(8), guest())
    for hour in (9, 10, 11, 8, 10):
        bookings.move_booking(Booking.objects.get(pk=first.pk), at(hour))
    moved = Booking.objects.get(pk=first.pk)
    assert (moved.task.owner, moved.task.at) == (office.binh, at(10))
    turns = [bookings.book(page, "", at(8), guest()).task.owner for _n in range(2)]
    assert turns == [office.chi, office.binh], "five moves are not five turns"


def test_a_meeting_that_moves_to_where_its_colleague_is_busy_goes_to_the_next_and_takes_its_turn_along(
    office,
):
    page = page_of(office.hanh, {office.binh: 1, office.chi: 1})
    first = bookings.book(page, "", at(8), guest())
    add_task(title="Họp", by=office.binh, at=at(9), minutes=60)
    moved = bookings.move_booking(first, at(9))
    assert moved.task.owner == office.chi
    assert bookings.book(page, "", at(10), guest()).task.owner == office.binh


def test_what_is_called_off_is_free_again_and_does_not_count(office):
    page = page_of(office.hanh, {office.binh: 1, office.chi: 1})
    bookings.cancel_booking(bookings.book(page, "", at(8), guest()))
    assert bookings.book(page, "", at(8), guest()).task.owner == office.binh


def test_a_meeting_may_move_by_less_than_its_own_length(office):
    page = page_of(office.binh, step=30)
    first = bookings.book(page, "", at(9), guest())
    assert bookings.move_booking(first, at(9, minute=30)).task.at == at(9, minute=30)


def test_what_a_colleague_moves_in_the_calendar_frees_the_old_time(office):
    page = page_of(office.binh)
    made = bookings.book(page, "", at(9), guest())
    change_task(made.task, by=office.binh, at=at(11))
    assert hours_on(page) == ["08:00", "09:00", "10:00"]


def test_who_joins_later_does_not_get_all_that_the_others_had(office):
    page = page_of(office.hanh, {office.binh: 1})
    for hour in (8, 9, 10):
        bookings.book(page, "", at(hour), guest())
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        change_page(page, by=office.hanh, hosts={office.binh: 1, office.chi: 1})
        page.refresh_from_db()
        day = MONDAY + timedelta(days=1)
        owners = [bookings.book(page, "", at(h, day), guest()).task.owner for h in (8, 9)]
    assert owners == [office.binh, office.chi]


def test_who_is_switched_off_takes_no_meetings(office):
    page = page_of(office.hanh, {office.binh: 1, office.chi: 1})
    disable_user(office.binh, by=office.giang)
    assert bookings.book(page, "", at(8), guest()).task.owner == office.chi
    assert hours_on(page) == ["09:00", "10:00", "11:00"]


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("8:00-12:00, 13:30-17:30", [["08:00", "12:00"], ["13:30", "17:30"]]),
        ("8h-11h30", [["08:00", "11:30"]]),
        ("9 – 17", [["09:00", "17:00"]]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(typed, spans):
    assert spans_in(typed) == spans
    assert spans_in(spans_as_text(spans)) == spans


@pytest.mark.parametrize("typed", ["morning", "12-8", "8-12, 11-13", "25-26", "8:70-9"])
def test_hours_that_make_no_sense_are_refused_in_words(typed):
    with pytest.raises(ValueError, match="ours"):
        spans_in(typed)
