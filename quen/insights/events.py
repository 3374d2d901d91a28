"""What can happen to dashboards."""

from dataclasses import field

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("dashboard.created", icon="layout-dashboard", group="audit")
class DashboardCreated:
    name: str

    sentence = _("{actor} made the dashboard {name}")


@event("dashboard.changed", icon="layout-dashboard", group="audit")
class DashboardChanged:
    name: str
    what: str

    sentence = _("{actor} changed the dashboard {name}")


@event("dashboard.deleted", icon="trash", group="audit")
class DashboardDeleted:
    name: str

    sentence = _("{actor} removed the dashboard {name}")


@event("board_mail.chosen", icon="mail", group="audit")
class BoardMailChosen:
    name: str
    rhythm: str
    at: str

    sentence = _("{actor} has the dashboard {name} mailed at {at}")


@event("board_mail.ended", icon="mail-off", group="audit")
class BoardMailEnded:
    name: str

    sentence = _("The mails of the dashboard {name} have ended")


@event("board_link.made", icon="link", group="audit")
class BoardLinkMade:
    name: str
    ends_at: str

    sentence = _("{actor} made a link to the dashboard {name}")


@event("board_link.revoked", icon="link-off", group="audit")
class BoardLinkRevoked:
    name: str
    last_four: str

    sentence = _("{actor} took back a link to the dashboard {name}")


@event("targets.set", icon="target", group="audit")
class TargetsSet:
    measure: str
    period: str
    changes: dict[str, list[str | None]] = field(default_factory=dict)

    sentence = _("{actor} set targets of {measure} for {period}")


@event("costs.set", icon="coins", group="audit")
class CostsSet:
    count: int
    costs: list[str] = field(default_factory=list)

    sentence = _("{actor} entered {count} costs of marketing and sales")


@event("cost.removed", icon="coins", group="audit")
class CostRemoved:
    cost: str
    amount: str
    currency: str

    sentence = _("{actor} took back the cost {cost}: {amount} {currency}")


@event("customer_rule.changed", icon="coins", group="audit")
class CustomerRuleChanged:
    changes: dict[str, list[int | str]] = field(default_factory=dict)

    sentence = _("{actor} changed who counts as a lead or an active customer")
