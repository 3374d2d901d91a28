"""What can be asked of orders (the catalogue's built-in fields)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quen.commerce.models import Order
from quen.fields.catalogue import Choice, built_in
from quen.fields.forms.widgets import CURRENCIES
from quen.kit.workspace import today
from quen.people.calling import ONE
from quen.people.choices import fixed, teams
from quen.people.headers import TAGS
from quen.people.owner_fields import owner_field


def declare() -> None:
    """Lend the fields to the catalogue (once, at start)."""
    _what()
    _whose()
    _when()
    _how_much()
    _rest()


def _what() -> None:
    name = "order"
    built_in(
        name, "number", pgettext_lazy("column", "Order"), "text", column="number", sortable=True,
        listed=True,
    )  # fmt: skip
    built_in(name, "title", _("Title"), "text", column="title", write="title")
    built_in(name, "reference", _("Reference of transfers"), "text", column="reference")
    built_in(
        name, "state", _("State"), "choice", column="state", listed=True,
        choices=fixed(tuple(Order.State.choices)),
    )  # fmt: skip


def _whose() -> None:
    for key, label in (("company_id", _("Company")), ("contact_id", ONE)):
        built_in(
            "order", key, label, "relation", column=key, related=key.removesuffix("_id"), listed=True,
        )  # fmt: skip


def _when() -> None:
    name = "order"
    built_in(
        name, "ordered_on", _("Ordered on"), "date", column="ordered_on", sortable=True, listed=True
    )  # fmt: skip
    built_in(
        name, "due_on", _("Due on"), "date", column="due_on", sortable=True, nullable=True,
        listed=True, help=_("The next day on which something of it is to be paid."),
    )  # fmt: skip
    built_in(
        name, "overdue", _("Overdue"), "boolean", look=_is_overdue, drive=_overdue, cheap=True
    )  # fmt: skip
    for key, label in (("paid_at", _("Paid at")), ("cancelled_at", _("Cancelled at"))):
        built_in(name, key, label, "datetime", column=key)


def _how_much() -> None:
    name = "order"
    built_in(name, "currency", _("Currency"), "choice", column="currency", choices=_currencies)
    for key, label in (("net", _("Before VAT")), ("vat", _("VAT"))):
        built_in(name, key, label, "money", column=key)
    built_in(name, "total", _("Total"), "money", column="total", sortable=True, listed=True)
    for key, label in (("credited", _("Credited")), ("paid", _("Paid"))):
        built_in(name, key, label, "money", column=key)
    built_in(
        name, "open_amount", _("Still to pay"), "money", column="open_amount", sortable=True,
        listed=True,
    )  # fmt: skip


def _rest() -> None:
    name = "order"
    owner_field(name)
    built_in(name, "team_id", _("Team"), "team", column="team_id", choices=teams)
    built_in(name, "tags", _("Tags"), "tags", write="tags", words=TAGS)
    for key, label in (("created_at", _("Added")), ("updated_at", _("Changed"))):
        built_in(name, key, label, "datetime", column=key)


def _currencies() -> list[Choice]:
    return [Choice(code, code) for code in CURRENCIES]


def _is_overdue(op: str, value: Any, asker: Any) -> Q:
    """Something of it should have been paid before today."""
    late = Q(due_on__lt=today())
    return late if op == "not_empty" or value is True else Q(due_on=None) | Q(due_on__gte=today())


def _overdue(op: str, value: Any, asker: Any) -> QuerySet[Any] | None:
    """Their ids, to begin with; of those that are not, there are too many."""
    rows = Order._base_manager.filter(deleted_at=None, due_on__lt=today())
    return rows.values_list("pk", flat=True) if value is True else None
