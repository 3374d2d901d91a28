"""Nameless stubs: what stays of a purged contact or company that deals or money point at."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from quen.fields.actions.trash import nameless
from quen.people.models import Address, Company, ConsentEntry, Contact, Handle, Relation

_CONTACT = (
    "full_name given_name family_name nickname name_key norm gender form_of_address birthday job_title "
    "source email phone"
)
_COMPANY = "name name_key norm tax_id website email phone industry location source"


@nameless("contact")
@transaction.atomic
def empty_contacts(contacts: Sequence[Any]) -> None:
    """Take every personal word out of trashed contacts and drop what hangs on them alone."""
    ids = [row.pk for row in contacts]
    for table in (Handle, Address, ConsentEntry):
        table.objects.filter(contact__in=ids).delete()
    _unlink("contact", ids)
    blank = dict.fromkeys(_CONTACT.split(), "")
    Contact.objects.filter(pk__in=ids).update(**blank, birthday_key=None, company=None, custom={})


@nameless("company")
@transaction.atomic
def empty_companies(companies: Sequence[Any]) -> None:
    """The same for companies."""
    ids = [row.pk for row in companies]
    for table in (Handle, Address):
        table.objects.filter(company__in=ids).delete()
    _unlink("company", ids)
    blank = dict.fromkeys(_COMPANY.split(), "")
    Company.objects.filter(pk__in=ids).update(
        **blank, employees=None, revenue=None, founded=None, parent=None, custom={}
    )


def _unlink(type_key: str, ids: Sequence[int]) -> None:
    Relation.objects.filter(from_type=type_key, from_id__in=ids).delete()
    Relation.objects.filter(to_type=type_key, to_id__in=ids).delete()
