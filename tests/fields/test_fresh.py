"""A record made by hand settles before readers hear of it; imports and programs do not wait."""

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.people.actions.contacts import add_contact
from quen.people.models import Contact
from quen.timeline.models import Delivery
from quen.timeline.readers import READERS, Reader


@pytest.fixture
def heard(monkeypatch):
    """A reader of its own that wants to hear of every contact."""
    told = []
    monkeypatch.setitem(READERS, "test.hears", Reader("test.hears", "contact.*", told.append))
    return told


def waiting() -> list[bool]:
    """For each delivery that nobody has done: whether it still waits."""
    due = Delivery.objects.filter(reader="test.hears", done_at=None).values_list(
        "due_at", flat=True
    )
    return [at > timezone.now() for at in due]


def added(client, user) -> Contact:
    client.force_login(user)
    client.post(reverse("people:contact_new"), {"full_name": "Mới"})
    return Contact.objects.get(full_name="Mới")


def test_a_new_record_is_told_once_it_is_left(office, stages, client, heard):
    made = added(client, office.binh)
    assert waiting() == [True]
    page = client.get(reverse("people:contact", args=[made.pk])).content.decode()
    url = reverse("records:settle", args=["contact", made.pk])
    assert f'<ui-settle url="{url}">' in page
    assert client.post(url).status_code == 204
    assert waiting() == [False]


def test_nobody_else_settles_it(office, stages, client, heard):
    made = added(client, office.binh)
    client.force_login(office.chi)
    assert client.post(reverse("records:settle", args=["contact", made.pk])).status_code == 404
    assert waiting() == [True]


def test_it_settles_by_itself_after_a_minute(office, stages, client, heard):
    added(client, office.binh)
    due = Delivery.objects.get(reader="test.hears").due_at
    assert 50 < (due - timezone.now()).total_seconds() <= 60


def test_a_program_does_not_wait(office, stages, heard):
    add_contact({"full_name": "Từ tệp"}, by=office.binh)
    assert waiting() == [False]
