"""The measures of customers: who comes, who comes again, who stays, what each costs and brings."""

from quen.insights.customers import buying, caring, coming, leading, staying, worth
from quen.insights.customers.telling import BOUGHT
from quen.insights.sources import present
from quen.people.models import Contact


def declare() -> None:
    """Lend them (once, at start)."""
    present(BOUGHT, noun="contact", model=Contact, names=(), lines=lambda user, names, owners: ())
    for room in (leading, buying, coming, staying, caring, worth):
        room.declare()
