"""A quote as it is read: on the public page, on paper, beside its deal."""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from quen.commerce.lines.totals import net_of, totals_of
from quen.kit import days, money
from quen.kit.letterhead import footer, issuer, letterhead, logo_data_uri
from quen.kit.workspace import workspace
from quen.sales.models import Quote
from quen.sales.quote_customer import customer_of


def document_of(quote: Quote) -> dict[str, Any]:
    """Everything the document shows, in the quote's language: ready words, no rows."""
    with translation.override(quote.language):
        return _facts(quote)


def _facts(quote: Quote) -> dict[str, Any]:
    lines = list(quote.lines.all())
    totals = totals_of(lines, quote.currency)
    head = letterhead()
    return {
        "language": quote.language,
        "title": quote.title,
        "kind": quote.get_kind_display(),
        "number": quote.number or _("Draft"),
        "edition": _("Edition %d") % quote.edition if quote.edition > 1 else "",
        "dates": _dates(quote),
        "issuer": _issuer(head),
        "logo": logo_data_uri(),
        "customer": quote.customer or customer_of(quote),
        "intro": quote.intro,
        "terms": quote.terms,
        "lines": [_line(n, line, quote) for n, line in enumerate(lines, 1)],
        "with_discount": any(line.discount_percent for line in lines),
        "sums": _sums(quote, totals),
        "signatory": head.signatory,
        "signatory_title": head.signatory_title,
        "footer": footer(quote.language),
    }


def _dates(quote: Quote) -> list[tuple[str, str]]:
    told = []
    era = "buddhist" if quote.language == "th" else "common"
    if quote.sent_at:
        on = days.business_day(quote.sent_at, workspace().zone)
        told.append((_("Date"), days.shown_day(on, quote.language, era)))
    if quote.valid_until:
        told.append((_("Valid until"), days.shown_day(quote.valid_until, quote.language, era)))
    return told


def _issuer(head: Any) -> dict[str, Any]:
    reach = [head.phone, head.email, head.website]
    return {
        "name": issuer(),
        "address": head.address,
        "tax_id": head.tax_id,
        "reach": " · ".join(one for one in reach if one),
    }


def _line(n: int, line: Any, quote: Quote) -> dict[str, Any]:
    return {
        "n": n,
        "name": line.name,
        "unit": line.unit,
        "quantity": plain_number(line.quantity, quote.language),
        "price": _figures(line.unit_price, quote),
        "discount": f"{plain_number(line.discount_percent, quote.language)} %"
        if line.discount_percent
        else "",
        "vat": "–"
        if line.vat_percent is None
        else f"{plain_number(line.vat_percent, quote.language)} %",
        "net": _figures(net_of(line, quote.currency), quote),
    }


def _sums(quote: Quote, totals: Any) -> list[tuple[str, str, bool]]:
    """(label, amount, whether it is the one that counts)."""
    rows = [(_("Before discount"), totals.gross), (_("Discount"), -totals.discount)]
    told = [(label, _shown(amount, quote), False) for label, amount in rows if totals.discount]
    told.append((_("Before VAT"), _shown(totals.net, quote), False))
    for vat in totals.vats:
        label = _("VAT %s %%") % plain_number(vat.percent, quote.language)
        told.append((label, _shown(vat.amount, quote), False))
    if quote.kind == Quote.Kind.ROUGH:
        low, high = quote.range
        between = f"{_shown(low, quote)} – {_shown(high, quote)}"
        return [*told, (_("Expected range"), between, True)]
    return [*told, (_("Total to pay"), _shown(totals.total, quote), True)]


def _shown(amount: Decimal, quote: Quote) -> str:
    return money.shown(money.Money(amount, quote.currency), quote.language)


def _figures(amount: Decimal, quote: Quote) -> str:
    return money.figures(money.Money(amount, quote.currency), quote.language)


def plain_number(number: Decimal, language: str) -> str:
    """A number without needless zeros, with the language's own marks: 1.500,5 in Vietnamese."""
    whole, _point, rest = f"{number:,.3f}".partition(".")
    rest = rest.rstrip("0")
    if language == "vi":
        return whole.replace(",", ".") + (f",{rest}" if rest else "")
    return whole + (f".{rest}" if rest else "")
