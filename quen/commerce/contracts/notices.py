"""Whom contracts tell: their owner, when the end is near."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from quen.accounts.models import User
from quen.automation.choosing import managers_of
from quen.commerce.models import Contract
from quen.timeline.models import Event
from quen.timeline.notices import Links, notice


def declare() -> None:
    """Lend the kind (once, at start)."""
    notice(
        "contract_ends",
        label=_("A contract of yours is near its end"),
        about=_("So many days before its last day that there is time to renew it"),
        kinds="contract.expiry_neared",
        to=who_renews,
        mail="now",
        order=9,
    )


def who_renews(event: Event, links: Links) -> Iterable[int]:
    """The owner; where they are gone for good or nobody is, whoever leads the contract's team."""
    found = Contract.objects.filter(pk=event.subject_id or 0).select_related("owner").first()
    return [user.pk for user in renewers(found)] if found else ()


def renewers(contract: Contract) -> list[User]:
    """Who looks after a contract's renewal: its owner, else the lead above them, else who reaches all."""
    owner = contract.owner
    if owner is not None and owner.is_active:
        return [owner]
    return managers_of(owner, "commerce.change_contract") if owner else []
