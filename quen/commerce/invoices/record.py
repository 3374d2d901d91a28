"""The page of an invoice: what it says, by rate of VAT."""

from typing import Any

from django.urls import reverse

from quen.commerce.documents import plain_number
from quen.commerce.models import Invoice
from quen.commerce.order_box import ORDER_NUMBER
from quen.fields.actions.tags import tags_of
from quen.fields.forms.controls import special
from quen.fields.record_pages import record_page
from quen.fields.record_values import Showing
from quen.kit import days, money

TONES = {"issued": "good", "cancelled": "bad"}


def declare() -> None:
    """Lend the page (once, at start)."""
    special("invoice", "order_id", ORDER_NUMBER)
    record_page(
        "invoice",
        name="number",
        head=invoice_head,
        list_url=lambda: reverse("commerce:invoices"),
        new_url=lambda: reverse("commerce:invoice_new"),
        related=("owner", "contact", "company", "order"),
        values=lambda it, user: {"tags": [tag.name for tag in tags_of("invoice", [it.pk])[it.pk]]},
        first=("series", "lookup_code", "issued_on", "due_on", "order_id", "company_id",
               "contact_id", "buyer", "tax_id", "source", "external_id", "owner_id", "tags"),
        left_out=frozenset(("number", "net", "vat", "vat_percent", "total", "team_id", "created_at", "updated_at")),
        essential=("number", "series", "issued_on", "order_id", "company_id", "contact_id", "net", "vat_percent", "vat"),
    )  # fmt: skip


def invoice_head(it: Invoice, user: Any, showing: Showing) -> dict[str, Any]:
    """Whether it holds, and its sums for each rate of VAT."""
    seen = all(user.may_read_field(f"invoice.{key}") for key in ("net", "vat", "total"))
    return {
        "template": "commerce/invoice_state.html",
        "subtitle": it.buyer if user.may_read_field("invoice.buyer") else "",
        "issued": days.shown_day(it.issued_on, showing.language, showing.era)
        if user.may_read_field("invoice.issued_on")
        else "",
        "state_label": it.get_state_display(),
        "tone": TONES.get(it.state, ""),
        "total": _shown(it.total, it, showing) if seen else "",
        "rates": [_rate(one, it, showing) for one in it.rates.all()] if seen else [],
    }


def _rate(one: Any, it: Invoice, showing: Showing) -> dict[str, str]:
    percent = one.vat_percent
    return {
        "percent": "–" if percent is None else f"{plain_number(percent, showing.language)} %",
        "net": _shown(one.net, it, showing),
        "vat": _shown(one.vat, it, showing),
    }


def _shown(amount: Any, it: Invoice, showing: Showing) -> str:
    return money.shown(money.Money(amount, it.currency), showing.language)
