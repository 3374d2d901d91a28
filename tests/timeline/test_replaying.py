"""A reader hears the past again when it is asked to."""

from django.db import transaction

from quen.accounts.events import UserChanged
from quen.kit import worker
from quen.timeline.log import record
from quen.timeline.readers import READERS, Reader
from quen.timeline.replaying import replay


def test_a_new_reader_hears_of_what_was_before_it_and_once_more_on_request(office, monkeypatch):
    for _n in range(3):
        with transaction.atomic():
            record(UserChanged(changes={}), on=[office.binh], by=office.giang)
    heard = []
    monkeypatch.setitem(
        READERS, "late", Reader("late", "user.changed", lambda e: heard.append(e.pk))
    )
    worker.work_all()
    assert heard == []
    assert replay("late") == 3
    worker.work_all()
    assert len(heard) == 3
    assert replay("late") == 3
    worker.work_all()
    assert len(heard) == 6
