"""What the clock does here: mails notices that nobody looked at, forgets old ones."""

from quen.kit.tasks import enqueue_many, every, task
from quen.timeline.actions import notices


@every(minutes=1)
@task()
def mail_notices() -> None:
    """One job for each colleague, so that one that fails holds up no other."""
    enqueue_many(mail_notices_of, [[pk] for pk in notices.users_to_mail()])


@task()
def mail_notices_of(user_id: int) -> None:
    """Mail one colleague what is due."""
    notices.mail_notices(user_id)


@every(hours=24)
@task()
def tidy_notices() -> None:
    """Delete notices that are old."""
    notices.tidy_notices()
