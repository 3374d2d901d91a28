"""Whom a document is for, as it is written on paper."""

from typing import Any, Protocol

from quen.people.models import Address, Company, Contact


class ForSomebody(Protocol):
    """A document for a company, a person, or a person at a company."""

    @property
    def contact(self) -> Contact | None: ...
    @property
    def company(self) -> Company | None: ...


def customer_of(document: ForSomebody) -> dict[str, str]:
    """Name, address, tax code and the person: the company where there is one, else the person."""
    company, contact = document.company, document.contact
    holder: dict[str, Any] = {"company": company} if company else {"contact": contact}
    address = Address.objects.filter(**holder).first() if company or contact else None
    person = contact.full_name if contact else ""
    return {
        "name": company.name if company else person,
        "person": person if company else "",
        "tax_id": company.tax_id if company else "",
        "address": line_of(address) if address else "",
        "email": contact.email if contact else "",
        "phone": contact.phone if contact else "",
    }


def line_of(address: Address) -> str:
    """An address in one line, as letters have it."""
    parts = (address.street, address.ward, address.district, address.province, address.postcode)
    return address.given or ", ".join(part for part in parts if part)
