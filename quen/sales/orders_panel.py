"""The orders that came of a deal, and the button that places one."""

from typing import Any

from django.urls import reverse

from quen.commerce.models import Order
from quen.commerce.order_lines import of_rows
from quen.sales.models import Deal, DealLine


def orders(deal: Deal, user: Any) -> dict[str, Any] | None:
    """Orders with what is open of each; nothing for whom the deal's amount is hidden."""
    if not user.may_read_field("deal.amount"):
        return None
    facts = of_rows(Order.objects.visible_to(user).filter(from_deal__deal=deal), user)
    standing = any(line["state"] != Order.State.CANCELLED for line in facts["lines"])
    fits = not standing and user.can("commerce.add_order")
    ready = fits and DealLine.objects.filter(deal=deal).exists()
    return facts | {"new_url": reverse("sales:deal_order", args=[deal.pk]) if ready else ""}
