"""What the test of killed and crowded workers runs in processes of its own: boards that are due by mail."""

import os
import signal
import threading
from datetime import time, timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from quen.accounts.actions.users import add_user
from quen.accounts.seeds import add_roles
from quen.channels.models import Outgoing
from quen.insights import jobs
from quen.insights.actions import board_mails
from quen.insights.models import BoardMail
from quen.insights.tiles import READY
from quen.kit import leases, worker
from quen.kit.models import Job


def plan(people: int) -> None:
    """A fresh database; so many colleagues whose mail is due, each asked for by two clocks."""
    call_command("migrate", verbosity=0)
    admin = add_roles()["admin"]
    for n in range(people):
        user = add_user(email=f"a{n}@quen.test", full_name="A", by=None, roles=[admin])
        board_mails.choose_mail(READY["rep"], "workdays", time(8), by=user)
    BoardMail.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    for _clock in range(2):
        jobs.mail_boards.func()


def work(dies: int) -> None:
    """A worker whose leases run out after a second; one that `dies` is killed between planning a mail and
    the end of its transaction."""
    leases.LEASE = timedelta(seconds=1)
    leases.claim.__kwdefaults__["lease"] = timedelta(seconds=1)
    if dies:
        plan_mail = board_mails.plan_mail

        def killed(**facts: Any) -> Outgoing:
            planned = plan_mail(**facts)
            os.kill(os.getpid(), signal.SIGKILL)
            return planned

        board_mails.plan_mail = killed  # type: ignore[assignment]
    worker.run(threading.Event())


def count() -> None:
    """Print how many mails are planned, how many boards are still due, and how many jobs are left."""
    due = BoardMail.objects.filter(next_at__lte=timezone.now()).count()
    left = Job.objects.filter(task__endswith=".mail_board", done_at=None).count()
    print(Outgoing.objects.filter(key__startswith="board-").count(), due, left)
