"""Won deals as purchases, where no order came of them: that order is the purchase then."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from quen.insights.care import stands_for_customer
from quen.insights.lines import cents
from quen.insights.purchase_kinds import Bought, purchases_are
from quen.insights.record_marking import Watched
from quen.kit.db import NoIndex
from quen.kit.workspace import workspace
from quen.sales.models import Deal, DealOrder

_COLUMNS = ("company_id", "contact_id", "closed_at", "currency", "owner_id", "team_id", "amount")


def declare() -> None:
    """Lend them (once, at start), and whose deals are that somebody cared for."""
    stands_for_customer("deal", Deal)
    purchases_are(
        "deal",
        noun="deal",
        capability="sales.view_deal",
        rows=_rows,
        read=_read,
        watched=(
            Watched(Deal, "id", (*_COLUMNS, "state", "deleted_at"), {"state": "won"}),
            Watched(DealOrder, "deal_id", ("order_id",), {}),
        ),
    )


def _rows() -> QuerySet[Any]:
    # They are always asked for by their ids: by the state SQLite would read every won deal each time.
    rows = Deal._base_manager.alias(how=NoIndex(F("state"))).filter(how=Deal.State.WON)
    return rows.filter(deleted_at=None, ordered=None).filter(
        Q(company__isnull=False) | Q(contact__isnull=False)
    )


def _read(rows: QuerySet[Any]) -> Iterator[Bought]:
    zone = ZoneInfo(workspace().zone)
    for pk, company, contact, at, currency, owner, team, amount in rows.values_list(
        "pk", *_COLUMNS
    ).iterator(5_000):
        on = at.astimezone(zone).date()
        yield Bought(pk, company, contact, on, currency, cents(amount), owner, team)
