"""What the tables of orders and payments hold of a person."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from quen.commerce.models import (
    Allocation,
    BankLine,
    Contract,
    ContractLink,
    ContractOpening,
    CreditNote,
    Instalment,
    Invoice,
    InvoiceRate,
    Order,
    OrderLine,
    Payment,
    Refund,
)
from quen.kit.everything import taken_along
from quen.kit.privacy import holds_nobody, holds_person
from quen.people.facts import plain

PAPERS = "as long as the law asks for papers of business; names and words are taken out"
_HELD: tuple[tuple[Any, str, dict[str, Any]], ...] = (
    (Order, "contact_id", {"customer": {}, "cancelled_note": "", "terms": ""}),
    (OrderLine, "order__contact_id", {}),
    (Instalment, "order__contact_id", {}),
    (Payment, "contact_id", {"payer": "", "note": "", "reference": ""}),
    (Allocation, "payment__contact_id", {}),
    (Refund, "payment__contact_id", {"note": ""}),
    (CreditNote, "order__contact_id", {"reason": "–"}),
    (Contract, "contact_id", {"terms": "", "notes": "", "end_reason": ""}),
    (Invoice, "contact_id", {"buyer": ""}),
    (InvoiceRate, "invoice__contact_id", {}),
    (BankLine, "payments__contact_id", {"text": "", "payer": ""}),
)


def declare() -> None:
    """Declare them, and what of them an export of everything takes along (once, at start)."""
    for model, column, blank in _HELD:
        holds_person(
            model, keep=PAPERS, export=_export(model, column), erase=_erase(model, column, blank)
        )
    holds_nobody(ContractLink, ContractOpening)
    taken_along("orders", Order.objects.visible_to)
    taken_along("order_lines", _of_orders(OrderLine))
    taken_along("instalments", _of_orders(Instalment))
    taken_along("credit_notes", _of_orders(CreditNote))
    taken_along(
        "invoice_rates",
        lambda user: InvoiceRate.objects.filter(invoice__in=Invoice.objects.visible_to(user)),
    )
    taken_along("contract_links", ContractLink.objects.visible_to)
    taken_along(
        "contract_openings",
        lambda user: ContractOpening.objects.filter(link__in=ContractLink.objects.visible_to(user)),
    )
    taken_along("payments", Payment.objects.visible_to)
    taken_along("allocations", _of_orders(Allocation))
    taken_along(
        "refunds",
        lambda user: Refund.objects.filter(payment__in=Payment.objects.visible_to(user)),
    )
    taken_along("bank_lines", BankLine.objects.visible_to)


def _of_orders(model: Any) -> Callable[[Any], Any]:
    return lambda user: model.objects.filter(order__in=Order.objects.visible_to(user))


def _export(model: Any, column: str) -> Callable[[int], list[dict[str, Any]]]:
    def export(contact_id: int) -> list[dict[str, Any]]:
        rows = model.objects.filter(Q(**{column: contact_id})).values()
        return [
            {key: plain(value) for key, value in row.items() if key != "link_key"} for row in rows
        ]

    return export


def _erase(model: Any, column: str, blank: dict[str, Any]) -> Callable[[int], int]:
    def erase(contact_id: int) -> int:
        ids = list(model.objects.filter(Q(**{column: contact_id})).values_list("pk", flat=True))
        return int(model.objects.filter(pk__in=ids).update(**blank)) if blank else 0

    return erase
