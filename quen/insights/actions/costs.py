"""What marketing and sales cost is entered, who is a lead, and for how long a customer is active."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.insights import events, lead_rule
from quen.insights.channels import known_sources, spelled
from quen.insights.models import Cost, CustomerRule
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.timeline.log import record

LARGEST = Decimal(10) ** 15
MOST = 2_000
FEWEST_DAYS, MOST_DAYS = 7, 1_825


@dataclass(frozen=True)
class Spent:
    """A cost as it was typed: `month` is any day of it."""

    month: date
    kind: str
    amount: Decimal
    currency: str
    channel: str = ""


@transaction.atomic
def set_costs(given: Sequence[Spent], *, by: User) -> int:
    """Enter costs; one of the same month, kind, channel and currency is replaced. Gives how many there were.

    Raises Refused for more than 2,000 at once, an unknown kind, or an amount that is not above zero.
    """
    if len(given) > MOST:
        raise Refused(_("Enter at most %d costs at once.") % MOST)
    sources = known_sources()
    for one in given:
        _check(one)
        key: dict[str, Any] = {
            "month": one.month.replace(day=1),
            "kind": one.kind,
            "channel": _channel(one, sources),
            "currency": one.currency,
        }
        Cost.objects.update_or_create(**key, defaults={"amount": one.amount})
    if given:
        lines = [f"{s.month:%Y-%m} {s.kind} {plain(s.amount)} {s.currency}" for s in given[:50]]
        record(events.CostsSet(count=len(given), costs=lines), on=[by], by=by)
    return len(given)


def _check(one: Spent) -> None:
    if one.kind not in Cost.Kind.values:
        words = _("A cost is one of marketing and sales.")
        raise Refused(words, errors={"kind": words})
    if not 0 < one.amount < LARGEST:
        words = _("Give an amount above zero.")
        raise Refused(words, errors={"amount": words})


def _channel(one: Spent, sources: Sequence[str]) -> str:
    """As it is written on customers, so that both are told together."""
    typed = one_line(clean(one.channel)).strip()[:80]
    return spelled(typed, sources) if typed else ""


@transaction.atomic
def remove_cost(cost: Cost, *, by: User) -> None:
    """Take a cost back."""
    told = events.CostRemoved(cost=str(cost), amount=plain(cost.amount), currency=cost.currency)
    cost.delete()
    record(told, on=[by], by=by)


@transaction.atomic
def set_active_days(days: int, *, by: User) -> None:
    """Say for how many days after a purchase a customer is active. Raises Refused outside 7 to 1825."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        words = _("Give a number of days from %(few)d to %(most)d.")
        words = words % {"few": FEWEST_DAYS, "most": MOST_DAYS}
        raise Refused(words, errors={"days": words})
    _set_rule("active_days", days, by)


@transaction.atomic
def set_lead_stage(key: str, *, by: User) -> None:
    """Say which stage makes a lead; "" for everybody who is added. Raises Refused for a stage that is not
    there or comes after a purchase."""
    if key and key not in {stage.key for stage in lead_rule.choices()}:
        words = _("Choose one of the stages before a purchase.")
        raise Refused(words, errors={"stage": words})
    _set_rule("lead_stage", key, by)


def _set_rule(name: str, value: int | str, by: User) -> None:
    rule = CustomerRule.now()
    before = getattr(rule, name)
    if before == value:
        return
    setattr(rule, name, value)
    rule.save()
    record(events.CustomerRuleChanged(changes={name: [before, value]}), on=[by], by=by)
