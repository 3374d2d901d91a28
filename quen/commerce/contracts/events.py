"""What can happen to contracts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("contract.created", icon="file-certificate", group="business")
class ContractCreated:
    name: str = ""
    number: str = ""

    label = _("Contract added")
    sentence = _("{actor} added the contract {name}")


@event("contract.changed", icon="edit", group="change")
class ContractChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the contract")


@event("contract.assigned", icon="user-share", group="change")
class ContractAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the contract to a colleague")


@event("contract.deleted", icon="trash", group="change")
class ContractDeleted:
    sentence = _("{actor} moved the contract to the trash")


@event("contract.restored", icon="trash-off", group="change")
class ContractRestored:
    sentence = _("{actor} took the contract out of the trash")


@event("contract.renewed", icon="rotate", group="business", activity=True)
class ContractRenewed:
    name: str
    number: str
    by_number: str

    label = _("Contract renewed")
    sentence = _("{actor} renewed the contract {number}: {by_number} continues it")


@event("contract.ended", icon="circle-x", group="business")
class ContractEnded:
    name: str
    number: str
    reason: str

    label = _("Contract ended early")
    sentence = _("{actor} ended the contract {number}: {reason}")
    personal = ("reason",)


@event("contract.reopened", icon="rotate", group="business")
class ContractReopened:
    name: str
    number: str

    label = _("Contract runs on")
    sentence = _("{actor} let the contract {number} run on")


@event("contract.expiry_neared", icon="clock", group="business")
class ContractExpiryNeared:
    name: str
    number: str
    ends_on: str

    label = _("Contract near its end")
    sentence = _("The contract {number} ends on {ends_on}")


@event("contract.shared", icon="link", group="business")
class ContractShared:
    name: str
    number: str
    until_on: str

    label = _("Contract handed to the customer")
    sentence = _("{actor} opened the contract {number} to the customer until {until_on}")


@event("contract.unshared", icon="circle-x", group="business")
class ContractUnshared:
    name: str
    number: str

    sentence = _("{actor} took back the customer's link of the contract {number}")


@event("contract.opened", icon="eye", group="behaviour", activity=True)
class ContractOpened:
    name: str
    number: str
    times: int

    label = _("Contract opened by the customer")
    sentence = _("The customer opened the contract {number}; times so far: {times}")
