"""What can happen to invoices."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("invoice.created", icon="file-invoice", group="change")
class InvoiceCreated:
    number: str = ""

    sentence = _("{actor} brought in the invoice {number}")


@event("invoice.issued", icon="file-invoice", group="business")
class InvoiceIssued:
    number: str
    amount: str
    currency: str
    issued_on: str

    behind = {"amount": "invoice.total"}
    label = _("Invoice issued")
    sentence = _("Invoice {number} issued on {issued_on}: {amount} {currency}")


@event("invoice.changed", icon="edit", group="change")
class InvoiceChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the invoice")


@event("invoice.assigned", icon="user-share", group="change")
class InvoiceAssigned:
    changes: dict[str, Any]

    sentence = _("{actor} gave the invoice to a colleague")


@event("invoice.deleted", icon="trash", group="change")
class InvoiceDeleted:
    sentence = _("{actor} moved the invoice to the trash")


@event("invoice.restored", icon="trash-off", group="change")
class InvoiceRestored:
    sentence = _("{actor} took the invoice out of the trash")
