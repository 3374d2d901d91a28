"""A quote that was accepted, or a deal's products, become an order."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.actions.orders import add_order, tell_placed
from quen.commerce.lines.reading import KEYS, Line
from quen.commerce.models import Order
from quen.kit.refused import Refused
from quen.sales.actions.moving import locked
from quen.sales.actions.quotes import locked_quote
from quen.sales.discounts import limit_of, taken_off
from quen.sales.models import Deal, DealLine, DealOrder, Quote


@transaction.atomic
def order_from_quote(quote: Quote, *, by: User) -> Order:
    """Place the order of an accepted quote, once. Raises Refused for one that was not accepted or whose
    deal is in the trash, and 409 where it is ordered already."""
    it = locked_quote(quote)
    if it.state != Quote.State.ACCEPTED:
        raise Refused(_("The customer has not accepted this quote yet."))
    locked(it.deal)
    facts = {"currency": it.currency, "language": it.language, "terms": it.terms}
    made = _made(it.deal, it.lines.all(), by, contact=it.contact, company=it.company,
                 title=it.title, **facts)  # fmt: skip
    return _linked(made, it.deal, it, by)


@transaction.atomic
def order_from_deal(deal: Deal, *, by: User) -> Order:
    """Place an order of a deal's products. Raises Refused without any, for a discount above the limit of `by`,
    and 409 while another order of the deal stands."""
    it = locked(deal)
    limit = limit_of(by)
    if limit is not None and taken_off(it) > limit:
        raise Refused(_("This discount is above your limit. Make a quote and ask for approval."))
    standing = DealOrder.objects.filter(deal=it).exclude(order__state=Order.State.CANCELLED)
    if standing.exists():
        raise Refused(_("This deal has an order already."), status=409)
    facts = {"contact": it.contact, "company": it.company, "currency": it.currency}
    made = _made(it, DealLine.objects.filter(deal=it), by, title=it.name, **facts)
    return _linked(made, it, None, by)


def _made(deal: Deal, lines: Iterable[Any], by: User, **facts: Any) -> Order:
    read = [Line(**{key: getattr(one, key) for key in KEYS}) for one in lines]
    return add_order(by=by, lines=read, owner=deal.owner or by, **facts)


def _linked(made: Order, deal: Deal, quote: Quote | None, by: User) -> Order:
    try:
        with transaction.atomic():
            DealOrder.objects.create(deal=deal, quote=quote, order=made)
    except IntegrityError as error:
        raise Refused(_("This quote is ordered already."), status=409) from error
    tell_placed(made, by=by)
    return made
