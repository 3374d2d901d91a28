"""Where the next step of a deal is kept: its dot on the board, and whether home reminds of it."""

from datetime import datetime

from quen.sales.models import Deal
from quen.work.targets import next_step


@next_step("deal")
def keep_step_of_deal(deal_id: int, at: datetime | None) -> None:
    """A deal's next step."""
    Deal.objects.filter(pk=deal_id).update(next_step_at=at)
