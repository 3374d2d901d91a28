"""What runs behind exports: making them, the weekly one, and throwing old files away."""

from quen.fields.actions.making import expire, make
from quen.kit.tasks import every, task


@task(outside=True)
def make_export(run_id: int) -> None:
    """Make one file."""
    make(run_id)


@every(hours=1)
@task()
def tidy_exports() -> None:
    """Delete what has expired."""
    while expire():
        pass
