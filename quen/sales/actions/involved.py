"""People get a part in a deal, or have none any more."""

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.kit import records
from quen.kit.refused import Refused
from quen.people.models import Contact
from quen.sales import events
from quen.sales.models import Deal, Involved
from quen.timeline.log import record

MOST = 30


@transaction.atomic
def involve(deal: Deal, contact_id: int, role: str, *, by: User) -> Involved:
    """Give a contact that `by` may see a part in a deal, or another one.

    Raises Refused for a contact that is not there, an unknown part, or too many people.
    """
    contact = records.held("contact", contact_id, by)
    if not isinstance(contact, Contact):
        raise Refused(_("There is no such record."), errors={"contact": _("Choose somebody.")})
    if role not in Involved.Role.values:
        raise Refused(_("Choose one."), errors={"role": _("Choose one.")})
    known = Involved.objects.filter(deal=deal, contact=contact).first()
    if known is None and Involved.objects.filter(deal=deal).count() >= MOST:
        raise Refused(_("At most %d at a time.") % MOST)
    before = known.role if known else ""
    it, _new = Involved.objects.update_or_create(
        deal=deal, contact=contact, defaults={"role": role}
    )
    if before != role:
        _tell(deal, contact, [before, role], by)
    return it


@transaction.atomic
def uninvolve(it: Involved, *, by: User) -> None:
    """Take a contact's part in a deal away; the deal's own contact stays its contact."""
    deal, contact, role = it.deal, it.contact, it.role
    it.delete()
    _tell(deal, contact, [role, ""], by)


def _tell(deal: Deal, contact: Contact, change: list[str], by: User) -> None:
    told = events.DealPeopleChanged(name=contact.full_name, changes={"role": change})
    record(told, on=[deal, contact, deal.company], by=by)
