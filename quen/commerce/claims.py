"""What is open, as matching asks for it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q

from quen.commerce.matching.deciding import Claims, judge
from quen.commerce.matching.facts import Claim, Proposal, Transfer
from quen.commerce.models import BankLine, Instalment, Order, PaymentAccount
from quen.kit.workspace import today

REMEMBERED = timedelta(days=180)
MOST = 5000


def claims_of(currency: str) -> Claims:
    """The open orders of a currency and those closed in the last half year, the newest 5,000."""
    recent = Q(state=Order.State.OPEN) | Q(ordered_on__gte=today() - REMEMBERED)
    rows = Order.objects.filter(recent, currency=currency, deleted_at=None)
    found = list(rows.select_related("contact", "company").order_by("-pk")[:MOST])
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for part in Instalment.objects.filter(order__in=[it.pk for it in found]).order_by("position"):
        parts[part.order_id].append(part)
    return Claims(claim_of(it, parts[it.pk]) for it in found)


def claim_of(it: Order, parts: list[Instalment]) -> Claim:
    """An order as a claim."""
    waits = it.state == Order.State.OPEN
    last = max((part.due_on for part in parts), default=it.ordered_on)
    return Claim(
        key=it.pk,
        reference=it.reference,
        number=it.number,
        currency=it.currency,
        ordered_on=it.ordered_on,
        last_due_on=last,
        parts=tuple(p.open_amount for p in parts if p.open_amount > 0) if waits else (),
        names=_names(it),
    )


def _names(it: Order) -> tuple[str, ...]:
    told: list[Any] = [it.customer.get("name"), it.customer.get("person")]
    told += [it.contact.full_name if it.contact else "", it.company.name if it.company else ""]
    return tuple(dict.fromkeys(str(name) for name in told if name))


def transfer_of(line: BankLine) -> Transfer:
    """A bank's line as matching reads it; its account must be at hand."""
    return Transfer(line.amount, line.account.currency, line.day, line.text, line.payer)


def proposals_for(lines: Sequence[BankLine]) -> dict[int, Sequence[Proposal]]:
    """What each line may pay, by its id; claims are read once for each currency."""
    kept: dict[str, Claims] = {}
    told = {}
    for line in lines:
        currency = line.account.currency
        if currency not in kept:
            kept[currency] = claims_of(currency)
        told[line.pk] = judge(transfer_of(line), kept[currency]).proposals
    return told


def account_by(pk: int) -> PaymentAccount | None:
    """A live payment account, for whoever may reconcile."""
    return PaymentAccount.objects.live().filter(pk=pk).first()
