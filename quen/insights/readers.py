"""What is told of records is counted at once."""

from quen.insights import leads, purchases, tallies
from quen.insights.jobs import keep_figures_right
from quen.timeline.models import Event
from quen.timeline.readers import reader


@reader("insights.tallies", kinds="deal.* contact.* order.* credit_note.*", outside=True)
def count_what_changed(event: Event) -> None:
    """Count the days that changes have marked; those of other events along with them. Outside, for counting
    has transactions of its own and does no harm twice."""
    tallies.follow()
    purchases.settle()
    leads.settle()


@reader("insights.rules", kinds="customer_rule.changed rate.*")
def count_by_another_rule(event: Event) -> None:
    """Another stage makes a lead, or another rate converts what was bought: what that spoils is made anew by a
    long job, for it may take minutes."""
    keep_figures_right.enqueue()
