"""The list of orders: cells that are more than a value."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models import Order
from quen.fields.lists import list_spec
from quen.fields.showing import Words
from quen.kit import cells, days, money
from quen.kit.workspace import today
from quen.people.lists import OWNER, employer

TONES = {"open": "convert", "paid": "retain"}


def declare() -> None:
    """Lend the list (once, at start)."""
    list_spec(
        "order",
        route="commerce:orders",
        new_route="commerce:order_new",
        add_right="commerce.add_order",
        title=_("Orders"),
        add_label=pgettext_lazy("column", "Order"),
        empty_text=_("An accepted quote becomes an order with one press; or place one here."),
        default_sort="-ordered_on",
        drawn={
            "number": (("number", "title"), _order),
            "company_id": (("company_id", "company__name"), employer),
            "state": (("state", "paid"), _state),
            "due_on": (("due_on",), _due),
            "open_amount": (("open_amount", "currency"), _open),
            "owner_id": OWNER,
        },
    )


def _order(row: dict[str, Any], words: Words, label: str) -> SafeString:
    before = reverse("commerce:order", args=[0]).partition("0")[0]
    name = row["number"] or f"#{row['pk']}"
    return cells.identity(name, row["title"], f"{before}{row['pk']}/", sign=False)


def _state(row: dict[str, Any], words: Words, label: str) -> SafeString:
    """How it stands; that it is only credited is for whoever may read what is paid."""
    state, paid = row["state"], row["paid"]
    known = Order(state=state, paid=1 if paid in ("", None) else paid)
    return cells.stage(known.standing if state else "", TONES.get(state, ""), label)


def _due(row: dict[str, Any], words: Words, label: str) -> SafeString:
    on = row["due_on"]
    if not on:
        return cells.text("", label)
    shown = days.shown_day(on, words.language, words.showing.era)
    return cells.late(shown, label) if on < today() else cells.text(shown, label)


def _open(row: dict[str, Any], words: Words, label: str) -> SafeString:
    """What is still to be paid; nothing where nothing is."""
    left = row["open_amount"]
    shown = (
        money.shown(money.Money(left, row["currency"]), words.language)
        if left and row["currency"]
        else ""
    )
    return cells.number(shown, label)
