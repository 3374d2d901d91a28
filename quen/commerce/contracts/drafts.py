"""What is special about contracts when they come in: their number, amount, order, days of notice."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.commerce.models import Contract, Order
from quen.commerce.models.contract import NOTICE_DAYS
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Draft, Taking, shape, take_currency, whole
from quen.fields.reading import EMPTY, names_currency, stored
from quen.kit.sorting import name_key
from quen.kit.text import clean, fold, one_line

MOST_NOTICE = 3650


def declare() -> None:
    """Lend the shape (once, at start)."""
    shape(
        "contract",
        takers={
            "number": _take_number,
            "amount": _take_amount,
            "currency": take_currency,
            "billing": _take_billing,
            "order_id": _take_order,
            "renews_id": _take_renewed,
            "renew_days_before": _take_notice,
            "auto_renews": _take_auto,
        },
        rights={"currency": "amount"},
        missing=_missing,
        derive=_derive,
    )


def _take_number(taking: Taking) -> None:
    text = one_line(clean(str(taking.value or ""))).strip()
    if len(text) > 60:
        raise ValueError(_("At most %d letters fit here.") % 60)
    if text:
        taking.draft.columns["number"] = text


def _take_amount(taking: Taking) -> None:
    kept = stored(all_fields("contract")["amount"], taking.value, taking.reader)
    amount = Decimal((kept or {"amount": "0"})["amount"])
    if amount < 0:
        raise ValueError(_("An amount is not below zero."))
    if amount != round(amount, 2):
        raise ValueError(_("This amount has more decimals than its currency."))
    taking.draft.columns["amount"] = amount
    if kept and names_currency(taking.value, kept["currency"], taking.reader.currency):
        taking.draft.columns.setdefault("currency", kept["currency"])


def _take_billing(taking: Taking) -> None:
    kept: Any = stored(all_fields("contract")["billing"], taking.value, taking.reader)
    taking.draft.columns["billing"] = kept or Contract.Billing.ONCE


def _take_order(taking: Taking) -> None:
    """An order by its id, or by its number as people write it; one that `by` may see."""
    given = taking.value
    if given in EMPTY:
        taking.draft.columns["order_id"] = None
        return
    rows = Order.objects.visible_to(taking.by)
    by_id = isinstance(given, int) and not isinstance(given, bool) and 0 < given < 2**63
    found = rows.filter(pk=given) if by_id else rows.filter(number=str(given).strip())
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise ValueError(_("There is no such order."))
    taking.draft.columns["order_id"] = pk


def _take_renewed(taking: Taking) -> None:
    """A contract by its id, its number, or its name where only one is called so."""
    given = taking.value
    if given in EMPTY:
        taking.draft.columns["renews_id"] = None
        return
    rows, text = Contract.objects.visible_to(taking.by), str(given).strip()
    for key in ("pk", "number", "norm"):
        if key == "pk" and not (text.isascii() and text.isdigit() and len(text) < 19):
            continue
        found = rows.filter(**{key: fold(text) if key == "norm" else text})
        if len(ids := list(found.values_list("pk", flat=True)[:2])) == 1:
            taking.draft.columns["renews_id"] = ids[0]
            return
    raise ValueError(_("There is no such contract."))


def _take_notice(taking: Taking) -> None:
    kept: Any = stored(all_fields("contract")["renew_days_before"], taking.value, taking.reader)
    days = NOTICE_DAYS if kept is None else whole(kept)
    if days > MOST_NOTICE:
        raise ValueError(_("At most %d days.") % MOST_NOTICE)
    taking.draft.columns["renew_days_before"] = days


def _take_auto(taking: Taking) -> None:
    kept = stored(all_fields("contract")["auto_renews"], taking.value, taking.reader)
    taking.draft.columns["auto_renews"] = bool(kept)


def _missing(draft: Draft) -> dict[str, str]:
    """A contract is somebody's."""
    whose = draft.columns.get("contact_id") or draft.columns.get("company_id")
    return {} if whose else {"company_id": _("Say whose contract it is.")}


def _derive(draft: Draft) -> None:
    columns = draft.columns
    if name := columns.get("name"):
        columns |= {
            "name": name[:200],
            "name_key": name_key(name)[:220],
            "norm": fold(name)[:200],
        }
