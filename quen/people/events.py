"""What can happen to contacts and companies."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("contact.created", icon="user-plus", group="change")
class ContactCreated:
    name: str = ""
    source: str = ""

    label = _("Customer added")
    sentence = _("{actor} added this customer")
    elsewhere = _("{actor} added a customer")
    personal = ("name",)


@event("contact.changed", icon="edit", group="change")
class ContactChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the record")
    personal = ("changes",)


@event("contact.assigned", icon="user-share", group="change")
class ContactAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave this customer to a colleague")
    elsewhere = _("{actor} gave a customer to a colleague")


@event("contact.stage_changed", icon="refresh", group="business")
class ContactStageChanged:
    changes: dict[str, Any]
    why: str = ""
    round: int = 1

    label = _("Stage changed")
    sentence = _("{actor} moved the stage")


@event("contact.deleted", icon="trash", group="change")
class ContactDeleted:
    sentence = _("{actor} moved this customer to the trash")
    elsewhere = _("{actor} moved a customer to the trash")


@event("contact.restored", icon="trash-off", group="change")
class ContactRestored:
    sentence = _("{actor} took this customer out of the trash")
    elsewhere = _("{actor} took a customer out of the trash")


@event("contact.merged", icon="arrows-join", group="change")
class ContactMerged:
    names: str
    count: int = 1
    merge: int = 0

    label = _("Customers merged")
    sentence = _("{actor} merged {names} into this customer")
    elsewhere = _("{actor} merged customers: {names}")
    personal = ("names",)


@event("contact.unmerged", icon="arrows-split", group="change")
class ContactUnmerged:
    names: str
    count: int = 1
    merge: int = 0

    sentence = _("{actor} undid the merge with {names}")
    elsewhere = _("{actor} undid a merge of customers: {names}")
    personal = ("names",)


@event("company.created", icon="building-plus", group="change")
class CompanyCreated:
    name: str = ""

    sentence = _("{actor} added this company")


@event("company.changed", icon="edit", group="change")
class CompanyChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the record")


@event("company.assigned", icon="user-share", group="change")
class CompanyAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave this company to a colleague")


@event("company.deleted", icon="trash", group="change")
class CompanyDeleted:
    sentence = _("{actor} moved this company to the trash")


@event("company.restored", icon="trash-off", group="change")
class CompanyRestored:
    sentence = _("{actor} took this company out of the trash")


@event("company.merged", icon="arrows-join", group="change")
class CompanyMerged:
    names: str
    count: int = 1
    merge: int = 0

    sentence = _("{actor} merged {names} into this company")


@event("company.unmerged", icon="arrows-split", group="change")
class CompanyUnmerged:
    names: str
    count: int = 1
    merge: int = 0

    sentence = _("{actor} undid the merge with {names}")


@event("consent.given", icon="circle-check", group="change")
class ConsentGiven:
    purpose: str
    channel: str
    source: str = ""

    label = _("Consent given")
    sentence = _("Consent given: {purpose} by {channel}")


@event("consent.withdrawn", icon="circle-x", group="change")
class ConsentWithdrawn:
    purpose: str
    channel: str
    source: str = ""

    label = _("Consent withdrawn")
    sentence = _("Consent withdrawn: {purpose} by {channel}")


@event("duplicate.dismissed", icon="git-branch", group="change")
class DuplicateDismissed:
    names: str

    sentence = _("{actor} said that these are not the same: {names}")
    personal = ("names",)


@event("relation.added", icon="affiliate", group="change")
class RelationAdded:
    label: str
    name: str

    sentence = _("{actor} linked: {label} {name}")


@event("relation.removed", icon="affiliate", group="change")
class RelationRemoved:
    label: str
    name: str

    sentence = _("{actor} removed the link: {label} {name}")


@event("relation_kind.changed", icon="affiliate", group="audit")
class RelationKindChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the relation {name}")


@event("purpose.changed", icon="shield-check", group="audit")
class PurposeChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the consent purpose {name}")


@event("stage.changed", icon="refresh", group="audit")
class StageChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the stage {name}")
