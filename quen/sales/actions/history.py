"""Stage history that comes from outside: only the days that were given, none made up."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from quen.commerce.models import Product
from quen.kit import rows
from quen.kit.workspace import workspace
from quen.sales import staging
from quen.sales.models import Deal, DealLine, Stay

Dated = tuple[Deal, datetime | None, datetime | None]


@transaction.atomic
def date_deals(deals: Sequence[Dated]) -> None:
    """Give fresh deals their true days: when they entered the working stage, and when they ended.

    A deal without a day keeps no stay at all, since nobody knows when it entered its stage.
    """
    Stay.objects.filter(deal__in=[deal for deal, _engaged, _closed in deals]).delete()
    stays: list[Stay] = []
    for deal, engaged, closed in deals:
        stays += _stays(deal, engaged, closed)
        deal.created_at = engaged or closed or deal.created_at
        deal.stage_entered_at = (closed if not deal.is_open else engaged) or deal.stage_entered_at
        deal.last_activity_at = closed or engaged or deal.last_activity_at
        if not deal.is_open:
            deal.closed_at = closed or deal.closed_at
    rows.insert_all(stays)
    rows.update_all(
        [deal for deal, _engaged, _closed in deals],
        ["created_at", "stage_entered_at", "last_activity_at", "closed_at"],
    )


def _stays(deal: Deal, engaged: datetime | None, closed: datetime | None) -> list[Stay]:
    if deal.is_open:
        return [Stay(deal=deal, stage_id=deal.stage_id, entered_at=engaged)] if engaged else []
    found = []
    working = next((s for s in staging.stages(deal.pipeline_id) if s.step == "negotiate"), None)
    if engaged and working:
        found.append(Stay(deal=deal, stage=working, entered_at=engaged, left_at=closed))
    if closed:
        found.append(Stay(deal=deal, stage_id=deal.stage_id, entered_at=closed))
    return found


@transaction.atomic
def line_deals(deals: Sequence[tuple[Deal, Product]]) -> None:
    """Give fresh deals one line each: one of the product, at the deal's amount as it came in."""
    rows.insert_all(
        [
            DealLine(
                deal=deal,
                product=product,
                name=product.name_in(workspace().language),
                unit=product.unit,
                unit_price=deal.amount,
                vat_percent=product.vat_percent,
            )
            for deal, product in deals
        ]
    )
