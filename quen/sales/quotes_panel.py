"""What a deal is about and what was offered: its products and its quotes."""

from typing import Any

from django.urls import reverse

from quen.accounts.visibility import may
from quen.commerce.documents import plain_number
from quen.commerce.lines.reading import Asked
from quen.commerce.lines.rows import net_shown
from quen.kit.workspace import today
from quen.sales import quote_lines
from quen.sales.models import Deal, DealLine


def quotes(deal: Deal, user: Any) -> dict[str, Any] | None:
    """Lines with their amounts, quotes with their state; nothing for whom the amount is hidden."""
    if not user.may_read_field("deal.amount"):
        return None
    asked = Asked(deal.currency, user.language, today(), user)
    editable = deal.is_open and may(deal, user, "change") and user.may_write_field("deal.amount")
    return {
        "lines": [_line(line, asked) for line in lines_of(deal)],
        "lines_url": reverse("sales:deal_lines", args=[deal.pk]) if editable else "",
        "quotes": quote_lines.of_deal(deal, user) if user.can("sales.view_quote") else [],
        "new_url": reverse("sales:quote_new", args=[deal.pk])
        if editable and user.can("sales.add_quote")
        else "",
    }


def lines_of(deal: Deal) -> list[DealLine]:
    """The lines of a deal, in their order."""
    return list(DealLine.objects.filter(deal=deal))


def _line(line: Any, asked: Asked) -> dict[str, str]:
    quantity = plain_number(line.quantity, asked.language)
    sub = f"{quantity} {line.unit}".strip()
    if line.discount_percent:
        sub = f"{sub} · −{plain_number(line.discount_percent, asked.language)} %"
    return {"name": line.name, "sub": sub, "amount": net_shown(line, asked)}
