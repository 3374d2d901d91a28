"""What the clock does for rights."""

from quen.accounts.actions import shares
from quen.kit.tasks import every, task


@every(minutes=15)
@task()
def end_expired_shares() -> None:
    """Shares end by themselves at their moment; this clears them away and tells their records."""
    while shares.end_expired_shares() == shares.BATCH:
        pass
