"""Exchange rates are set and taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.models import User
from quen.kit.models import Rate
from quen.kit.plain_rows import plain
from quen.kit.rates import forget_rates
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.log import record

MOST = 2_000
TOLD = 100  # so many rates stand in the event; the rest is counted
LARGEST = Decimal(10**10)  # the column holds ten digits before the point


@dataclass(frozen=True)
class From:
    """What a rate is of: a currency, from a day on."""

    currency: str
    day: date


@transaction.atomic
def set_rates(rates: Mapping[From, Decimal], *, by: User) -> int:
    """Set what one unit of each currency costs in the company's own; gives how many differ from before.

    Raises Refused for a rate that is not above zero or has over eight decimals, and for the own currency.
    """
    if len(rates) > MOST:
        raise Refused(_("At most %d at a time.") % MOST)
    base = workspace().currency
    for asked, rate in rates.items():
        if problem := problem_of(asked.currency, rate, base):
            raise Refused(problem)
    rows = Rate.objects.select_for_update().filter(base=base, day__in={a.day for a in rates})
    standing = {From(row.currency, row.day): row.rate for row in rows}
    fresh = {asked: rate for asked, rate in rates.items() if standing.get(asked) != rate}
    if not fresh:
        return 0
    Rate.objects.bulk_create(
        [Rate(currency=a.currency, base=base, day=a.day, rate=r) for a, r in fresh.items()],
        update_conflicts=True,
        unique_fields=["currency", "base", "day"],
        update_fields=["rate"],
    )
    changes = {
        f"{asked.currency} {asked.day}": [plain(standing.get(asked)), plain(rate)]
        for asked, rate in list(fresh.items())[:TOLD]
    }
    record(events.RatesSet(count=len(fresh), base=base, changes=changes), on=[by], by=by)
    forget_rates()
    return len(fresh)


@transaction.atomic
def remove_rate(rate: Rate, *, by: User) -> None:
    """Take a rate away; the one before it holds again."""
    changes = {f"{rate.currency} {rate.day}": [plain(rate.rate), None]}
    rate.delete()
    record(events.RatesSet(count=1, base=rate.base, changes=changes), on=[by], by=by)
    forget_rates()


def problem_of(currency: str, rate: Decimal, base: str) -> str:
    """Why this can be no rate to `base`, in words for a person; empty where it can."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        return _("A currency has three letters, such as VND.")
    if currency == base:
        return _("%s is the company's own currency.") % base
    if not 0 < rate < LARGEST or rate != round(rate, 8):
        return _("A rate is above zero and has at most eight decimals.")
    return ""
