"""Where the next step of a customer is kept."""

from datetime import datetime

from quen.people.actions.contacts import set_next_step
from quen.work.targets import next_step


@next_step("contact")
def keep_step_of_contact(contact_id: int, at: datetime | None) -> None:
    """A customer's next step."""
    set_next_step(contact_id, at, by=None)
