"""What can happen to flows, and to what people are asked."""

from dataclasses import field
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("flow.switched_on", icon="player-play", group="audit")
class FlowSwitchedOn:
    name: str

    sentence = _("{actor} switched on the automation {name}")


@event("flow.switched_off", icon="player-pause", group="audit")
class FlowSwitchedOff:
    name: str

    sentence = _("{actor} switched off the automation {name}")


@event("flow.started", icon="player-play", group="change")
class FlowStarted:
    name: str

    sentence = _("{actor} started: {name}")


@event("flow.stopped", icon="player-stop", group="change")
class FlowStopped:
    name: str
    reason: str = ""

    sentence = _("Stopped: {name}. {reason}")


@event("flow.halted", icon="alert-triangle", group="change")
class FlowHalted:
    name: str
    reason: str
    owner: int = 0

    sentence = _("The automation {name} could not go on: {reason}")


@event("flow.retried", icon="rotate", group="change")
class FlowRetried:
    name: str

    sentence = _("{actor} let the automation {name} try again")


@event("ask.opened", icon="help-circle", group="business")
class AskOpened:
    question: str
    whom: list[int] = field(default_factory=list)

    label = _("Approval asked for")
    sentence = _("{actor} asked: {question}")
    personal = ("question",)


@event("ask.passed_on", icon="arrow-right", group="business")
class AskPassedOn:
    question: str
    whom: list[int] = field(default_factory=list)

    sentence = _("Nobody answered in time; the next is asked: {question}")
    personal = ("question",)


@event("ask.decided", icon="circle-check", group="business")
class AskDecided:
    question: str
    decision: str
    note: str = ""
    instead_of: str = ""
    way: str = "page"

    label = _("Approval decided")
    sentence = _("{actor} {decision}: {question}. {note}")
    spoken: ClassVar = {"decision": {"approved": _("approved"), "refused": _("refused")}}
    personal = ("question", "note")


@event("ask.expired", icon="clock-x", group="business")
class AskExpired:
    question: str

    sentence = _("Nobody decided in time: {question}")
    personal = ("question",)


@event("ask.withdrawn", icon="arrow-back-up", group="business")
class AskWithdrawn:
    question: str

    sentence = _("{actor} withdrew: {question}")
    personal = ("question",)


@event("stand_in.set", icon="user-share", group="audit")
class StandInSet:
    name: str
    first: str
    last: str

    sentence = _("{actor} is stood in for by {name} from {first} to {last}")


@event("stand_in.ended", icon="user-x", group="audit")
class StandInEnded:
    name: str

    sentence = _("{actor} ended that {name} stands in for them")
