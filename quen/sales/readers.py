"""What happens to deals when something happens: a contact with the customer keeps them fresh."""

from quen.sales import rotting
from quen.timeline.models import Event
from quen.timeline.readers import reader

_MOVES = (
    "deal.reopened deal.changed deal.people_changed deal.merged deal.unmerged "
    "contact.merged contact.unmerged company.merged company.unmerged"
)


@reader("sales.contacted", kinds=" ".join((*rotting.SPOKE, _MOVES)))
def keep_last_contact(event: Event) -> None:
    """Keep when the customer was last spoken to."""
    changes = (event.data or {}).get("changes")
    if event.kind == "deal.changed" and changes and not {"contact_id", "company_id"} & set(changes):
        return
    rotting.hear(event)
