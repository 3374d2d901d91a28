"""What the clock does for deals."""

from quen.kit.tasks import every, task
from quen.sales import tallies
from quen.sales.actions.foreseeing import take_snapshot
from quen.sales.actions.quotes import expire_quotes


@every(minutes=1)
@task()
def fold_tallies() -> None:
    """Keep the board's tallies short."""
    tallies.fold_many()


@every(hours=1)
@task(outside=True)
def write_down_the_week() -> None:
    """Once a week, what open deals look like; in other hours there is nothing to do."""
    take_snapshot()


@every(minutes=15)
@task()
def end_quotes() -> None:
    """Quotes whose day has passed are open no more; goes on at once while there are many."""
    if expire_quotes() >= 200:
        end_quotes.enqueue()
