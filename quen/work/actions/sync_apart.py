"""One event that cannot be brought together stops no other one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from quen.kit.secrets import Unopened
from quen.work.actions.sync_taking import trace
from quen.work.calendar.port import Failed
from quen.work.models import CalendarAccount

# These are about the whole run: the server, the permission, our own database.
_OF_THE_RUN = (Failed, Unopened, OperationalError, InterfaceError)
log = logging.getLogger(__name__)


@contextmanager
def apart(account: CalendarAccount, uid: str, title: str) -> Iterator[None]:
    """Leave out an event about which anything unexpected goes wrong: all of it goes to the log, and once a
    line to the account's page."""
    try:
        yield
    except _OF_THE_RUN:
        raise
    except Exception:
        log.exception("calendar account %s: the event %s is left out", account.pk, uid)
        if not account.traces.filter(what="left_out", uid=uid).exists():
            trace(account, uid, title, "left_out")
