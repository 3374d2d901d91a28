"""A contract as it is read: on paper, and by the customer on the page of their link."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quen.commerce.customers import customer_of
from quen.commerce.documents import common_facts, day_of, shown, sums_of
from quen.commerce.lines.totals import totals_of
from quen.commerce.models import Contract, Order
from quen.commerce.orders.hidden import reads_document
from quen.kit.letterhead import issuer, letterhead
from quen.kit.workspace import workspace

LANGUAGES = ("vi", "th", "en")
# What stands on the paper: who may not read one of these does not read it.
ON_PAPER = (
    "name", "number", "contact_id", "company_id", "amount", "billing", "signed_on", "starts_on", "ends_on",
    "auto_renews", "terms",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """What a document is written in, and for whom."""

    language: str
    currency: str
    customer: dict[str, str]


def reads_paper(user: Any) -> bool:
    """Whether this user may read all that stands on a contract's paper."""
    return all(user.may_read_field(f"contract.{key}") for key in ON_PAPER)


def document_of(it: Contract, user: Any = None) -> dict[str, Any]:
    """Everything the document shows, in the customer's language: ready words, no rows. For a colleague the
    order's lines stand there only where they may read that order; the customer reads them all."""
    language = it.contact.language if it.contact else ""
    sheet = Sheet(
        language if language in LANGUAGES else workspace().language, it.currency, customer_of(it)
    )
    with translation.override(sheet.language):
        return _facts(it, sheet, _order_of(it, user))


def _order_of(it: Contract, user: Any) -> Order | None:
    """The order that the contract came of, where its lines stand on the paper."""
    rows = Order.objects.filter(pk=it.order_id or 0, deleted_at=None, currency=it.currency)
    if user is not None:
        rows = rows.visible_to(user) if reads_document(user) else rows.none()
    return rows.exclude(state=Order.State.CANCELLED).first()


def _facts(it: Contract, sheet: Sheet, order: Order | None) -> dict[str, Any]:
    lines = list(order.lines.all()) if order else []
    return {
        **common_facts(sheet, lines),
        "title": it.name,
        "kind": pgettext("column", "Contract"),
        "number": it.number,
        "edition": "" if it.signed_on else str(it.State.DRAFT.label),
        "dates": _dates(it, sheet),
        "intro": "",
        "terms": it.terms,
        "sums": _sums(it, sheet, order, lines),
        "parties": _parties(sheet),
    }


def _dates(it: Contract, sheet: Sheet) -> list[tuple[str, str]]:
    rows = [(_("Signed on"), it.signed_on), (_("Begins on"), it.starts_on), (_("Ends on"), it.ends_on)]  # fmt: skip
    told = [(label, day_of(sheet, day)) for label, day in rows if day]
    return [*told, *([(_("Renews by itself"), _("Yes"))] if it.auto_renews else [])]


def _sums(
    it: Contract, sheet: Sheet, order: Order | None, lines: list[Any]
) -> list[tuple[str, str, bool]]:
    """What the order adds up to, and what is paid in each period: the one that counts."""
    told = []
    if order is not None:
        told = sums_of(sheet, totals_of(lines, order.currency))
        told.append((_("Total"), shown(order.total, sheet), False))
    period = "" if it.billing == Contract.Billing.ONCE else f" · {it.get_billing_display()}"
    return [*told, (f"{_('Amount')}{period}", shown(it.amount, sheet), True)]


def _parties(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Who signs: (what they are, their name, the person)."""
    head = letterhead()
    seller = " · ".join(word for word in (head.signatory_title, head.signatory) if word)
    return [
        (_("The customer"), sheet.customer["name"], sheet.customer["person"]),
        (_("The seller"), issuer(), seller),
    ]
