"""What invoices register with the rest: their fields and lists, their record type, their rights, their menus."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.accounts.rights import object_rights
from quen.commerce import models
from quen.commerce.actions import invoices  # noqa: F401 - lends its noun
from quen.commerce.invoices import (
    drafts,
    fields,
    importing,
    lists,
    panels,
    record,
    searching,
)
from quen.kit import shell
from quen.kit.records import record_type


def declare() -> None:
    """Lend them (once, at start)."""
    for lent in (fields, drafts, searching, lists, importing, record, panels):
        lent.declare()
    record_type(
        "invoice",
        model=models.Invoice,
        label=pgettext_lazy("column", "Invoice"),
        plural=_("Invoices"),
        icon="file-invoice",
        url=lambda pk: reverse("commerce:invoice", args=[pk]),
        title=lambda invoice: invoice.label,
        short=lambda it: {"id": it.pk, "number": it.number, "series": it.series},
        capability="commerce.view_invoice",
        named_by="number",
    )
    verbs = ("view", "add", "change", "delete", "assign", "export")
    object_rights("commerce", "invoice", _("Invoices"), verbs)
    shell.entry(
        "invoices",
        label=_("Invoices"),
        route="commerce:invoices",
        icon="file-invoice",
        section="convert",
        needs="commerce.view_invoice",
        order=33,
    )
    shell.entry(
        "invoice_requests",
        label=_("To be invoiced"),
        route="commerce:invoice_requests",
        icon="file-export",
        section="convert",
        needs="commerce.export_order",
        order=34,
    )
