"""Notes and tasks through their pages: on records, alone, finished, by whom."""

from datetime import date

from django.urls import reverse

from quen.work.actions import notes, tasks
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
