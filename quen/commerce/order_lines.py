"""Orders as lines: beside a customer, a company, a deal, and where invoices are asked for."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse

from quen.commerce.models import Order, Payment
from quen.commerce.orders.hidden import reads
from quen.commerce.orders.record import TONES
from quen.kit import money
from quen.kit.records import type_of

SHOWN = 10


def line_of(it: Order, user: Any) -> dict[str, Any]:
    """An order in one line: number, whom for, how much, what is open; nothing of what a role hides."""
    return {
        "url": reverse("commerce:order", args=[it.pk]),
        "label": it.number if reads(user, "number") else f"#{it.pk}",
        "whom": _whom(it, user),
        "amount": shown(it.total, it, user) if reads(user, "total") else "",
        "open": _sum(it.open_amount, it, user, "open_amount"),
        "refund": _sum(it.to_refund, it, user, "total", "credited", "paid"),
        "state": it.state,
        "state_label": it.standing if reads(user, "state") else "",
        "tone": TONES[it.state],
    }


def _whom(it: Order, user: Any) -> str:
    """The company, else the contact, as far as one may know them."""
    company = it.company if reads(user, "company_id") else None
    return str(company or (it.contact if reads(user, "contact_id") else None) or "")


def _sum(amount: Any, it: Order, user: Any, *keys: str) -> str:
    """An amount that is not nothing, for whom may read these fields."""
    return shown(amount, it, user) if amount and reads(user, *keys) else ""


def shown(amount: Any, it: Any, user: Any) -> str:
    """An amount as this colleague reads it."""
    return money.shown(money.Money(amount, it.currency), user.language)


def beside(record: Any, user: Any) -> dict[str, Any]:
    """The orders of a customer or a company, the newest first, and the credit they have."""
    key = type_of(record)
    rows = Order.objects.visible_to(user).filter(**{key: record})
    facts = of_rows(rows, user)
    add = f"{reverse('commerce:order_new')}?{key}_id={record.pk}"
    return facts | {
        "credits": _credits(record, key, user) if reads(user, "paid") else [],
        "add": add if user.can("commerce.add_order") else "",
    }


def of_rows(rows: QuerySet[Order], user: Any) -> dict[str, Any]:
    """Some orders as lines of a panel."""
    with_names = rows.select_related("contact", "company").order_by("-pk")
    return {"lines": [line_of(it, user) for it in with_names[:SHOWN]]}


def _credits(record: Any, key: str, user: Any) -> list[str]:
    """What the customer has paid and not bought with, by currency."""
    rows = Payment.objects.standing().filter(**{key: record}).order_by().values("currency")
    sums = rows.annotate(paid=Sum("amount"), allocated=Sum("allocated"), refunded=Sum("refunded"))
    left = [(one["currency"], one["paid"] - one["allocated"] - one["refunded"]) for one in sums]
    return [money.shown(money.Money(amount, key), user.language) for key, amount in left if amount]
