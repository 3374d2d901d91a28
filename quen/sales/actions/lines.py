"""The products of a deal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.lines.reading import Asked, read_lines
from quen.commerce.lines.totals import totals_of
from quen.fields import searching
from quen.kit.plain_rows import plain
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.sales import events
from quen.sales.actions.moving import locked
from quen.sales.models import Deal, DealLine
from quen.timeline.log import record


@transaction.atomic
def set_lines(
    deal: Deal, given: Sequence[Mapping[str, Any]], *, by: User, language: str = ""
) -> Deal:
    """Make these the lines of a deal; its amount becomes what they add up to before VAT.

    `given` are {"product_id", "name", "unit", "quantity", "unit_price", "discount_percent",
    "vat_percent"}; what is left out comes from the product and its price of today. Without any line the
    amount stays. Raises Refused with errors by line, for a closed deal, and (403) for whom the amount is not
    theirs to change.
    """
    if not by.may_write_field("deal.amount"):
        raise Refused(_("You may not change what a deal is worth."), status=403)
    deal = locked(deal)
    if not deal.is_open:
        raise Refused(_("This deal is closed. Open it again first."))
    asked = Asked(deal.currency, language or by.language, today(), by)
    lines = read_lines(given, asked)
    old = DealLine.objects.filter(deal=deal)
    before = in_words(old)
    old.delete()
    rows = [DealLine(deal=deal, position=n, **line.columns()) for n, line in enumerate(lines)]
    DealLine.objects.bulk_create(rows)
    was, deal.amount = deal.amount, totals_of(rows, deal.currency).net if rows else deal.amount
    deal.version, deal.updated_at = deal.version + 1, timezone.now()
    deal.save(update_fields=["amount", "version", "updated_at"])
    changes = {"lines": [before, in_words(rows)]}
    if was != deal.amount:
        changes["amount"] = [plain(was), plain(deal.amount)]
    if changes["lines"][0] != changes["lines"][1] or "amount" in changes:
        record(events.DealChanged(changes=changes), on=[deal, deal.contact, deal.company], by=by)
    searching.refresh("deal", [deal.pk])
    return deal


def in_words(lines: Any) -> str:
    """Lines as the timeline tells of them: "2 × Steel pipe, 1 × Delivery"."""
    told = [f"{one.quantity.normalize():f} × {one.name}" for one in lines]
    return ", ".join(told)[:500]
