"""What happens to flows when something happens: runs wake, and new ones start."""

from quen.automation.actions.starting import start_on
from quen.automation.actions.waking import wake
from quen.automation.flows import listened
from quen.timeline.models import Event
from quen.timeline.readers import reader


@reader("automation.flows", kinds="*", wanted=lambda kind: kind in listened(), acts=True)
def hear(event: Event) -> None:
    """Wake what waits for it, then start what begins with it."""
    wake(event)
    start_on(event)
