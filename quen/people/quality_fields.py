"""What can be asked of the quality of contacts' data: wrong phones and mails, addresses of the old format."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import built_in
from quen.people.choices import fixed
from quen.people.models import Address, Handle
from quen.people.models.address import OLD_FORMAT

WRONG = (("phone", _("Invalid phone")), ("email", _("Mail that bounced")))
FORMATS = (("old", _("With a district (before July 2025)")),)


def _wrong(op: str, value: Any, asker: Any) -> Q:
    return Q(Exists(_wrong_rows(op, value).filter(contact=OuterRef("pk"))))


def _wrong_rows(op: str, value: Any):
    rows = Handle.objects.filter(invalid=True)
    if op == "not_empty":
        return rows
    return rows.filter(kind__in=value if isinstance(value, list) else [value])


def _driven_by_wrong(op: str, value: Any, asker: Any):
    rows = _wrong_rows(op, value).filter(contact__isnull=False)
    return rows.order_by().values_list("contact_id", flat=True)


def _old_address(op: str, value: Any, asker: Any) -> Q:
    return Q(Exists(_old_addresses().filter(contact=OuterRef("pk"))))


def _driven_by_old_address(op: str, value: Any, asker: Any):
    rows = _old_addresses().filter(contact__isnull=False)
    return rows.order_by().values_list("contact_id", flat=True)


def _old_addresses():
    """Addresses of Vietnam with a district, which ended in July 2025."""
    return Address.objects.filter(OLD_FORMAT)


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    name = "contact"
    facts: dict[str, Any] = {"section": "person"}
    built_in(
        name, "wrong_reach", _("Wrong phone or mail"), "choice", choices=fixed(WRONG), look=_wrong,
        drive=_driven_by_wrong, **facts,
    )  # fmt: skip
    built_in(
        name, "address_format", _("Address format"), "choice", choices=fixed(FORMATS),
        look=_old_address, drive=_driven_by_old_address, **facts,
    )  # fmt: skip
