"""How deals become one, and how they follow their customers and companies."""

from typing import Any

from django.utils.translation import ngettext

from quen.fields.merging.choosing import mergeable
from quen.fields.merging.follows import Moving, follows, stays, taken_by, unites
from quen.fields.merging.ledger import settles
from quen.sales.models import (
    Deal,
    DealLine,
    DealOrder,
    DealRenewal,
    Foreseen,
    Involved,
    Quote,
    QuoteLine,
    Stay,
    StorySent,
    Tally,
    Tick,
)

STAGE = (
    "stage_id", "pipeline_id", "stage_entered_at", "probability", "state", "closed_at",
    "lost_reason_id", "won_reason_id", "competitor_id", "ask_again_on", "lost_note",
)  # fmt: skip


def declare() -> None:
    """Lend the type, and how this room's tables follow (once, at start)."""
    groups: dict[str, tuple[str, ...]] = {
        "name": ("name", "name_key", "norm"),
        "amount": ("amount", "currency"),
        "stage_id": STAGE,
        "pipeline_id": (),  # goes with the stage
        "probability": (),
        "forecast": (),
        "ask_again_on": (),
        "owner_id": ("owner_id", "team_id"),
    }
    mergeable("deal", groups=groups, settle=_earliest_step)
    for key in ("contact", "company"):
        follows(Deal, f"{key}_id", type=key, counted=_deals)
    follows(DealLine, "deal_id", type="deal")
    follows(StorySent, "deal_id", type="deal")
    follows(DealOrder, "deal_id", type="deal")
    stays(DealRenewal, "contract_id", why="contracts do not become one")
    for key in ("deal", "contact", "company"):
        follows(Quote, f"{key}_id", type=key, counted=_quotes)
    unites(Involved, "deal_id", type="deal", same=("contact_id",))
    unites(Involved, "contact_id", type="contact", same=("deal_id",))
    unites(DealRenewal, "deal_id", type="deal", same=("contract_id",))
    unites(Tick, "deal_id", type="deal", same=("item_id",))
    taken_by(Stay, ("deal_id",), _stays)
    settles(Stay, _settle_stay)
    for model in (DealLine, QuoteLine):
        stays(model, "product_id", why="products do not become one")
    stays(Foreseen, "deal_id", why="what was foreseen of each deal before they became one")
    stays(Tally, "owner_id", "team_id", why="a sum over deals; triggers recount it")


def _deals(n: int) -> str:
    return ngettext("%d deal", "%d deals", n) % n


def _quotes(n: int) -> str:
    return ngettext("%d quote", "%d quotes", n) % n


def _earliest_step(moving: Moving) -> None:
    steps = [one.next_step_at for one in moving.group if one.next_step_at]
    moving.ledger.change(moving.survivor, next_step_at=min(steps, default=None))


def _stays(moving: Moving) -> None:
    """Stays come along; the one that goes on is that of the stage which was chosen."""
    if moving.type != "deal":
        return
    source = moving.taken("stage_id")
    if source.pk != moving.survivor.pk:
        for row in Stay.objects.filter(deal=moving.survivor.pk, left_at=None):
            moving.ledger.change(row, left_at=moving.now)
    for row in Stay.objects.filter(deal__in=moving.ids).order_by("pk"):
        ends = row.left_at if row.left_at or row.deal_id == source.pk else moving.now
        moving.ledger.hand_over(row, "deal_id", deal_id=moving.survivor.pk, left_at=ends)


def _settle_stay(pk: int, values: dict[str, Any]) -> dict[str, Any]:
    """A deal that has moved on since does not come back to where it was."""
    if values.get("left_at", pk) is not None:
        return values
    deal = values.get("deal_id") or Stay.objects.values_list("deal_id", flat=True).get(pk=pk)
    later = Stay.objects.filter(deal=deal, left_at=None).exclude(pk=pk).first()
    return {**values, "left_at": later.entered_at} if later else values
