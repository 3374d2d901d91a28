"""The event log: written with the change, linked, delivered, sealed, never changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from quen.accounts.events import UserChanged
from quen.kit import worker
from quen.timeline import immutability, last, seals
from quen.timeline.log import TooDeep, record
from quen.timeline.models import Delivery, Event, EventLink, LastEvent, Seal
from quen.timeline.readers import READERS, Reader
from quen.timeline.reading import timeline_of
from tests.timeline.sealing import seal_all


@pytest.fixture
def heard(monkeypatch):
    events = []
    monkeypatch.setitem(READERS, "test", Reader("test", "user.*", lambda e: events.append(e.kind)))
    return events


def told(office, *, on=None, because=None):
    with transaction.atomic():
        return record(
            UserChanged(changes={"full_name": ["a", "b"]}),
            on=on or [office.binh],
            by=office.giang,
            because=because,
        )


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(office):
    with pytest.raises(RuntimeError, match="belongs in the transaction"):
        record(UserChanged(changes={}), on=[office.binh])


def test_an_event_stands_on_every_record_it_concerns(office):
    event = told(office, on=[office.binh, office.chi, None, office.chi])
    assert EventLink.objects.filter(event=event).count() == 2
    assert (event.subject_type, event.subject_id) == ("user", office.binh.pk)
    lines, more = timeline_of(office.chi, office.giang)
    assert [line.kind for line in lines] == ["user.changed"]
    assert more is None


def test_each_reader_hears_of_an_event_once(office, heard):
    told(office)
    assert Delivery.objects.filter(reader="test").count() == 1
    worker.work_all()
    worker.work_all()
    assert heard == ["user.changed"]


def test_a_chain_of_causes_stops_after_eight(office):
    event = told(office)
    for _ in range(8):
        event = told(office, because=event)
    with pytest.raises(TooDeep):
        told(office, because=event)


def test_the_last_event_projection_equals_its_rebuild(office):
    told(office)
    told(office, on=[office.chi, office.binh])
    before = list(LastEvent.objects.order_by("record_id", "kind").values_list("record_id", "at"))
    last.rebuild()
    after = list(LastEvent.objects.order_by("record_id", "kind").values_list("record_id", "at"))
    assert before == after
    assert len(after) >= 2


@pytest.mark.django_db(transaction=True)
def test_the_chain_holds_and_a_changed_event_breaks_it(office):
    event = told(office)
    told(office)
    seal_all()
    told(office)
    seal_all()
    assert Seal.objects.count() >= 2
    assert list(seals.broken()) == []
    Event.objects.filter(pk=event.pk).update(data={"changes": {"full_name": ["a", "c"]}})
    assert [b.event for b in seals.broken()] == [event.pk]
    Event.objects.filter(pk=event.pk).update(digest="0" * 64)
    assert any(b.event is None for b in seals.broken())


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_or_delete_events_but_lets_them_be_emptied(office):
    event = told(office)
    immutability.install(connection)
    try:
        for change in (
            lambda: Event.objects.filter(pk=event.pk).update(kind="user.created"),
            lambda: Event.objects.filter(pk=event.pk).update(data={"x": 1}),
            lambda: Event.objects.filter(pk=event.pk)._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        Event.objects.filter(pk=event.pk).update(data={}, salt="")
        assert Event.objects.get(pk=event.pk).data == {}
    finally:
        immutability.remove(connection)
