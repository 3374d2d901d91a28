"""The invoices of a customer, a company, an order."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quen.commerce.invoices.record import TONES
from quen.commerce.models import Invoice
from quen.kit import days, money
from quen.kit.panels import panel
from quen.kit.records import type_of

SHOWN = 10


def declare() -> None:
    """Lend the panels (once, at start)."""
    for type_key in ("contact", "company"):
        panel(
            type_key, "invoices", label=_("Invoices"), template="commerce/invoices_panel.html",
            needs="commerce.view_invoice", facts=beside, order=14,
        )  # fmt: skip


def beside(record: Any, user: Any) -> dict[str, Any] | None:
    """The invoices of a customer or a company, the newest first; nothing while there is none."""
    items = items_of(Invoice.objects.visible_to(user).filter(**{type_of(record): record}), user)
    return {"items": items} if items else None


def items_of(rows: Any, user: Any) -> list[dict[str, Any]]:
    """Invoices as lines of a panel."""
    return [_item(one, user) for one in rows.order_by("-issued_on", "-pk")[:SHOWN]]


def _item(one: Invoice, user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    total = money.shown(money.Money(one.total, one.currency), user.language)
    told = {
        "state": str(one.get_state_display()),
        "issued_on": days.shown_day(one.issued_on, user.language, era),
    }
    words = [word for key, word in told.items() if user.may_read_field(f"invoice.{key}")]
    return {
        "title": one.label if _reads_label(user) else f"#{one.pk}",
        "url": reverse("commerce:invoice", args=[one.pk]),
        "sub": " · ".join(words),
        "end": total if user.may_read_field("invoice.total") else "",
        "icon": "file-invoice",
        "tone": TONES.get(one.state, ""),
    }


def _reads_label(user: Any) -> bool:
    return all(user.may_read_field(f"invoice.{key}") for key in ("number", "series"))
