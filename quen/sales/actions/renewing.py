"""A deal is opened for what shall be renewed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from quen.accounts.models import User
from quen.commerce.models import Contract
from quen.sales.actions.deals import add_deal
from quen.sales.models import Deal, DealRenewal


def standing_renewal(record: Any) -> Deal | None:
    """The open deal that renews a contract; None where there is none, and for other records."""
    if not isinstance(record, Contract):
        return None
    going = Q(state=Deal.State.OPEN, deleted_at=None)
    rows = Deal._base_manager.filter(going, renewing__contract=record)
    found: Deal | None = rows.order_by("pk").first()
    return found


@transaction.atomic
def renew(
    name: str,
    *,
    by: User,
    of: Any = None,
    contact_id: int | None = None,
    company_id: int | None = None,
    owner_id: int | None = None,
    amount: Decimal | None = None,
    currency: str = "",
    expected_close_on: date | None = None,
) -> Deal:
    """Open a deal in the first stage of the first pipeline; the record that it renews (`of`) tells of it
    on its timeline, and a contract is kept with it. Raises Refused with errors by field, such as for a
    customer that `by` may not see."""
    given = {
        "name": name[:200],
        "contact_id": contact_id,
        "company_id": company_id,
        "owner_id": owner_id,
        "amount": str(amount) if amount is not None else None,
        "currency": currency,
        "expected_close_on": expected_close_on.isoformat() if expected_close_on else None,
    }
    also = [of] if isinstance(of, Contract) else []
    made = add_deal({key: value for key, value in given.items() if value}, by=by, also=also)
    if isinstance(of, Contract):
        DealRenewal.objects.create(deal=made, contract=of)
    return made
