"""Documents as they are read on paper, on a public page and on screen: what quotes and orders share."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from quen.commerce.lines.totals import Totals, net_of
from quen.kit import days, money
from quen.kit.letterhead import footer, issuer, letterhead, logo_data_uri
from quen.kit.pdf import can_make_pdf, pdf_of
from quen.kit.render import page


def common_facts(document: Any, lines: Sequence[Any]) -> dict[str, Any]:
    """Issuer, customer, lines and the foot of a document with `language`, `currency` and `customer`: ready
    words, no rows."""
    head = letterhead()
    return {
        "language": document.language,
        "issuer": _issuer(head),
        "logo": logo_data_uri(),
        "customer": document.customer,
        "lines": [_line(n, line, document) for n, line in enumerate(lines, 1)],
        "with_discount": any(line.discount_percent for line in lines),
        "signatory": head.signatory,
        "signatory_title": head.signatory_title,
        "footer": footer(document.language),
    }


def sums_of(document: Any, totals: Totals) -> list[tuple[str, str, bool]]:
    """(label, amount, whether it is the one that counts), without the last line, the total."""
    rows = [(_("Before discount"), totals.gross), (_("Discount"), -totals.discount)]
    told = [(label, shown(amount, document), False) for label, amount in rows if totals.discount]
    told.append((_("Before VAT"), shown(totals.net, document), False))
    for vat in totals.vats:
        label = _("VAT %s %%") % plain_number(vat.percent, document.language)
        told.append((label, shown(vat.amount, document), False))
    return told


def day_of(document: Any, day: Any) -> str:
    """A day in the document's language, in the Buddhist era on Thai ones."""
    era = "buddhist" if document.language == "th" else "common"
    return days.shown_day(day, document.language, era)


def shown(amount: Decimal, document: Any) -> str:
    """An amount of the document, in its currency and language."""
    return money.shown(money.Money(amount, document.currency), document.language)


def plain_number(number: Decimal, language: str) -> str:
    """A number without needless zeros, with the language's own marks: 1.500,5 in Vietnamese."""
    whole, _point, rest = f"{number:,.3f}".partition(".")
    rest = rest.rstrip("0")
    if language == "vi":
        return whole.replace(",", ".") + (f",{rest}" if rest else "")
    return whole + (f".{rest}" if rest else "")


def pdf_answer(doc: dict[str, Any], name: str) -> HttpResponse:
    """The document as a PDF under a name. Raises OSError where pango is missing."""
    with translation.override(doc["language"]):
        html = render_to_string("commerce/paper.html", {"doc": doc})
    answer = HttpResponse(pdf_of(html), content_type="application/pdf")
    called = content_disposition_header(False, f"{name.replace('/', '-')}.pdf")
    answer["Content-Disposition"] = called or "inline"
    return answer


def paper(request: HttpRequest, doc: dict[str, Any], name: str) -> HttpResponse:
    """The document as PDF under a name; where this machine cannot make one, the page to print."""
    if not can_make_pdf():
        return page(request, "commerce/print.html", doc=doc, company=issuer())
    return pdf_answer(doc, name)


def _issuer(head: Any) -> dict[str, Any]:
    reach = [head.phone, head.email, head.website]
    return {
        "name": issuer(),
        "address": head.address,
        "tax_id": head.tax_id,
        "reach": " · ".join(one for one in reach if one),
    }


def _line(n: int, line: Any, document: Any) -> dict[str, Any]:
    language = document.language
    percent = line.vat_percent
    return {
        "n": n,
        "name": line.name,
        "unit": line.unit,
        "quantity": plain_number(line.quantity, language),
        "price": _figures(line.unit_price, document),
        "discount": f"{plain_number(line.discount_percent, language)} %"
        if line.discount_percent
        else "",
        "vat": "–" if percent is None else f"{plain_number(percent, language)} %",
        "net": _figures(net_of(line, document.currency), document),
    }


def _figures(amount: Decimal, document: Any) -> str:
    return money.figures(money.Money(amount, document.currency), document.language)
