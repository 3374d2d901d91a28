"""Flows that work brings along, and what counts as an answer of the customer here."""

from django.utils.translation import gettext_lazy as _

from quen.automation.answers import ANSWERED, answer
from quen.automation.flows import do, flow, listens, on, wait_until
from quen.timeline.kinds import GUEST
from quen.work.care.starts import plan_start

QUIET_DAYS = 7


def declare() -> None:
    """Lend them (once, at start)."""
    for kind in ("call.made", "call.missed"):
        answer(kind, lambda event: bool(event.data.get("inbound")))
    for kind in ("meeting.booked", "meeting.moved", "meeting.called_off"):
        answer(kind, lambda event: event.via == GUEST)
    for kind, types in (
        ("contact.created", ("contact",)),
        ("meeting.held", ("contact", "company", "deal")),
    ):
        plan_start(kind, *types)
    listens(ANSWERED)
    flow(
        "contact.follow_up",
        label=_("Nobody has followed up for a week"),
        about=_(
            "A customer that nobody talked to for seven days after a call, meeting or note gets a call planned."
        ),
        type="contact",
        again="always",
        starts=[on("contact.created", "call.made", "call.missed", "meeting.held", "note.added")],
        steps=[
            wait_until(
                "last_activity_at",
                after=QUIET_DAYS,
                working=True,
                words=_("Wait until nobody has been in touch for a week"),
            ),
            do("task.add", title=_("Follow up: {record}"), kind="call"),
        ],
    )
