"""What the clock does for contracts."""

from quen.commerce.actions.contracts import BATCH, tell_nearing
from quen.kit.tasks import every, task


@every(hours=1)
@task()
def watch_contracts() -> None:
    """Contracts whose end has come near are told of, each end once; hourly, so that a new one whose end is
    near already need not wait for tomorrow. Goes on at once while there are many."""
    if tell_nearing() >= BATCH:
        watch_contracts.enqueue()
