"""What the clock does for figures: what no event told of (plain SQL, a new zone) is counted too."""

from quen.insights import purchases, tallies
from quen.kit.tasks import every, task


@every(seconds=10)
@task(outside=True)
def keep_figures_right() -> None:
    """Count what is marked, and make anew what another zone or a lost trigger has spoilt.

    Each step has a transaction of its own, and doing it twice is harmless.
    """
    tallies.keep_right()
    purchases.keep_right()
