"""What the clock does here: empties the trash, forgets removed fields and files, keeps followed views."""

from quen.fields.actions.custom import purge_fields, work_out_all
from quen.fields.actions.entering import followings_to_tell, tell_entries
from quen.fields.actions.exports import ask_weekly
from quen.fields.actions.files import tidy_files
from quen.fields.actions.import_tidying import tidy_imports
from quen.fields.actions.keeping import arm_late
from quen.fields.actions.trash import BATCH, empty_trash
from quen.fields.computed.following import timed_fields
from quen.kit.tasks import enqueue_many, every, task


@every(hours=6)
@task(outside=True)
def tidy_trash() -> None:
    """Purge what has been in the trash for 60 days; goes on at once while batches are full. Each batch has a
    transaction of its own, and what is gone is not found again."""
    if empty_trash() >= BATCH:
        tidy_trash.enqueue()


@every(hours=24)
@task()
def tidy_fields() -> None:
    """Delete custom fields that were removed 30 days ago."""
    purge_fields()


@every(hours=24)
@task()
def tidy_unheld_files() -> None:
    """Delete files that no record has held for 30 days."""
    while tidy_files():
        pass


@every(hours=6)
@task()
def export_weekly() -> None:
    """Everything for the data owner, where the company wants that each week."""
    ask_weekly()


@every(hours=24)
@task()
def tidy_old_imports() -> None:
    """Delete the files and rows of imports of more than 60 days ago."""
    while tidy_imports():
        pass


@every(minutes=1)
@task()
def keep_views() -> None:
    """Have followed views worked out anew where nothing else asked for it."""
    arm_late()


@every(minutes=10)
@task()
def mail_entries() -> None:
    """One job for each colleague and view, so that one that fails holds up no other."""
    enqueue_many(mail_entries_of, [[pk] for pk in followings_to_tell()])


@task()
def mail_entries_of(following_id: int) -> None:
    """Tell one colleague what entered one view."""
    tell_entries(following_id)


@every(hours=24)
@task()
def tell_time_in_fields() -> None:
    """Computed fields that reckon with today are worked out anew every day."""
    for field_id in timed_fields():
        work_out_all.enqueue(field_id, 0)
