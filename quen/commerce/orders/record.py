"""What of an order is changed field by field, beside its document and its money."""

from typing import Any

from django.urls import reverse

from quen.accounts.visibility import may
from quen.commerce.models import Order
from quen.commerce.orders.hidden import reads
from quen.fields.actions.tags import tags_of
from quen.fields.record_pages import (
    PAGES,
    named_by,
    pairs_in,
    record_page,
    sections,
    values_on,
)
from quen.fields.record_values import Showing, showing_for
from quen.kit import days, money
from quen.kit.workspace import today

TONES = {"open": "accent", "paid": "good", "cancelled": ""}


def declare() -> None:
    """Lend the page (once, at start)."""
    record_page(
        "order",
        name="number",
        head=order_head,
        list_url=lambda: reverse("commerce:orders"),
        new_url=lambda: reverse("commerce:order_new"),
        related=("owner", "contact", "company"),
        values=lambda it, user: {"tags": [tag.name for tag in tags_of("order", [it.pk])[it.pk]]},
        first=("title", "owner_id", "team_id", "paid_at", "tags"),
        # They stand in the document, in the head or among the sums.
        left_out=frozenset((
            "number", "reference", "state", "company_id", "contact_id", "ordered_on", "due_on", "currency", "net",
            "vat", "total", "credited", "paid", "open_amount", "cancelled_at", "created_at", "updated_at",
        )),
    )  # fmt: skip


def order_head(it: Order, user: Any, showing: Showing) -> dict[str, Any]:
    """How it stands, what it comes to, and when the next of it is due."""
    late = it.due_on is not None and it.due_on < today()
    due = days.shown_day(it.due_on, showing.language, showing.era) if it.due_on else ""
    return {
        "template": "commerce/order_state.html",
        "subtitle": it.title if reads(user, "title") else "",
        "state_label": it.standing if reads(user, "state") else "",
        "tone": TONES[it.state],
        "due": due if reads(user, "due_on") else "",
        "late": late,
        "amount": _shown(it.total, it, showing) if reads(user, "total") else "",
    }


def facts_beside(it: Order, user: Any) -> list[dict[str, Any]]:
    """Its facts as rows of ui/facts.html, each with its editor's address where this user may change it."""
    known = PAGES["order"]
    values = values_on(known, it, user)
    pairs = pairs_in(known, user, values)
    showing = showing_for(user, pairs, it.currency, named_by(known, it))
    told = sections(known, it, user, values, showing, editable=may(it, user, "change"))
    return [row for part in told for row in part.facts]


def _shown(amount: Any, it: Order, showing: Showing) -> str:
    return money.shown(money.Money(amount, it.currency), showing.language)
