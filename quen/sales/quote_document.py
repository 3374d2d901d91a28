"""A quote as it is read: on the public page, on paper, beside its deal."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from quen.commerce.customers import customer_of
from quen.commerce.documents import common_facts, day_of, shown, sums_of
from quen.commerce.lines.totals import totals_of
from quen.kit import days
from quen.kit.workspace import workspace
from quen.sales.models import Quote


def document_of(quote: Quote) -> dict[str, Any]:
    """Everything the document shows, in the quote's language: ready words, no rows."""
    with translation.override(quote.language):
        return _facts(quote)


def _facts(quote: Quote) -> dict[str, Any]:
    lines = list(quote.lines.all())
    return {
        **common_facts(quote, lines),
        "title": quote.title,
        "kind": quote.get_kind_display(),
        "number": quote.number or _("Draft"),
        "edition": _("Edition %d") % quote.edition if quote.edition > 1 else "",
        "dates": _dates(quote),
        "customer": quote.customer or customer_of(quote),
        "intro": quote.intro,
        "terms": quote.terms,
        "sums": _sums(quote, totals_of(lines, quote.currency)),
    }


def _dates(quote: Quote) -> list[tuple[str, str]]:
    told = []
    if quote.sent_at:
        on = days.business_day(quote.sent_at, workspace().zone)
        told.append((_("Date"), day_of(quote, on)))
    if quote.valid_until:
        told.append((_("Valid until"), day_of(quote, quote.valid_until)))
    return told


def _sums(quote: Quote, totals: Any) -> list[tuple[str, str, bool]]:
    """(label, amount, whether it is the one that counts)."""
    told = sums_of(quote, totals)
    if quote.kind == Quote.Kind.ROUGH:
        low, high = quote.range
        between = f"{shown(low, quote)} – {shown(high, quote)}"
        return [*told, (_("Expected range"), between, True)]
    return [*told, (_("Total to pay"), shown(totals.total, quote), True)]
