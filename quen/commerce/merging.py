"""How this room's tables follow when records become one."""

from django.utils.translation import ngettext

from quen.commerce.models import (
    Allocation,
    Contract,
    ContractLink,
    CreditNote,
    Instalment,
    Invoice,
    InvoiceRate,
    ListPrice,
    Order,
    OrderLine,
    Payment,
    Refund,
)
from quen.fields.merging.follows import follows, stays


def declare() -> None:
    """Declare them (once, at start)."""
    stays(ListPrice, "product_id", why="products are retired, not merged")
    stays(OrderLine, "product_id", why="products are retired, not merged")
    stays(InvoiceRate, "invoice_id", why="invoices do not become one")
    stays(Contract, "renews_id", why="contracts do not become one")
    stays(ContractLink, "contract_id", why="contracts do not become one")
    for model in (Contract, Invoice, OrderLine, Instalment, Allocation, Refund, CreditNote):
        stays(model, "order_id", why="orders do not become one")
    for key in ("contact", "company"):
        follows(Order, f"{key}_id", type=key, counted=_orders)
        follows(Contract, f"{key}_id", type=key, counted=_contracts)
        follows(Invoice, f"{key}_id", type=key, counted=_invoices)
        follows(Payment, f"{key}_id", type=key)


def _orders(n: int) -> str:
    return ngettext("%d order", "%d orders", n) % n


def _contracts(n: int) -> str:
    return ngettext("%d contract", "%d contracts", n) % n


def _invoices(n: int) -> str:
    return ngettext("%d invoice", "%d invoices", n) % n
