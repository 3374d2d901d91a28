"""Two people at one record: it is merged while another merges it, or writes on it."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import translation

from quen.fields.actions.merging import merge_records
from quen.kit.redirects import survivor
from quen.kit.refused import Refused
from quen.people.actions.contacts import add_contact
from quen.people.models import Contact
from quen.timeline.reading import timeline_of
from quen.work.actions.finishing import log_call
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task
from quen.work.models import Note, Task

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]


@pytest.fixture
def twin(contact, office):
    return add_contact({"full_name": "Nguyen Thi Hong", "phone": "0987654321"}, by=office.binh)


class Beside(threading.Thread):
    """Does something on a connection of its own; `said` is what it was refused with, or nothing."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__()
        self.do, self.said = do, ""
        self.start()

    def run(self) -> None:
        try:
            with translation.override("en"):
                self.do()
        except Refused as refused:
            self.said = str(refused.message)
        finally:
            connection.close()


def while_merging(contact, twin, office, do: Callable[[], object]) -> Beside:
    """The twin goes up into the contact; before that is committed, somebody else begins to `do`."""
    with transaction.atomic():
        merge_records("contact", contact.pk, [twin.pk], by=office.binh)
        other = Beside(do)
        other.join(0.5)
        assert other.is_alive(), "nobody waited for the merge"
    other.join(10)
    return other


def test_a_note_written_meanwhile_stands_on_the_survivor(contact, twin, office):
    def write():
        add_note("contact", twin.pk, "Chị Hồng gọi lại", by=office.binh)

    assert while_merging(contact, twin, office, write).said == ""
    assert Note.objects.get().record_id == contact.pk
    lines, _end = timeline_of(contact, office.binh)
    assert "note.added" in [line.kind for line in lines]


def test_so_do_a_task_and_a_call(contact, twin, office):
    def work():
        facts = {"type_key": "contact", "record_id": twin.pk, "by": office.binh}
        add_task(title="Gửi báo giá", **facts)
        log_call(**facts, outcome="reached")

    assert while_merging(contact, twin, office, work).said == ""
    assert {task.record_id for task in Task.objects.all()} == {contact.pk}
    assert Task.objects.count() == 2


def test_of_two_merges_that_cross_one_is_refused_in_words(contact, twin, office):
    def the_other_way():
        merge_records("contact", twin.pk, [contact.pk], by=office.binh)

    said = while_merging(contact, twin, office, the_other_way).said
    assert "no longer there" in said
    assert (survivor("contact", twin.pk), survivor("contact", contact.pk)) == (contact.pk, None)
    assert list(Contact.objects.filter(deleted_at=None)) == [contact]
