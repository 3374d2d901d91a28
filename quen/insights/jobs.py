"""What the clock does for figures: what no event told of (plain SQL, a new zone) is counted too."""

from quen.insights import leads, purchases, tallies
from quen.insights.actions import board_links, board_mails
from quen.kit.tasks import enqueue_many, every, task


@every(seconds=10)
@task(outside=True)
def keep_figures_right() -> None:
    """Count what is marked, and make anew what another zone or a lost trigger has spoilt.

    Each step has a transaction of its own, and doing it twice is harmless.
    """
    tallies.keep_right()
    purchases.keep_right()
    leads.keep_right()


@every(minutes=1)
@task()
def mail_boards() -> None:
    """One job for each mail that is due, so that one that fails holds up no other."""
    enqueue_many(mail_board, [[pk] for pk in board_mails.mails_due()])


@task(outside=True)
def mail_board(mail_id: int) -> None:
    """Mail one board to one colleague; the mail and the next moment are stored together."""
    board_mails.send_board(mail_id)


@every(hours=24)
@task()
def tidy_links() -> None:
    """Delete links to boards that ended long ago."""
    board_links.forget_links()
