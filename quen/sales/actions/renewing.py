"""A deal is opened for what shall be renewed."""

from datetime import date
from decimal import Decimal

from quen.accounts.models import User
from quen.sales.actions.deals import add_deal
from quen.sales.models import Deal


def renew(
    name: str,
    *,
    by: User,
    contact_id: int | None = None,
    company_id: int | None = None,
    owner_id: int | None = None,
    amount: Decimal | None = None,
    currency: str = "",
    expected_close_on: date | None = None,
) -> Deal:
    """Open a deal in the first stage of the first pipeline. Raises Refused with
    errors by field, such as for a customer that `by` may not see."""
    given = {
        "name": name[:200],
        "contact_id": contact_id,
        "company_id": company_id,
        "owner_id": owner_id,
        "amount": str(amount) if amount is not None else None,
        "currency": currency,
        "expected_close_on": expected_close_on.isoformat() if expected_close_on else None,
    }
    return add_deal({key: value for key, value in given.items() if value}, by=by)
