"""A discount above one's limit is asked for; limits are set."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import Role, User
from quen.automation.actions.asking import ask, withdraw
from quen.automation.choosing import managers_of
from quen.automation.models import Ask
from quen.commerce.lines.totals import totals_of
from quen.kit import money
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.sales import events
from quen.sales.actions.pipelines import may_manage
from quen.sales.actions.quotes import locked_quote
from quen.sales.discounts import (
    TOPIC,
    asked_about,
    discount_of,
    limit_of,
    limits,
    over_limit,
    seal_of,
)
from quen.sales.models import DiscountLimit, Quote
from quen.timeline.log import record

HOURS = 24
MOST_LEVELS = 5


@transaction.atomic
def ask_for_discount(quote: Quote, *, by: User) -> Ask:
    """Ask the first of the leads above who may give it, and after a day the next. Raises Refused for a
    quote that was sent or is within the limit, where it is asked already, and where nobody may give it."""
    it = locked_quote(quote)
    if it.state != Quote.State.DRAFT:
        raise Refused(_("This quote was sent already."))
    if not over_limit(it, by):
        raise Refused(_("This discount needs no approval."))
    _take_back_old(it, seal_of(it))
    percent = discount_of(it)
    title = it.title or it.deal.name
    question = _("Discount of %(percent)s %% on the quote “%(title)s”")
    return ask(
        it.deal,
        question % {"percent": plain_percent(percent), "title": title},
        _chain(by, percent),
        by=by,
        facts=_facts(it, by),
        hours=HOURS,
        topic=TOPIC,
        topic_id=it.pk,
        seal=seal_of(it),
    )


def _take_back_old(it: Quote, seal: str) -> None:
    """What was asked for other lines is asked no more."""
    for old in asked_about(it).filter(state=Ask.State.OPEN).exclude(seal=seal):
        withdraw(old, by=old.asked_by)


def _chain(by: User, percent: Decimal) -> list[str]:
    """The leads up the tree whose own limit holds the discount, the nearest first."""
    found: list[str] = []
    at, seen = by, {by.pk}
    for _level in range(MOST_LEVELS):
        above = [u for u in managers_of(at, "sales.change_deal") if u.pk not in seen]
        if not above:
            break
        seen |= {u.pk for u in above}
        found += [f"user:{u.pk}" for u in above if _may_give(u, percent)]
        at = above[0]
    return found


def _may_give(user: User, percent: Decimal) -> bool:
    limit = limit_of(user)
    return limit is None or percent <= limit


def _facts(it: Quote, by: User) -> list[list[str]]:
    totals = totals_of(it.lines.all(), it.currency)
    return [
        [_("Customer"), str(it.company or it.contact or "")],
        [_("Greatest discount"), f"{plain_percent(discount_of(it))} %"],
        [_("Limit of %s") % by.full_name, f"{plain_percent(limit_of(by) or Decimal(0))} %"],
        [_("Before discounts"), _shown(totals.gross, it, by)],
        [_("After discounts"), _shown(totals.net, it, by)],
    ]


def _shown(amount: Decimal, it: Quote, by: User) -> str:
    return money.shown(money.Money(amount, it.currency), by.language)


def plain_percent(percent: Decimal) -> str:
    """A percentage without needless zeros."""
    return f"{percent.normalize():f}"


@transaction.atomic
def set_limits(wanted: Mapping[Role, Decimal | None], *, by: User) -> None:
    """Set how much each role takes off on its own; None for no limit. Raises Refused."""
    may_manage(by)
    before = limits()
    changes = {}
    for role, percent in wanted.items():
        if percent is not None and not 0 <= percent <= 100:
            words = _("Give a number from 0 to 100.")
            raise Refused(words, errors={f"role-{role.pk}": words})
        if before.get(role.pk) == percent:
            continue
        DiscountLimit.objects.filter(role=role).delete()
        if percent is not None:
            DiscountLimit.objects.create(role=role, percent=percent)
        changes[role.name] = [plain(before.get(role.pk)), plain(percent)]
    if changes:
        record(events.DiscountLimitsChanged(changes=changes), on=[], by=by)
