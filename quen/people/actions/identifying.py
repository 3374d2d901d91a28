"""The one gate for identity: from a handle to a contact."""

from typing import Any

from django.db import IntegrityError, transaction

from quen.accounts.models import User
from quen.fields.drafts import Draft
from quen.fields.reading import Reader
from quen.kit.workspace import workspace
from quen.people.actions.contacts import add_contacts, restore_contacts
from quen.people.drafts import GivenHandle, name_columns, normal_of
from quen.people.models import Contact, Handle


def identify(
    kind: str, value: str, *, by: User, name: str = "", source: str = "", make: bool = True
) -> Contact | None:
    """The contact whom this handle identifies, taken out of the trash where need be.

    Makes one, with the handle unverified, where nobody holds it (None with `make` off). Raises
    ValueError for a value that cannot be such a handle.
    """
    it = workspace()
    normal = normal_of(kind, value, Reader(it.language, it.country, it.zone, it.currency))
    for _try in range(2):
        if contact := _holder(kind, normal):
            return _alive(contact, by)
        if not make:
            return None
        try:
            return _made(kind, value, normal, by, name, source)
        except IntegrityError:
            continue  # made by somebody else between the look and the write
    return _holder(kind, normal)


def _holder(kind: str, normal: str) -> Contact | None:
    row = (
        Handle.objects.filter(kind=kind, normal=normal, identifies=True, contact__isnull=False)
        .select_related("contact")
        .first()
    )
    return row.contact if row else None


def _alive(contact: Contact, by: User) -> Contact:
    if contact.deleted_at:
        restore_contacts([contact], by=by)
        contact.refresh_from_db()
    return contact


@transaction.atomic
def _made(kind: str, value: str, normal: str, by: Any, name: str, source: str) -> Contact:
    handle = GivenHandle(kind, value.strip(), normal, primary=True)
    columns = {**name_columns({"full_name": name}), "source": source}
    return add_contacts([Draft(columns=columns, parts={kind: [handle]})], by=by, via="identify")[0]
