"""Notes and tasks through their pages: on records, alone, finished, by whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from quen.people.actions.contacts import change_contact
from quen.timeline.models import Event
from quen.timeline.notices import tell
from quen.work.actions import notes, tasks
from quen.work.lines import today_of
from quen.work.models import Note, Task

HX = {"HX-Request": "true"}


def test_a_note_and_a_task_come_from_the_composer(contact, office, client):
    client.force_login(office.binh)
    on = ["contact", contact.pk]
    answer = client.post(reverse("work:note_add", args=on), {"text": "Chốt 20 tấn"}, headers=HX)
    assert answer.status_code == 204
    assert f"contact-{contact.pk}" in answer.headers["HX-Trigger"]
    plain = client.post(
        reverse("work:task_add", args=on), {"title": "Gửi báo giá", "due_on": "2030-01-02"}
    )
    assert plain.headers["Location"] == reverse("people:contact", args=[contact.pk])
    task = Task.objects.get()
    assert (task.due_on, task.owner) == (date(2030, 1, 2), office.binh)
    html = client.get(reverse("people:contact", args=[contact.pk])).content.decode()
    assert "Chốt 20 tấn" in html
    assert "Gửi báo giá" in html


def test_an_empty_note_and_a_task_without_words_are_refused(contact, office, client):
    client.force_login(office.binh)
    on = ["contact", contact.pk]
    assert (
        client.post(reverse("work:note_add", args=on), {"text": "  "}, headers=HX).status_code
        == 422
    )
    assert (
        client.post(reverse("work:task_add", args=on), {"title": ""}, headers=HX).status_code == 422
    )
    assert not Note.objects.exists()
    assert not Task.objects.exists()


def test_nobody_writes_on_a_record_they_may_not_see(contact, office, client):
    on = ["contact", contact.pk]
    client.force_login(office.chi)
    assert (
        client.post(reverse("work:note_add", args=on), {"text": "x"}, headers=HX).status_code == 404
    )
    assert (
        client.post(reverse("work:task_add", args=on), {"title": "x"}, headers=HX).status_code
        == 404
    )
    client.force_login(office.em)
    assert (
        client.post(reverse("work:note_add", args=on), {"text": "x"}, headers=HX).status_code == 403
    )


def test_a_task_is_finished_and_opened_again(contact, office, client):
    task = tasks.add_task(title="Gọi", by=office.binh, type_key="contact", record_id=contact.pk)
    client.force_login(office.binh)
    assert client.post(reverse("work:task_done", args=[task.pk]), headers=HX).status_code == 204
    task.refresh_from_db()
    assert task.done_at
    assert client.post(reverse("work:task_done", args=[task.pk]), headers=HX).status_code == 422
    client.post(reverse("work:task_reopen", args=[task.pk]), headers=HX)
    task.refresh_from_db()
    assert task.done_at is None
    client.force_login(office.chi)
    assert client.post(reverse("work:task_done", args=[task.pk]), headers=HX).status_code == 404


def test_a_task_alone_is_planned_changed_and_listed(office, client):
    client.force_login(office.binh)
    assert client.post(reverse("work:task_new"), {"title": ""}).status_code == 422
    client.post(reverse("work:task_new"), {"title": "Họp đội", "due_on": "2030-05-06"})
    task = Task.objects.get()
    assert "Họp đội" in client.get(reverse("work:tasks")).content.decode()
    url = reverse("work:task", args=[task.pk])
    client.post(url, {"title": "Họp đội Bắc", "due_on": "", "owner": office.binh.pk})
    task.refresh_from_db()
    assert (task.title, task.due_on) == ("Họp đội Bắc", None)
    client.force_login(office.em)
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "x"}).status_code == 404
    client.force_login(office.dung)
    assert client.get(url).status_code == 404


def test_only_who_may_assign_gives_a_task_away(office, client):
    client.force_login(office.an)
    client.post(reverse("work:task_new"), {"title": "Gọi", "owner": office.chi.pk})
    assert Task.objects.get().owner == office.chi


def test_a_note_is_removed_by_whoever_may(contact, office, client):
    note = notes.add_note("contact", contact.pk, "Nhầm", by=office.binh)
    url = reverse("work:note_trash", args=[note.pk])
    client.force_login(office.em)
    assert client.post(url, headers=HX).status_code == 403
    client.force_login(office.binh)
    assert client.post(url, headers=HX).status_code == 204
    note.refresh_from_db()
    assert note.deleted_at


def test_a_task_is_planned_for_tomorrow_with_one_button_and_for_no_odd_number(
    contact, office, client
):
    client.force_login(office.binh)
    url = reverse("work:task_add", args=["contact", contact.pk])
    client.post(url, {"title": "Gọi lại", "due_on": "", "in_days": "1"}, headers=HX)
    assert Task.objects.get().due_on == today_of(office.binh) + timedelta(days=1)
    for odd in ("-1", "99999999999", "x"):
        assert client.post(url, {"title": "x", "in_days": odd}, headers=HX).status_code == 204
    assert Task.objects.filter(title="x", due_on=None).count() == 3


def test_snoozing_says_until_when(contact, office, client):
    client.force_login(office.binh)
    task = tasks.add_task(title="Gọi", by=office.binh)
    given = {"until": "2199-01-02T09:00:00+07:00", "next": "home"}
    client.post(reverse("work:task_snooze", args=[task.pk]), given)
    assert "02/01/2199 09:00" in client.get("/").content.decode()


@pytest.mark.parametrize(
    "until", ["9999-12-31T23:59+00:00", "0001-01-01T00:00+00:00", "9999-12-31", "x"]
)
def test_nothing_is_snoozed_to_the_ends_of_the_world(office, client, until):
    client.force_login(office.binh)
    task = tasks.add_task(title="Gọi", by=office.binh)
    url = reverse("work:task_snooze", args=[task.pk])
    assert client.post(url, {"until": until}).status_code in (409, 422)
    assert Task.objects.get().remind_at is None


def test_a_mention_leads_to_the_talk_and_a_shown_number_to_the_dialler(contact, office, client):
    notes.write_note("contact", contact.pk, "@An xem giúp", by=office.binh)
    tell(Event.objects.get(kind="note.added"))
    client.force_login(office.an)
    page = reverse("people:contact", args=[contact.pk])
    assert f'href="{page}#talk"' in client.get(reverse("timeline:notices")).content.decode()
    assert (
        'id="talk"'
        in client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()
    )
    change_contact(contact, {"phones": ["0903221884"]}, by=office.binh)
    assert 'href="tel:+84903221884">' in client.get(page).content.decode()
    office.an.field_rights = {"contact.phone": "hide"}
    office.an.save()
    assert "tel:" not in client.get(page).content.decode()
