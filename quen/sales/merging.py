"""How deals become one, and how they follow their customers and companies."""

from django.utils.translation import ngettext

from quen.fields.merging.choosing import mergeable
from quen.fields.merging.follows import Moving, follows, stays, taken_by, unites
from quen.fields.merging.ledger import settles
from quen.fields.merging.staying import Staying
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
    staying = Staying("deal", Stay, "deal_id", chosen="stage_id")
    taken_by(Stay, ("deal_id",), staying.take)
    settles(Stay, staying.settle)
    stays(DealOrder, "order_id", why="orders do not become one")
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
