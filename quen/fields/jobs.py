"""What the clock does here: empties the trash, forgets removed fields and files."""

from quen.fields.actions.custom import purge_fields
from quen.fields.actions.files import tidy_files
from quen.fields.actions.trash import BATCH, empty_trash
from quen.kit.tasks import every, task


@every(hours=6)
@task()
def tidy_trash() -> None:
    """Purge what has been in the trash for 60 days; goes on at once while batches are full."""
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
