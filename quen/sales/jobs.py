"""What the clock does for deals."""

from quen.kit.tasks import every, task
from quen.sales import tallies


@every(minutes=1)
@task()
def fold_tallies() -> None:
    """Keep the board's tallies short."""
    tallies.fold_many()
