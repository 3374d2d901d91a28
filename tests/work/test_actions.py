"""Notes and tasks on records."""

from datetime import date

import pytest

from quen.kit.refused import Refused
from quen.timeline.reading import timeline_of
from quen.work.actions import finishing, notes, tasks
from quen.work.models import Task


def test_a_note_stands_on_the_record_and_moves_its_last_activity(contact, office):
    before = contact.last_activity_at
    type(contact).objects.update(last_activity_at=before.replace(year=2020))
    notes.add_note("contact", contact.pk, "Gọi lại chiều thứ Hai", by=office.binh)
    lines, _ = timeline_of(contact, office.binh)
    assert "Gọi lại chiều thứ Hai" in lines[0].sentence
    contact.refresh_from_db()
    assert contact.last_activity_at.year != 2020


def test_nobody_notes_on_a_record_they_may_not_see(contact, office):
    with pytest.raises(Refused) as refused:
        notes.add_note("contact", contact.pk, "x", by=office.chi)
    assert refused.value.status == 404


def test_the_earliest_open_task_is_the_next_step(contact, office):
    where = {"type_key": "contact", "record_id": contact.pk, "by": office.binh}
    late = tasks.add_task(title="Gửi mẫu", due_on=date(2026, 12, 5), **where)
    soon = tasks.add_task(title="Gọi", due_on=date(2026, 12, 1), **where)
    contact.refresh_from_db()
    assert contact.next_step_at.date() == date(2026, 12, 1)
    finishing.complete_task(soon, by=office.binh)
    contact.refresh_from_db()
    assert contact.next_step_at.date() == date(2026, 12, 5)
    tasks.trash_task(late, by=office.binh)
    contact.refresh_from_db()
    assert contact.next_step_at is None


def test_a_task_is_done_once(office, stages):
    task = tasks.add_task(title="X", by=office.binh)
    finishing.complete_task(task, by=office.binh)
    with pytest.raises(Refused):
        finishing.complete_task(task, by=office.binh)
    assert finishing.reopen_task(task, by=office.binh).done_at is None


def test_giving_a_task_to_another_needs_the_right(office):
    task = tasks.add_task(title="X", by=office.binh, owner=office.chi)
    assert task.team == office.north
    assert not Task.objects.visible_to(office.binh).exists()
