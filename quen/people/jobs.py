"""What the clock does here: rules with days in them come true without any event."""

from quen.kit.tasks import enqueue_many, every, task
from quen.people.actions.duplicates import start_search
from quen.people.actions.quality import check_named, count_check, tell_owner
from quen.people.actions.stages import BATCH, apply_entry_rules
from quen.people.quality import CHECKS


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


@every(hours=6)
@task()
def count_quality() -> None:
    """Count what fails each check, one job a check."""
    enqueue_many(count_quality_of, [[check.key] for check in CHECKS])


@task(outside=True)
def count_quality_of(key: str) -> None:
    """Count one check; outside a transaction, so that nobody waits while a million rows are read."""
    if check := check_named(key):
        count_check(check)


@every(days=7)
@task()
def mail_quality() -> None:
    """Tell the owner of the data what there is to mend."""
    tell_owner()
