"""Flows that sales brings along, and what counts as an answer of the customer here."""

from django.utils.translation import gettext_lazy as _

from quen.automation.answers import answer
from quen.automation.flows import do, flow, on, wait_until
from quen.work.care.starts import plan_start

QUIET_DAYS = 14


def declare() -> None:
    """Lend them (once, at start)."""
    answer("quote.accepted")
    answer("quote.declined")
    plan_start("deal.won", "deal", "contact", "company")
    plan_start("deal.lost", "deal", "contact", "company")
    flow(
        "deal.follow_up",
        label=_("A deal lies still for two weeks"),
        about=_(
            "An open deal on which nothing happened for fourteen days gets a call planned for its owner."
        ),
        type="deal",
        again="always",
        starts=[
            on(
                *("deal.created", "deal.reopened", "deal.stage_changed", "quote.sent"),
                *("call.made", "meeting.held", "note.added"),
                rule={"field": "state", "op": "is", "value": "open"},
            )
        ],
        stops_on=["deal.won", "deal.lost"],
        steps=[
            wait_until(
                "last_activity_at",
                after=QUIET_DAYS,
                working=True,
                words=_("Wait until nothing has happened for two weeks"),
            ),
            do("task.add", title=_("Ask how it stands: {record}"), kind="call"),
        ],
    )
