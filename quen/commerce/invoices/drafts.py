"""What is special about invoices when they come in: sums by VAT rate, the order, the buyer's tax code."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from quen.commerce.drafts import vat_of
from quen.commerce.lines.totals import HUNDRED, rounded
from quen.commerce.models import Invoice, Order
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Draft, Taking, shape, take_currency
from quen.fields.reading import EMPTY, names_currency, stored
from quen.kit import taxids
from quen.kit.text import clean, one_line
from quen.kit.workspace import workspace
from quen.people.models import Company

Rates = dict[Decimal | None, tuple[Decimal, Decimal]]  # net and VAT by the rate
LONGEST = {"number": 40, "series": 20, "lookup_code": 60, "buyer": 200, "source": 40, "external_id": 80}  # fmt: skip


def declare() -> None:
    """Lend the shape (once, at start)."""
    takers: dict[str, Any] = dict.fromkeys(LONGEST, _take_words)
    takers |= {
        "net": _take_amount, "vat": _take_amount, "vat_percent": _take_percent, "rates": _take_rates,
        "currency": take_currency, "state": _take_state, "order_id": _take_order, "tax_id": _take_tax,
    }  # fmt: skip
    rights = {"currency": "net", "rates": "net"}
    shape("invoice", takers=takers, rights=rights, missing=_missing, derive=_derive)


def _take_words(taking: Taking) -> None:
    text = one_line(clean(str("" if taking.value is None else taking.value))).strip()
    if len(text) > LONGEST[taking.key]:
        raise ValueError(_("At most %d letters fit here.") % LONGEST[taking.key])
    taking.draft.columns[taking.key] = text


def _take_amount(taking: Taking) -> None:
    kept = stored(all_fields("invoice")[taking.key], taking.value, taking.reader)
    if kept is None:
        return
    taking.draft.parts[taking.key] = _fine(Decimal(kept["amount"]))
    if names_currency(taking.value, kept["currency"], taking.reader.currency):
        taking.draft.columns.setdefault("currency", kept["currency"])


def _fine(amount: Decimal) -> Decimal:
    if amount != round(amount, 2):
        raise ValueError(_("This amount has more decimals than its currency."))
    return amount


def _take_percent(taking: Taking) -> None:
    taking.draft.parts["vat_percent"] = vat_of("invoice", taking.value, taking)


def _take_rates(taking: Taking) -> None:
    """`[{"vat_percent": "8", "net": "1000000", "vat": "80000"}]`, in place of what stands."""
    given, rates = taking.value, Rates()
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise ValueError(_("This is a list of objects."))
    for one in given:
        percent = vat_of("invoice", one.get("vat_percent"), taking)
        if percent in rates:
            raise ValueError(_("Each rate stands once."))
        rates[percent] = (_money(one.get("net"), taking), _money(one.get("vat") or "0", taking))
    taking.draft.parts |= {"rates": rates, "whole": True}


def _money(given: Any, taking: Taking) -> Decimal:
    kept = stored(all_fields("invoice")["net"], given, taking.reader)
    if kept is None:
        raise ValueError(_("This is required."))
    return _fine(Decimal(kept["amount"]))


def _take_state(taking: Taking) -> None:
    kept: Any = stored(all_fields("invoice")["state"], taking.value, taking.reader)
    taking.draft.columns["state"] = kept or Invoice.State.ISSUED


def _take_order(taking: Taking) -> None:
    """An order by its id, its number, or the reference that transfers bear; its customer comes along."""
    given = taking.value
    if given in EMPTY:
        taking.draft.columns["order_id"] = None
        return
    text, rows = str(given).strip(), Order.objects.visible_to(taking.by)
    by_id = isinstance(given, int) and not isinstance(given, bool) and 0 < given < 2**63
    rule = Q(pk=given) if by_id else Q(number=text) | Q(reference=text.upper())
    found = rows.filter(rule).first()
    if found is None:
        raise ValueError(_("There is no such order."))
    taking.draft.columns["order_id"] = found.pk
    taking.draft.parts["of"] = found


def _take_tax(taking: Taking) -> None:
    """The buyer's tax code; a company that bears it is the invoice's, unless the row names one."""
    text = one_line(clean(str(taking.value or ""))).strip()[:40]
    if not text:
        taking.draft.columns["tax_id"] = ""
        return
    read = taxids.read(text, workspace().country)
    taking.draft.columns["tax_id"] = read.number
    rows = Company.objects.visible_to(taking.by).filter(tax_id=read.number)
    taking.draft.parts["bears"] = rows.order_by("pk").first()


def _missing(draft: Draft) -> dict[str, str]:
    told, columns, parts = {}, draft.columns, draft.parts
    if not parts.get("rates") and parts.get("net") is None:
        told["net"] = _("This is required.")
    whose = columns.get("contact_id") or columns.get("company_id") or parts.get("of") or parts.get("bears")  # fmt: skip
    if not whose and columns.get("tax_id"):
        told["tax_id"] = _("No company here has the tax code %s.") % columns["tax_id"]
    elif not whose:
        told["company_id"] = _("Say whose invoice it is: its order, its customer or the tax code.")
    return told


def _derive(draft: Draft) -> None:
    """The customer that follows from order and tax code; the sums of one rate from what a row says."""
    columns, parts = draft.columns, draft.parts
    of, bears = parts.get("of"), parts.get("bears")
    if of is not None and not (columns.get("contact_id") or columns.get("company_id")):
        columns |= {"contact_id": of.contact_id, "company_id": of.company_id}
    elif bears is not None and not columns.get("company_id"):
        columns["company_id"] = bears.pk
    if (net := parts.get("net")) is not None and "rates" not in parts:
        percent = parts.get("vat_percent")
        currency = columns.get("currency") or workspace().currency
        usual = rounded(net * (percent or 0) / HUNDRED, currency)
        parts["rates"] = {percent: (net, parts.get("vat", usual))}
