"""What is told of records is counted at once."""

from quen.insights import purchases, tallies
from quen.timeline.models import Event
from quen.timeline.readers import reader


@reader("insights.tallies", kinds="deal.* contact.* order.* credit_note.*")
def count_what_changed(event: Event) -> None:
    """Count the days that changes have marked; those of other events along with them. Outside, for counting
    has transactions of its own and does no harm twice."""
    tallies.follow()
    purchases.settle()
