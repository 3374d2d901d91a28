"""Whom a quote is for, as it is written on paper."""

from typing import Any

from quen.people.models import Address
from quen.sales.models import Quote


def customer_of(quote: Quote) -> dict[str, str]:
    """Name, address, tax code and the person: the company where there is one, else the person."""
    company, contact = quote.company, quote.contact
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
