"""The page of an order: its document, what is paid, what can be done with it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from quen.accounts.visibility import may
from quen.commerce.contracts.panels import items_of
from quen.commerce.invoices.panels import items_of as invoice_items
from quen.commerce.models import Allocation, Contract, Invoice, Order, Payment, Refund
from quen.commerce.order_document import document_of
from quen.commerce.order_lines import line_of, shown
from quen.commerce.orders.hidden import reads, reads_document
from quen.commerce.orders.record import facts_beside, order_head
from quen.commerce.paying import link_to, next_due
from quen.fields.record_values import showing_for
from quen.kit import days, money
from quen.kit.idempotency import form_key
from quen.kit.letterhead import issuer
from quen.kit.pdf import INSTALL, can_make_pdf
from quen.kit.workspace import today
from quen.timeline.reading import timeline_of

HISTORY = 20


def order_facts(it: Order, user: Any) -> dict[str, Any]:
    """Everything the page shows, ready."""
    parts = list(it.instalments.all()) if reads(user, "total", "due_on") else []
    reads_sums = reads_document(user)
    books, changes = user.can("commerce.book_payment"), may(it, user, "change")
    books, is_open = books and reads_sums, it.state == Order.State.OPEN
    return {
        "it": it,
        "doc": document_of(it) if reads_sums else None,
        "line": line_of(it, user),
        "head": order_head(it, user, showing_for(user)),
        "facts": facts_beside(it, user),
        "may_add_fields": user.can("fields.manage_fields"),
        "note": it.cancelled_note if reads(user, "cancelled_at") else "",
        "reference": it.reference if reads(user, "reference") else "",
        "customer": _customer(it, user),
        "sums": _sums(it, user),
        "parts": [_part(part, it, user) for part in parts],
        "movements": _movements(it, user) if reads(user, "total", "paid", "credited") else [],
        "credits": _credits(it, user) if books and is_open else [],
        "contracts": _contracts(it, user),
        "invoices": invoice_items(Invoice.objects.visible_to(user).filter(order=it), user),
        "may_contract": user.can("commerce.add_contract"),
        "history": _history(it, user),
        "link": link_to(it) if reads_sums and reads(user, "reference") else "",
        "due": money.figures(money.Money(next_due(it, parts), it.currency), user.language),
        "today": today().isoformat(),
        "form_key": form_key(),
        "methods": Payment.Method.choices,
        "may_change": changes,
        "may_book": books,
        "may_pay": books and is_open,
        "may_plan": changes and is_open and reads_sums,
        "may_cancel": changes and it.state != Order.State.CANCELLED,
        "may_credit": books and it.state != Order.State.CANCELLED,
        "refund": money.figures(money.Money(it.to_refund, it.currency), user.language)
        if books and it.to_refund
        else "",
        "rows": _rows(parts, it, user),
        "pdf": can_make_pdf(),
        "install": INSTALL,
        "company": issuer(),
    }


def _contracts(it: Order, user: Any) -> list[dict[str, Any]]:
    """The contracts that came of the order."""
    return items_of(Contract.objects.visible_to(user).filter(order=it), user)


def _customer(it: Order, user: Any) -> list[dict[str, str]]:
    told = []
    for key, route in (("company", "people:company"), ("contact", "people:contact")):
        record = getattr(it, key)
        if record is not None and reads(user, f"{key}_id"):
            seen = record.deleted_at is None and may(record, user, "view")
            name = getattr(record, "shown_name", "") or str(record)
            told.append({"name": name, "url": reverse(route, args=[record.pk]) if seen else ""})
    return told


def _sums(it: Order, user: Any) -> list[dict[str, Any]]:
    from_rows = (
        ("total", it.total, ("total",)), ("credited", it.credited, ("credited",)),
        ("paid", it.paid, ("paid",)), ("open", it.open_amount, ("open_amount",)),
        ("refund", it.to_refund, ("total", "credited", "paid")),
    )  # fmt: skip
    always = {"total", "paid", "open"}
    return [
        {"key": key, "amount": shown(amount, it, user)}
        for key, amount, needed in from_rows
        if (amount or key in always) and reads(user, *needed)
    ]


def _day(day: Any, user: Any) -> str:
    return days.shown_day(day, user.language, "buddhist" if user.buddhist_years else "common")


def _part(part: Any, it: Order, user: Any) -> dict[str, Any]:
    waits = it.state == Order.State.OPEN and part.open_amount > 0
    return {
        "label": part.label,
        "due": _day(part.due_on, user),
        "amount": shown(part.amount, it, user),
        "open": shown(part.open_amount, it, user) if waits else "",
        "late": waits and part.due_on < today(),
    }


def _rows(parts: list[Any], it: Order, user: Any) -> list[dict[str, str]]:
    """The schedule as a form shows it, with two empty rows."""
    told = [
        {
            "label": part.label,
            "due_on": part.due_on.isoformat(),
            "share": money.figures(money.Money(part.amount, it.currency), user.language),
        }
        for part in parts
    ]
    return [*told, *[{"label": "", "due_on": "", "share": ""}] * 2]


def _movements(it: Order, user: Any) -> list[dict[str, Any]]:
    """Payments, refunds and credit notes, the newest first."""
    laid = Allocation.objects.filter(order=it).select_related("payment")
    back = Refund.objects.filter(order=it)
    told = [(one.payment.received_on, one.pk, _paid(one, it, user)) for one in laid]
    told += [(one.refunded_on, one.pk, _back(one, it, user)) for one in back]
    told += [(one.issued_on, one.pk, _credited(one, it, user)) for one in it.credit_notes.all()]
    return [line for _on, _pk, line in sorted(told, key=lambda row: row[:2], reverse=True)]


def _paid(one: Allocation, it: Order, user: Any) -> dict[str, Any]:
    payment = one.payment
    words = (payment.get_method_display(), payment.payer, payment.reference)
    return {
        "icon": "coin",
        "kind": "paid",
        "title": _day(payment.received_on, user),
        "sub": " · ".join(word for word in words if word),
        "amount": shown(one.amount, it, user),
        "of": shown(payment.amount, it, user) if payment.amount != one.amount else "",
        "pk": payment.pk,
        "voidable": payment.refunded == 0,
    }


def _back(one: Refund, it: Order, user: Any) -> dict[str, Any]:
    words = (one.get_method_display(), one.note)
    return {
        "icon": "coin-off",
        "kind": "back",
        "title": _day(one.refunded_on, user),
        "sub": " · ".join(word for word in words if word),
        "amount": shown(-one.amount, it, user),
    }


def _credited(one: Any, it: Order, user: Any) -> dict[str, Any]:
    return {
        "icon": "receipt-refund",
        "kind": "credited",
        "title": one.number,
        "sub": f"{_day(one.issued_on, user)} · {one.reason}",
        "amount": shown(-one.amount, it, user),
    }


def _credits(it: Order, user: Any) -> list[dict[str, Any]]:
    """Payments of the same customer that something is left of."""
    rows = Payment.objects.standing().filter(currency=it.currency)
    mine = rows.filter(contact=it.contact_id) if it.contact_id else rows.none()
    theirs = rows.filter(company=it.company_id) if it.company_id else rows.none()
    found = {one.pk: one for one in (*mine.order_by("pk")[:50], *theirs.order_by("pk")[:50])}
    return [
        {"pk": one.pk, "amount": shown(one.credit, it, user), "day": _day(one.received_on, user)}
        for one in found.values()
        if one.credit > 0
    ]


def _history(it: Order, user: Any) -> list[dict[str, str]]:
    now = timezone.now()
    lines, _end = timeline_of(it, user, limit=HISTORY)
    return [
        {
            "icon": line.icon,
            "title": line.sentence,
            "sub": days.ago(line.at, now, user.language, user.zone),
        }
        for line in lines
    ]
