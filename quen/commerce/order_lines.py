"""Orders in lists: on their own page, beside a customer, a company, a deal."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from quen.commerce.models import Order, Payment
from quen.fields.sheets import safe
from quen.kit import days, money
from quen.kit.plain_rows import plain
from quen.kit.records import type_of
from quen.kit.workspace import today

PAGE = 50
SHOWN = 10
TONES = {"open": "accent", "paid": "good", "cancelled": ""}
COLUMNS = (
    "id", "number", "reference", "state", "ordered_on", "company", "contact", "title", "currency",
    "net", "vat", "total", "credited", "paid", "open",
)  # fmt: skip


def listed(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """A page of orders, the newest first, from below an id on."""
    state = asked.get("state", "")
    rows = asked_rows(user, asked)
    below = asked.get("below", "")
    if below.isascii() and below.isdigit() and len(below) < 19:
        rows = rows.filter(pk__lt=int(below))
    found = list(rows.order_by("-pk").prefetch_related("instalments")[: PAGE + 1])
    tabs = [("", _("All"), not state)]
    tabs += [(key, str(label), key == state) for key, label in Order.State.choices]
    last = found[PAGE - 1].pk if len(found) > PAGE else 0
    return {
        "lines": [line_of(it, user) for it in found[:PAGE]],
        "tabs": tabs,
        "state": state,
        "next": f"?state={state}&below={last}" if last else "",
        "may_add": user.can("commerce.add_order"),
        "may_export": user.can("commerce.export_order"),
    }


def asked_rows(user: Any, asked: Mapping[str, str], action: str = "view") -> QuerySet[Order]:
    """The orders one may see, of the state that is asked for."""
    rows = Order.objects.visible_to(user, action).select_related("contact", "company", "owner")
    state = asked.get("state", "")
    return rows.filter(state=state) if state in Order.State.values else rows


def line_of(it: Order, user: Any) -> dict[str, Any]:
    """An order in one line: number, whom for, how much, what is open, when the next part is due."""
    era = "buddhist" if user.buddhist_years else "common"
    due = next((one.due_on for one in it.instalments.all() if one.open_amount > 0), None)
    due = due if it.state == Order.State.OPEN else None
    return {
        "pk": it.pk,
        "url": reverse("commerce:order", args=[it.pk]),
        "label": it.number,
        "title": it.title,
        "whom": str(it.company or it.contact or ""),
        "amount": shown(it.total, it, user),
        "open": shown(it.open_amount, it, user) if it.open_amount else "",
        "refund": shown(it.to_refund, it, user) if it.to_refund else "",
        "state": it.state,
        "state_label": it.get_state_display(),
        "tone": TONES[it.state],
        "due": days.shown_day(due, user.language, era) if due else "",
        "late": bool(due and due < today()),
        "owner": it.owner.full_name if it.owner else "",
    }


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
        "credits": _credits(record, key, user),
        "add": add if user.can("commerce.add_order") else "",
    }


def of_rows(rows: QuerySet[Order], user: Any) -> dict[str, Any]:
    """Some orders as lines of a panel."""
    shown_with = rows.select_related("contact", "company", "owner").prefetch_related("instalments")
    return {"lines": [line_of(it, user) for it in shown_with.order_by("-pk")[:SHOWN]]}


def _credits(record: Any, key: str, user: Any) -> list[str]:
    """What the customer has paid and not bought with, by currency."""
    rows = Payment.objects.standing().filter(**{key: record}).order_by().values("currency")
    sums = rows.annotate(paid=Sum("amount"), allocated=Sum("allocated"), refunded=Sum("refunded"))
    left = [(one["currency"], one["paid"] - one["allocated"] - one["refunded"]) for one in sums]
    return [money.shown(money.Money(amount, key), user.language) for key, amount in left if amount]


def exported(rows: QuerySet[Order]) -> Iterator[list[str]]:
    """Orders as rows of a sheet, the heads first; no cell runs in a spreadsheet (SR-19)."""
    yield list(COLUMNS)
    for it in rows.order_by("-pk").iterator(chunk_size=500):
        told = {
            "id": it.pk, "company": it.company or "", "contact": it.contact or "",
            "open": plain(it.open_amount),
        }  # fmt: skip
        yield [safe(told[key] if key in told else plain(getattr(it, key))) for key in COLUMNS]
