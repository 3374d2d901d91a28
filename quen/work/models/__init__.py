from quen.work.models.booking import Booking
from quen.work.models.booking_page import BookingHost, BookingPage
from quen.work.models.calendar_account import (
    BusyTime,
    CalendarAccount,
    CalendarLink,
    CalendarTrace,
)
from quen.work.models.calendar_app import CalendarApp
from quen.work.models.care import CareCourse, CareLine, CarePlan
from quen.work.models.feed import Feed
from quen.work.models.invitation import Invitation
from quen.work.models.note import Note
from quen.work.models.task import Task

__all__ = [
    "Booking",
    "BookingHost",
    "BookingPage",
    "BusyTime",
    "CalendarAccount",
    "CalendarApp",
    "CalendarLink",
    "CalendarTrace",
    "CareCourse",
    "CareLine",
    "CarePlan",
    "Feed",
    "Invitation",
    "Note",
    "Task",
]
