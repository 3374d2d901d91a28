"""What the clock does here: forgets the links to accounts in old mails."""

from quen.channels.actions import outbox
from quen.kit.tasks import every, task


@every(hours=6)
@task()
def forget_access() -> None:
    """Empty mails that opened an account, a week after they were planned."""
    outbox.forget_access()
