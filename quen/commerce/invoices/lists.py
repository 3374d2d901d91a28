"""The list of invoices: cells that are more than a value."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models import Invoice
from quen.fields.lists import list_spec
from quen.fields.showing import Words
from quen.kit import cells
from quen.people.lists import OWNER, employer


def _invoice(row: dict[str, Any], words: Words, label: str) -> SafeString:
    before = reverse("commerce:invoice", args=[0]).partition("0")[0]
    return cells.identity(row["number"], row["series"], f"{before}{row['pk']}/", sign=False)


def _state(row: dict[str, Any], words: Words, label: str) -> SafeString:
    issued = row["state"] == Invoice.State.ISSUED
    shown = str(Invoice.State(row["state"]).label) if row["state"] else ""
    return cells.stage(shown, "retain" if issued else "", label)


def declare() -> None:
    """Lend the list (once, at start)."""
    list_spec(
        "invoice",
        route="commerce:invoices",
        new_route="commerce:invoice_new",
        add_right="commerce.add_invoice",
        title=_("Invoices"),
        add_label=pgettext_lazy("column", "Invoice"),
        empty_text=_("Bring in what the accounting program has issued, from a file or by the API."),
        default_sort="-issued_on",
        drawn={
            "number": (("number", "series"), _invoice),
            "state": (("state",), _state),
            "company_id": (("company_id", "company__name"), employer),
            "owner_id": OWNER,
        },
    )
