"""The demo company's latest sales, as its sellers made them: quotes, orders, payments, targets."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import QuerySet, Sum

from quen.accounts.models import Team, User
from quen.commerce.actions.orders import set_schedule
from quen.commerce.actions.payments import add_payment
from quen.commerce.models import Order, Payment
from quen.insights.actions.targets import set_targets
from quen.insights.measures import MEASURES
from quen.insights.target_periods import period_of
from quen.insights.targets import COMPANY, Part
from quen.kit.money import Money
from quen.kit.rates import convert
from quen.sales.actions.deciding import accept_quote, decline_quote, see_quote
from quen.sales.actions.moving import win_deal
from quen.sales.actions.orders import order_from_quote
from quen.sales.actions.quotes import draft_quote, send_quote
from quen.sales.models import Deal, Quote
from quen.web.demo.keeping import keep
from quen.web.demo.stories import convince
from quen.web.demo.team import admin

TOO_DEAR = {
    "vi": "Giá còn cao so với ngân sách",
    "th": "ราคาสูงกว่างบประมาณ",
    "en": "More than we had planned to spend",
}
SELLERS = ("sales@demo.quen", "sales2@demo.quen")
WAYS = (
    *("draft", "sent", "opened", "opened", "declined", "ordered", "half paid", "paid"),
    *("paid", "won"),
)


def sell(dice: Random, now: datetime) -> None:
    """Take a few open deals of the named sellers further, each as far as another."""
    for email in SELLERS:
        seller = User.objects.get(email=email)
        deals = list(_deals_of(seller))
        for way, deal in zip(WAYS, deals, strict=False):
            _take(deal, way, seller, dice)
        convince(deals[:4], seller)
    keep(dice, now.date(), User.objects.get(email=SELLERS[0]))
    set_goals(now)


def set_goals(now: datetime) -> None:
    """Targets for the year and the month: a fifth more than the last thirty days came to, for the company,
    its two regions and their named sellers."""
    for unit, months in (("year", 12), ("month", 1)):
        goals = {part: _goal(rows, now) * months for part, rows in _parts()}
        known = {part: amount for part, amount in goals.items() if amount}
        set_targets(MEASURES["deals.won_value"], period_of(unit, now.date()), known, by=admin())


def _parts() -> Iterator[tuple[Part, QuerySet[Deal]]]:
    won = Deal.objects.filter(state=Deal.State.WON)
    yield COMPANY, won
    for seller in User.objects.filter(email__in=SELLERS).select_related("team"):
        yield ("owner", str(seller.pk)), won.filter(owner=seller)
        if seller.team:
            below = Team.objects.filter(path__startswith=seller.team.path)
            yield ("team", str(seller.team.pk)), won.filter(team__in=below)


def _goal(rows: QuerySet[Deal], now: datetime) -> Decimal:
    """For a month, in whole millions of đồng."""
    recent = rows.filter(closed_at__gte=now - timedelta(days=30))
    won = recent.values_list("currency").annotate(sum=Sum("amount"))
    sums = [convert(Money(amount, currency), "VND", now.date()) for currency, amount in won]
    told = sum((it.amount for it in sums if it), Decimal(0)) * Decimal("1.2")
    return told.quantize(Decimal("1E6")).quantize(Decimal(1))


def _deals_of(seller: User) -> QuerySet[Deal]:
    """Open deals whose customer can be written to, the latest first."""
    rows = Deal.objects.filter(owner=seller, state=Deal.State.OPEN, contact__isnull=False)
    return rows.exclude(contact__email="").order_by("-last_activity_at", "-id")[: len(WAYS)]


def _take(deal: Deal, way: str, seller: User, dice: Random) -> None:
    quote = draft_quote(deal, by=seller)
    if way == "draft":
        return
    quote = send_quote(quote, by=seller)
    if way == "sent":
        return
    for n in range(dice.randrange(1, 4)):
        see_quote(quote, f"demo-{n}", dice.randrange(20, 240))
    if way == "declined":
        decline_quote(quote, reason=TOO_DEAR[quote.language])
    elif way != "opened":
        _order(quote, way, seller)


def _order(quote: Quote, way: str, seller: User) -> None:
    """Accepted and ordered; then paid in part or in whole, and won."""
    name = quote.contact.full_name if quote.contact else quote.deal.name
    accepted = accept_quote(quote, name=name, proof={"by": "colleague"}, by=seller)
    order = _in_halves(order_from_quote(accepted, by=seller), seller)
    if way == "half paid":
        _pay(order, order.instalments.all()[0].amount, seller)
    elif way in ("paid", "won"):
        _pay(order, order.total, seller)
    if way == "won":
        win_deal(quote.deal, by=seller, checked=False)


def _in_halves(order: Order, seller: User) -> Order:
    """Half at once, half in a month."""
    days = (order.ordered_on, order.ordered_on + timedelta(days=30))
    parts = [{"label": "", "due_on": day.isoformat(), "share": "50 %"} for day in days]
    return set_schedule(order, parts, by=seller)


def _pay(order: Order, amount: Decimal, seller: User) -> None:
    add_payment(
        amount, order.currency, by=seller, orders=[(order, None)], method=Payment.Method.BANK
    )
