"""To which addresses an invitation can go: mails of the customer whom a meeting is with."""

from typing import Any

from quen.fields.masking import mask_for
from quen.kit import records
from quen.people.models import Contact, Handle
from quen.work.models import Task
from quen.work.targets import around


def mails_on(task: Task, user: Any) -> list[dict[str, Any]]:
    """{"pk" of the handle, "shown" as this user may read it}, the customer's main address first."""
    contact = customer_of(task, user)
    if contact is None or not user.may_read_field("contact.email"):
        return []
    mask = mask_for(user, "contact")
    rows = Handle.objects.filter(contact=contact, kind=Handle.Kind.EMAIL, invalid=False)
    shown = (lambda v: mask.value("email", v, contact.owner_id)) if mask else str
    return [{"pk": row.pk, "shown": shown(row.value)} for row in rows.order_by("-primary", "pk")]


def customer_of(task: Task, user: Any) -> Contact | None:
    """The person on whose record, or on whose company's or deal's record, it is planned."""
    if not task.type or not task.record_id:
        return None
    near = around(records.visible(task.type, task.record_id, user))
    found = next((it for it in near if isinstance(it, Contact)), None)
    if found is None:
        return None
    seen: Contact | None = Contact.objects.visible_to(user).filter(pk=found.pk).first()
    return seen
