"""An order as it is read: on paper, on screen, for the customer."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from quen.commerce.documents import common_facts, day_of, shown, sums_of
from quen.commerce.lines.totals import totals_of
from quen.commerce.models import Order


def document_of(order: Order) -> dict[str, Any]:
    """Everything the document shows, in the order's language: ready words, no rows."""
    with translation.override(order.language):
        return _facts(order)


def _facts(order: Order) -> dict[str, Any]:
    lines = list(order.lines.all())
    sums = sums_of(order, totals_of(lines, order.currency))
    return {
        **common_facts(order, lines),
        "title": order.title or _("Order"),
        "kind": _("Order"),
        "number": order.number,
        "edition": order.get_state_display() if order.state == Order.State.CANCELLED else "",
        "dates": _dates(order),
        "intro": "",
        "terms": order.terms,
        "sums": [*sums, (_("Total to pay"), shown(order.total, order), True), *_since(order)],
    }


def _dates(order: Order) -> list[tuple[str, str]]:
    told = [(_("Date"), day_of(order, order.ordered_on))]
    told += [
        (part.label or _("Due on"), day_of(order, part.due_on)) for part in order.instalments.all()
    ]
    return told[:4]


def _since(order: Order) -> list[tuple[str, str, bool]]:
    """What was credited and paid since."""
    rows = [(_("Credited"), -order.credited), (_("Paid"), -order.paid)]
    told = [(label, shown(amount, order), False) for label, amount in rows if amount]
    left = [(_("Still to pay"), shown(order.open_amount, order), True)]
    return [*told, *left] if told else []
