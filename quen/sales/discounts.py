"""How much a quote takes off, who may, and who has approved it."""

import hashlib
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import orjson
from django.db.models import QuerySet

from quen.accounts.models import Role, User
from quen.automation.models import Ask
from quen.commerce.pricing import prices_of
from quen.kit.workspace import today
from quen.sales.models import Deal, DealLine, DiscountLimit, Quote, QuoteLine

TOPIC = "quote.discount"
_CENT, _HUNDRED = Decimal("0.01"), Decimal(100)


def limit_of(user: User) -> Decimal | None:
    """The most percent a colleague takes off on their own; None for no limit. Of several roles the widest."""
    roles = list(user.roles.values_list("pk", flat=True))
    limits = list(DiscountLimit.objects.filter(role_id__in=roles).values_list("percent", flat=True))
    return max(limits) if limits and len(limits) == len(roles) else None


def discount_of(quote: Quote) -> Decimal:
    """The greatest discount of any line, in percent: what is taken off the line, or off the product's own
    price by typing a lower one, both together."""
    return _greatest(quote.lines, quote.currency)


def taken_off(deal: Deal) -> Decimal:
    """The same of a deal's products."""
    return _greatest(DealLine.objects.filter(deal=deal), deal.currency)


def _greatest(rows: Any, currency: str) -> Decimal:
    lines = list(rows.select_related("product"))
    wanted = {one.pk: (one.product, one.quantity) for one in lines if one.product}
    prices = prices_of(wanted, currency, day=today()) if wanted else {}
    found = [Decimal(0)]
    for one in lines:
        price = prices.get(one.pk)
        found.append(_off(one, price.money.amount if price else one.unit_price))
    return max(found)


def _off(line: QuoteLine | DealLine, price: Decimal) -> Decimal:
    paid = line.unit_price * (_HUNDRED - line.discount_percent) / _HUNDRED
    listed = max(price, line.unit_price)
    return ((listed - paid) * _HUNDRED / listed).quantize(_CENT, ROUND_HALF_UP) if listed else Decimal(0)  # fmt: skip


def seal_of(quote: Quote) -> str:
    """What an approval is given for: every line as it stands. Another line is another seal."""
    keys = ("name", "unit", "quantity", "unit_price", "discount_percent", "vat_percent", "product_id")  # fmt: skip
    rows = [[str(getattr(one, key)) for key in keys] for one in quote.lines.all()]
    return hashlib.sha256(orjson.dumps([quote.currency, rows])).hexdigest()


def over_limit(quote: Quote, user: User) -> bool:
    """Whether a quote takes off more than `user` may, and nobody has approved it as it stands."""
    limit = limit_of(user)
    if limit is None or discount_of(quote) <= limit:
        return False
    return not asked_about(quote).filter(state=Ask.State.APPROVED, seal=seal_of(quote)).exists()


def asked_about(quote: Quote) -> QuerySet[Ask]:
    """What was asked about the discount of a quote."""
    return Ask.objects.filter(topic=TOPIC, topic_id=quote.pk)


def limits() -> dict[int, Decimal]:
    """Every limit by role."""
    return dict(DiscountLimit.objects.values_list("role_id", "percent"))


def roles() -> list[Role]:
    """The roles that may have one."""
    return list(Role.objects.order_by("name"))
