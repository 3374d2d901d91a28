"""What can happen to deals."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("deal.created", icon="circle-plus", group="business")
class DealCreated:
    name: str = ""
    amount: str = ""
    currency: str = ""

    label = _("Deal opened")
    sentence = _("{actor} opened the deal {name}")


@event("deal.changed", icon="edit", group="change")
class DealChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the deal")


@event("deal.assigned", icon="user-share", group="change")
class DealAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the deal to a colleague")


@event("deal.stage_changed", icon="arrow-right-circle", group="business")
class DealStageChanged:
    name: str
    changes: dict[str, Any]

    label = _("Deal moved")
    sentence = _("{actor} moved the deal {name}")


@event("deal.won", icon="trophy", group="business", activity=True)
class DealWon:
    name: str
    amount: str
    currency: str
    note: str = ""
    reason: str = ""
    competitor: str = ""

    label = _("Deal won")
    sentence = _("{actor} won the deal {name}: {amount} {currency}")


@event("deal.lost", icon="mood-sad", group="business")
class DealLost:
    name: str
    reason: str
    note: str = ""
    competitor: str = ""

    label = _("Deal lost")
    sentence = _("{actor} lost the deal {name}: {reason}")


@event("deal.reopened", icon="rotate", group="business")
class DealReopened:
    name: str

    label = _("Deal opened again")
    sentence = _("{actor} opened the deal {name} again")


@event("deal.deleted", icon="trash", group="change")
class DealDeleted:
    sentence = _("{actor} moved the deal to the trash")


@event("deal.restored", icon="trash-off", group="change")
class DealRestored:
    sentence = _("{actor} took the deal out of the trash")


@event("deal.merged", icon="arrows-join", group="change")
class DealMerged:
    names: str
    count: int = 1
    merge: int = 0

    sentence = _("{actor} merged {names} into this deal")


@event("deal.unmerged", icon="arrows-split", group="change")
class DealUnmerged:
    names: str
    count: int = 1
    merge: int = 0

    sentence = _("{actor} undid the merge with {names}")


@event("pipeline.changed", icon="layout-kanban", group="audit")
class PipelineChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the pipeline {name}")


@event("lost_reason.changed", icon="list-details", group="audit")
class ReasonChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the reason {name}")


@event("competitor.changed", icon="swords", group="audit")
class CompetitorChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the competitor {name}")


@event("playbook.ticked", icon="checkbox", group="business")
class PlaybookTicked:
    item: str
    stage: str

    sentence = _("{actor} did “{item}” of the playbook")


@event("playbook.unticked", icon="square", group="change")
class PlaybookUnticked:
    item: str
    stage: str

    sentence = _("{actor} opened “{item}” of the playbook again")


@event("deal.people_changed", icon="users", group="business")
class DealPeopleChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the part that {name} has in the deal")
    personal = ("name",)


@event("quote.created", icon="file-text", group="business")
class QuoteCreated:
    name: str

    sentence = _("{actor} began a quote for {name}")


@event("quote.sent", icon="send", group="business", activity=True)
class QuoteSent:
    number: str
    amount: str
    currency: str
    to: str = ""
    replaces: str = ""

    label = _("Quote sent")
    sentence = _("{actor} sent the quote {number}: {amount} {currency}")
    personal = ("to",)


@event("quote.opened", icon="eye", group="behaviour", activity=True)
class QuoteOpened:
    number: str
    times: int = 1

    label = _("Quote opened")
    sentence = _("The customer opened the quote {number} (time {times})")


@event("quote.code_told", icon="key", group="business")
class QuoteCodeTold:
    number: str

    sentence = _("{actor} told the customer a code for the quote {number}")


@event("quote.accepted", icon="circle-check", group="business", activity=True)
class QuoteAccepted:
    number: str
    amount: str
    currency: str
    name: str = ""

    label = _("Quote accepted")
    sentence = _("{name} accepted the quote {number}: {amount} {currency}")
    personal = ("name",)


@event("quote.declined", icon="circle-x", group="business", activity=True)
class QuoteDeclined:
    number: str
    reason: str = ""

    label = _("Quote declined")
    sentence = _("The customer declined the quote {number}. {reason}")
    personal = ("reason",)


@event("discounts.changed", icon="discount", group="audit")
class DiscountLimitsChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the discount limits")


@event("quote.expired", icon="calendar-off", group="business")
class QuoteExpired:
    number: str

    label = _("Quote expired")
    sentence = _("The quote {number} has expired")


@event("quote.deleted", icon="trash", group="change")
class QuoteDeleted:
    name: str

    sentence = _("{actor} threw away a draft of a quote for {name}")


@event("story.changed", icon="books", group="audit")
class StoryChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the story {name}")


@event("story.sent", icon="send", group="talk", activity=True)
class StorySent:
    name: str
    to: str = ""

    label = _("Story sent")
    sentence = _("{actor} sent “{name}”")
    personal = ("to",)


@event("story.opened", icon="eye", group="behaviour", activity=True)
class StoryOpened:
    name: str

    label = _("Story opened")
    sentence = _("The customer opened “{name}”")
