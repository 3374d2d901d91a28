"""A customer is given a contract to read: the link is made, taken back, and what it was opened for is told."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.actions.contracts import around_contract, locked_contract
from quen.commerce.contracts import events
from quen.commerce.links import fresh_key
from quen.commerce.models import Contract, ContractLink, ContractOpening
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.timeline.kinds import GUEST
from quen.timeline.log import record

USUAL, LONGEST = 30, 366  # days
MOST_OPENINGS = 1_000


@transaction.atomic
def share_contract(contract: Contract, *, by: User, days: int = USUAL) -> ContractLink:
    """Make the link by which the customer reads a contract, for so many days from today; one before it ends.

    Raises Refused for no day, or more than a year.
    """
    if not 1 <= days <= LONGEST:
        words = _("A link is open from 1 to %d days.") % LONGEST
        raise Refused(words, errors={"days": words})
    it, now = locked_contract(contract), timezone.now()
    ContractLink.objects.filter(contract=it, revoked_at=None).update(revoked_at=now)
    made = ContractLink.objects.create(
        contract=it, key=fresh_key(), made_by=by, made_at=now, until_on=today() + timedelta(days)
    )
    told = events.ContractShared(name=it.name, number=it.number, until_on=str(made.until_on))
    record(told, on=around_contract(it), by=by)
    return made


@transaction.atomic
def unshare_contract(contract: Contract, *, by: User) -> None:
    """Take the link back: whoever has it finds nothing there. Raises Refused where none is open."""
    it = locked_contract(contract)
    standing = ContractLink.objects.open_on(today()).filter(contract=it)
    if not standing.update(revoked_at=timezone.now()):
        raise Refused(_("No link of this contract is open."))
    record(events.ContractUnshared(name=it.name, number=it.number), on=around_contract(it), by=by)


@transaction.atomic
def open_contract(link: ContractLink, visit: str) -> None:
    """Somebody reads the public page: one row a sitting, each told on the timeline, at most 1,000 of a link."""
    rows = ContractOpening.objects.filter(link=link)
    if not visit or rows.count() >= MOST_OPENINGS:
        return
    _row, new = rows.get_or_create(link=link, visit=visit[:24], defaults={"at": timezone.now()})
    if new:
        it = link.contract
        told = events.ContractOpened(name=it.name, number=it.number, times=rows.count())
        record(told, on=around_contract(it), via=GUEST)
