"""What can happen to notes and tasks."""

from dataclasses import field
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event

# How the outcome of a call reads inside a sentence.
SPOKEN = {
    "reached": _("reached the customer"),
    "answered": _("the customer called"),
    "no_answer": _("nobody answered"),
    "busy": _("the line was busy"),
    "wrong_number": _("the number is wrong"),
}


@event("note.added", icon="note", group="talk", activity=True)
class NoteAdded:
    text: str
    mentioned: list[int] = field(default_factory=list)
    thread: list[int] = field(default_factory=list)
    answer: bool = False
    files: list[int] = field(default_factory=list)
    about: str = ""

    label = _("Note added")
    sentence = _("{actor} noted: {text}")
    personal = ("text",)


@event("note.settled", icon="circle-check", group="talk")
class NoteSettled:
    text: str
    about: str = ""

    sentence = _("{actor} settled: {text}")
    personal = ("text",)


@event("note.reopened", icon="rotate", group="talk")
class NoteReopened:
    text: str
    about: str = ""

    sentence = _("{actor} opened again: {text}")
    personal = ("text",)


@event("note.deleted", icon="trash", group="change")
class NoteDeleted:
    sentence = _("{actor} removed a note")


@event("note.restored", icon="rotate", group="change")
class NoteRestored:
    sentence = _("{actor} put a note back")


@event("task.created", icon="checkbox", group="business")
class TaskCreated:
    title: str
    due_on: str = ""

    label = _("Task planned")
    sentence = _("{actor} planned: {title}")
    personal = ("title",)


@event("task.changed", icon="edit", group="change")
class TaskChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed a task")


@event("task.assigned", icon="user-share", group="change")
class TaskAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave a task to a colleague")


@event("task.completed", icon="circle-check", group="talk", activity=True)
class TaskCompleted:
    title: str

    label = _("Task done")
    sentence = _("{actor} finished: {title}")
    personal = ("title",)


@event("task.reopened", icon="rotate", group="business")
class TaskReopened:
    title: str

    sentence = _("{actor} opened again: {title}")


@event("task.reminded", icon="bell", group="change")
class TaskReminded:
    title: str
    at: str = ""

    sentence = _("Reminder: {title}")
    personal = ("title",)


@event("call.made", icon="phone", group="talk", activity=True)
class CallMade:
    title: str
    outcome: str
    minutes: int = 0
    inbound: bool = False
    text: str = ""

    label = _("Call made")
    sentence = _("Call of {actor}: {outcome}. {text}")
    spoken: ClassVar = {"outcome": SPOKEN}
    personal = ("title", "text")


@event("call.missed", icon="phone-x", group="talk", activity=True)
class CallMissed:
    title: str
    outcome: str
    minutes: int = 0
    inbound: bool = True
    text: str = ""

    label = _("Call missed")
    sentence = _("A call of the customer was missed. {text}")
    personal = ("title", "text")


@event("meeting.booked", icon="calendar-event", group="talk", activity=True)
class MeetingBooked:
    title: str
    at: str
    place: str = ""
    source: str = ""

    label = _("Meeting booked")
    sentence = _("{actor} booked a meeting: {title}")
    personal = ("title", "place")


@event("meeting.held", icon="calendar-check", group="talk", activity=True)
class MeetingHeld:
    title: str
    text: str = ""

    label = _("Meeting held")
    sentence = _("{actor} met: {title}. {text}")
    personal = ("title", "text")


@event("meeting.missed", icon="calendar-x", group="talk")
class MeetingMissed:
    title: str
    text: str = ""

    label = _("Meeting missed")
    sentence = _("The customer did not come: {title}. {text}")
    personal = ("title", "text")


@event("meeting.moved", icon="calendar-event", group="talk", activity=True)
class MeetingMoved:
    title: str
    at: str
    before: str

    label = _("Meeting moved")
    sentence = _("{actor} moved a meeting: {title}")
    personal = ("title",)


@event("meeting.called_off", icon="calendar-x", group="talk", activity=True)
class MeetingCalledOff:
    title: str
    text: str = ""

    label = _("Meeting called off")
    sentence = _("{actor} called off a meeting: {title}. {text}")
    personal = ("title", "text")


@event("booking_page.created", icon="calendar-plus", group="change")
class BookingPageCreated:
    name: str

    sentence = _("{actor} made the booking page {name}")


@event("booking_page.changed", icon="calendar-cog", group="change")
class BookingPageChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the booking page {name}")


@event("meeting.invited", icon="mail-forward", group="talk", activity=True)
class MeetingInvited:
    title: str
    how: str = "sent"

    label = _("Invitation to a meeting sent")
    sentence = _("{actor} {how}: {title}")
    spoken: ClassVar = {
        "how": {
            "sent": _("sent an invitation"),
            "updated": _("sent the new time of a meeting"),
            "cancelled": _("told the customer that a meeting is cancelled"),
        }
    }
    personal = ("title",)


@event("care_plan.changed", icon="clipboard-heart", group="audit")
class CarePlanChanged:
    name: str

    sentence = _("{actor} changed the care plan {name}")


@event("feed.made", icon="calendar-share", group="audit")
class FeedMade:
    sentence = _("{actor} made an address for their calendar")


@event("feed.ended", icon="calendar-off", group="audit")
class FeedEnded:
    sentence = _("The address of a calendar was ended by {actor}")


@event("calendar.connected", icon="calendar-share", group="audit")
class CalendarConnected:
    server: str

    sentence = _("{actor} connected their calendar at {server}")


@event("calendar.app_set", icon="calendar-cog", group="audit")
class CalendarAppSet:
    provider: str

    sentence = _("{actor} set up how calendars are connected at {provider}")


@event("calendar.let_go", icon="calendar-off", group="audit")
class CalendarLetGo:
    sentence = _("{actor} let go of their connected calendar")


@event("task.deleted", icon="trash", group="change")
class TaskDeleted:
    sentence = _("{actor} moved a task to the trash")


@event("task.restored", icon="trash-off", group="change")
class TaskRestored:
    sentence = _("{actor} took a task out of the trash")
