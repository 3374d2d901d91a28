"""Price lists are made, changed, retired; prices are set on them, one or very many at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import events
from quen.commerce.models import ListPrice, PriceList, Product
from quen.kit.money import decimals
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.timeline.log import record

MOST = 2_000
TOLD = 50  # so many changed prices stand in the event; the rest is counted


@dataclass(frozen=True)
class Step:
    """Which price: of a product, from a quantity on."""

    product_id: int
    from_quantity: Decimal = Decimal(0)


@transaction.atomic
def save_price_list(
    price_list: PriceList | None,
    *,
    by: User,
    name: str,
    currency: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_default: bool = False,
) -> PriceList:
    """Make a list (None) or change one; the default one of a currency takes the place of the former.

    Raises Refused for an empty or taken name, days the wrong way round, and for another currency of a list
    that holds prices already.
    """
    it = _locked(price_list) if price_list else PriceList(currency=currency)
    name = one_line(clean(name))[:80]
    _check(it, name, currency, valid_from, valid_to)
    facts: dict[str, Any] = {
        "name": name,
        "currency": currency,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "is_default": is_default,
    }
    changes = {
        key: [plain(getattr(it, key)) if it.pk else None, plain(value)]
        for key, value in facts.items()
        if not it.pk or getattr(it, key) != value
    }
    if not changes:
        return it
    if is_default:
        others = PriceList.objects.live().filter(currency=currency, is_default=True)
        others.exclude(pk=it.pk).update(is_default=False)
    for key, value in facts.items():
        setattr(it, key, value)
    it.norm = fold(name)[:80]
    _save(it)
    record(events.PriceListChanged(name=name, changes=changes), on=[], by=by)
    return it


@transaction.atomic
def retire_price_list(price_list: PriceList, *, by: User) -> PriceList:
    """Put a list away; what it was used for keeps pointing at it. Raises Refused where it is gone."""
    it = _locked(price_list)
    it.retired_at, it.is_default = timezone.now(), False
    it.save(update_fields=["retired_at", "is_default"])
    told = {"retired": [False, True]}
    record(events.PriceListChanged(name=it.name, changes=told), on=[], by=by)
    return it


@transaction.atomic
def set_prices(
    price_list: PriceList, prices: Mapping[Step, Decimal | None], *, by: User
) -> dict[str, int]:
    """Set at most 2,000 prices on a list; None takes one away. Gives {"set", "removed"}: what changed.

    Raises Refused for a negative amount, one with more decimals than the currency, or an unknown product.
    """
    if len(prices) > MOST:
        raise Refused(_("At most %d at a time.") % MOST)
    it = _locked(price_list)
    _check_prices(it, prices)
    rows = ListPrice.objects.filter(price_list=it, product__in={s.product_id for s in prices})
    standing = {Step(row.product_id, row.from_quantity): row for row in rows}
    fresh = {s: a for s, a in prices.items() if a != _amount(standing.get(s))}
    gone = [standing[s].pk for s, amount in fresh.items() if amount is None]
    ListPrice.objects.filter(pk__in=gone).delete()
    made = [
        ListPrice(price_list=it, product_id=s.product_id, from_quantity=s.from_quantity, amount=a)
        for s, a in fresh.items()
        if a is not None
    ]
    ListPrice.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["price_list", "product", "from_quantity"],
        update_fields=["amount"],
    )
    _tell(it, fresh, standing, by)
    return {"set": len(made), "removed": len(gone)}


def _tell(
    it: PriceList,
    fresh: Mapping[Step, Decimal | None],
    standing: Mapping[Step, ListPrice],
    by: User,
) -> None:
    """One event on every product whose price changed."""
    if not fresh:
        return
    ids = {step.product_id for step in fresh}
    products = list(Product._base_manager.filter(pk__in=ids).order_by("pk"))
    for begin in range(0, len(products), 500):
        some = products[begin : begin + 500]
        here = {p.pk for p in some}
        per_record = {
            p.pk: {"prices": _lines([s for s in fresh if s.product_id == p.pk], fresh, standing)}
            for p in some
        }
        told = events.PricesSet(
            name=it.name, count=sum(s.product_id in here for s in fresh), currency=it.currency
        )
        record(told, on=some, by=by, per_record=per_record)


def _lines(
    steps: list[Step], fresh: Mapping[Step, Decimal | None], standing: Mapping[Step, ListPrice]
) -> list[list[Any]]:
    """[from quantity, before, after] of each changed step."""
    return [
        [plain(s.from_quantity), plain(_amount(standing.get(s))), plain(fresh[s])]
        for s in steps[:TOLD]
    ]


def _amount(row: ListPrice | None) -> Decimal | None:
    return row.amount if row else None


def _check_prices(it: PriceList, prices: Mapping[Step, Decimal | None]) -> None:
    smallest = Decimal(1).scaleb(-min(decimals(it.currency), 2))
    for step, amount in prices.items():
        if step.from_quantity < 0 or step.from_quantity != round(step.from_quantity, 3):
            raise Refused(_("A quantity is not below zero and has at most three decimals."))
        if amount is not None and (amount < 0 or amount >= 10**15):
            raise Refused(_("A price is not below zero."))
        if amount is not None and amount != amount.quantize(smallest):
            raise Refused(_("This amount has more decimals than its currency."))
    ids = {step.product_id for step in prices}
    if Product.objects.filter(pk__in=ids, deleted_at=None).count() != len(ids):
        raise Refused(_("There is no such product."))


def _check(
    it: PriceList, name: str, currency: str, valid_from: date | None, valid_to: date | None
) -> None:
    if not name:
        raise Refused(_("Give the price list a name."), errors={"name": _("This is empty.")})
    if valid_from and valid_to and valid_to < valid_from:
        words = _("The last day must not lie before the first.")
        raise Refused(words, errors={"valid_to": words})
    if it.pk and it.currency != currency and it.prices.exists():
        words = _("A list that holds prices keeps its currency. Make another list.")
        raise Refused(words, errors={"currency": words})


def _locked(price_list: PriceList) -> PriceList:
    found = PriceList.objects.live().select_for_update().filter(pk=price_list.pk).first()
    if found is None:
        raise Refused(_("This price list is not there any more."), status=404)
    return found


def _save(it: PriceList) -> None:
    try:
        with transaction.atomic():
            it.save()
    except IntegrityError as error:
        words = _("There is a price list of this name already.")
        raise Refused(words, errors={"name": words}, status=409) from error
