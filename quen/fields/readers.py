"""What this room hears of: changes that may let a record into a followed view, or out of it."""

from quen.fields.actions.keeping import note_change
from quen.fields.computed.following import anything_computed, follow
from quen.fields.kept import anything_kept
from quen.timeline.kinds import KINDS
from quen.timeline.models import Event
from quen.timeline.readers import reader


def _wanted(kind: str) -> bool:
    return KINDS[kind].group != "audit" and anything_kept()


@reader("fields.views", kinds="*", wanted=_wanted)
def work_out_views(event: Event) -> None:
    """Have the views over the event's records worked out anew."""
    note_change(event.pk)


@reader("fields.computed", kinds="*", wanted=anything_computed)
def keep_computed(event: Event) -> None:
    """Work the computed fields of the event's records out, and the roll-ups over them."""
    follow(event)
