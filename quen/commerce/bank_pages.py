"""What the pages of reconciliation show: the queue, and one transfer with what it may pay."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.commerce.claims import proposals_for
from quen.commerce.matching.facts import Proposal
from quen.commerce.models import Allocation, BankLine, Order, PaymentAccount
from quen.commerce.order_lines import line_of as order_line
from quen.kit import days, money

PAGE = 25
REASONS = {
    "reference": gettext_lazy("the reference"),
    "slip": gettext_lazy("the reference with a slip"),
    "part": gettext_lazy("a part of the reference"),
    "amount": gettext_lazy("the amount"),
    "less": gettext_lazy("less than is open"),
    "more": gettext_lazy("more than is open"),
    "name": gettext_lazy("the name"),
}


def listed(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """A page of transfers in one state, the newest first; waiting ones with the likeliest order."""
    state = asked.get("state", "")
    state = state if state in BankLine.State.values else BankLine.State.WAITING
    rows = BankLine.objects.visible_to(user).filter(state=state).select_related("account")
    below = asked.get("below", "")
    if below.isascii() and below.isdigit() and len(below) < 19:
        rows = rows.filter(pk__lt=int(below))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    last = found[PAGE - 1].pk if len(found) > PAGE else 0
    return {
        "lines": _lines(found[:PAGE], state, user),
        "state": state,
        "tabs": [(key, str(label), key == state) for key, label in BankLine.State.choices],
        "next": f"?state={state}&below={last}" if last else "",
        "accounts": PaymentAccount.objects.live().exists(),
    }


def _lines(found: Sequence[BankLine], state: str, user: Any) -> list[dict[str, Any]]:
    told = proposals_for(found) if state == BankLine.State.WAITING else {}
    best = {pk: proposals[0] for pk, proposals in told.items() if proposals}
    orders = _orders([one.key for one in best.values()], user)
    booked = _booked(found) if state == BankLine.State.MATCHED else {}
    return [
        line_of(line, user)
        | {
            "best": _proposal(best[line.pk], orders, line, user) if line.pk in best else None,
            "booked": booked.get(line.pk, []),
        }
        for line in found
    ]


def line_of(line: BankLine, user: Any) -> dict[str, Any]:
    """A transfer in one line."""
    era = "buddhist" if user.buddhist_years else "common"
    return {
        "pk": line.pk,
        "url": reverse("commerce:bank_line", args=[line.pk]),
        "day": days.shown_day(line.day, user.language, era),
        "amount": _shown(line.amount, line.account.currency, user),
        "text": line.text or "–",
        "payer": line.payer,
        "account": str(line.account),
        "by_itself": line.by_itself,
    }


def proposed(line: BankLine, user: Any) -> list[dict[str, Any]]:
    """The orders that a transfer may pay, the likeliest first."""
    found = proposals_for([line])[line.pk]
    orders = _orders([one.key for one in found], user)
    return [told for one in found if (told := _proposal(one, orders, line, user))]


def _proposal(
    one: Proposal, orders: Mapping[int, Order], line: BankLine, user: Any
) -> dict[str, Any] | None:
    """A proposal with its reasons; of an order that this user may not see, nothing."""
    order = orders.get(one.key)
    if order is None:
        return None
    told = order_line(order, user)
    return {
        "pk": order.pk,
        "number": told["label"],
        "sub": " · ".join(word for word in (told["whom"], told["open"]) if word),
        "why": ", ".join(str(REASONS[reason]) for reason in one.reasons),
        "book_url": reverse("commerce:line_book", args=[line.pk]),
        "url": reverse("commerce:order", args=[order.pk]),
    }


def _orders(ids: Iterable[int], user: Any) -> dict[int, Order]:
    rows = Order.objects.visible_to(user).filter(pk__in=set(ids))
    return {it.pk: it for it in rows.select_related("contact", "company")}


def _booked(lines: Sequence[BankLine]) -> dict[int, list[str]]:
    """The numbers of the orders that transfers were booked for."""
    rows = Allocation.objects.filter(
        payment__bank_line__in=lines, payment__voided_at=None
    ).values_list("payment__bank_line", "order__number")
    told: dict[int, list[str]] = {line.pk: [] for line in lines}
    for pk, number in rows.order_by("order__number"):
        told[pk].append(number)
    return {pk: numbers or [_("Credit of the customer")] for pk, numbers in told.items()}


def _shown(amount: Any, currency: str, user: Any) -> str:
    return money.shown(money.Money(amount, currency), user.language)
