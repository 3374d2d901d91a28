"""What the accounting program is asked to invoice: orders of a period without an invoice that holds."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from quen.commerce.lines.totals import net_of
from quen.commerce.models import Invoice, Order
from quen.commerce.models.exact import below
from quen.fields.masking import masked
from quen.fields.sheets import safe
from quen.kit import days
from quen.kit.plain_rows import plain
from quen.kit.workspace import workspace

# A row for each line; the columns of the order are repeated on each of its rows.
ORDER = (
    "order_number", "order_reference", "ordered_on", "paid_on", "customer_name", "customer_tax_code",
    "customer_address", "contact_name", "customer_email", "customer_phone", "currency", "order_net",
    "order_vat", "order_total", "order_credited",
)  # fmt: skip
LINE = (
    "line", "item", "unit", "quantity", "unit_price", "discount_percent", "vat_percent", "line_net",
)  # fmt: skip
COLUMNS = ORDER + LINE
STATES = ("paid", "placed")


def asked_for(user: Any, *, first: date, last: date, state: str = "paid") -> QuerySet[Order]:
    """Orders of these days (both included) that are neither cancelled nor credited wholly and have no
    invoice that holds: only those that are paid, or all that were placed."""
    invoiced = Invoice.objects.filter(
        order=OuterRef("pk"), deleted_at=None, state=Invoice.State.ISSUED
    )
    rows = Order.objects.visible_to(user, "export").filter(~Exists(invoiced))
    wanted = [Order.State.PAID] if state == "paid" else [Order.State.PAID, Order.State.OPEN]
    found: QuerySet[Order] = rows.filter(
        below("credited", F("total")), state__in=wanted, ordered_on__range=(first, last)
    )
    return found.order_by("ordered_on", "pk")


def facts_of(it: Order, user: Any) -> dict[str, Any]:
    """An order as it is asked for: its columns and its lines, plain; phone and mail as this user reads them."""
    whom: Mapping[str, str] = it.customer
    told = (
        it.number, it.reference, it.ordered_on, _business_day(it),
        whom.get("name", ""), whom.get("tax_id", ""), whom.get("address", ""),
        whom.get("person", ""), _reached("email", whom, user), _reached("phone", whom, user),
        it.currency, it.net, it.vat, it.total, it.credited,
    )  # fmt: skip
    facts = {key: plain(value) for key, value in zip(ORDER, told, strict=True)}
    return facts | {"lines": [_line(n, one, it) for n, one in enumerate(it.lines.all(), 1)]}


def _reached(kind: str, whom: Mapping[str, str], user: Any) -> str:
    """What leaves is masked for who reads masked, whoever owns it."""
    held = whom.get(kind, "")
    return str(masked(kind, held)) if held and user.masked else held


def _business_day(it: Order) -> date | None:
    """The day in the business zone on which it was paid."""
    return days.business_day(it.paid_at, workspace().zone) if it.paid_at else None


def _line(number: int, one: Any, it: Order) -> dict[str, Any]:
    told = (
        number, one.name, one.unit, one.quantity, one.unit_price, one.discount_percent,
        one.vat_percent, net_of(one, it.currency),
    )  # fmt: skip
    return {key: plain(value) for key, value in zip(LINE, told, strict=True)}


def sheet(rows: QuerySet[Order], user: Any) -> Iterator[list[str]]:
    """The rows of the sheet, the heads first; no cell runs in a spreadsheet."""
    yield list(COLUMNS)
    for it in rows.prefetch_related("lines").iterator(chunk_size=200):
        facts = facts_of(it, user)
        for line in facts["lines"]:
            row = [facts[key] for key in ORDER] + [line[key] for key in LINE]
            yield [safe("" if one is None else one) for one in row]
