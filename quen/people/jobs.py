"""What the clock does here: rules with days in them come true without any event."""

from quen.kit.tasks import every, task
from quen.people.actions.duplicates import start_search
from quen.people.actions.stages import BATCH, apply_entry_rules


@every(minutes=30)
@task()
def enter_stages() -> None:
    """Move contacts that meet an entry rule by now; goes on at once while there are many."""
    if apply_entry_rules() >= BATCH:
        enter_stages.enqueue()


@every(hours=24)
@task()
def search_duplicates() -> None:
    """Look through all contacts and companies anew."""
    for key in ("contact", "company"):
        start_search(key)
