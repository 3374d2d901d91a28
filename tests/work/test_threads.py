"""Notes as talk: answers below them, names after an @, who is told, what is settled."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.accounts.actions.shares import share_record
from quen.accounts.actions.tokens import add_token
from quen.fields.models import Attached
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.timeline.models import Follow, Notice
from quen.timeline.reading import timeline_of
from quen.work.actions import notes
from quen.work.models import Note

pytestmark = pytest.mark.django_db


def reasons(user) -> list[str]:
    work_all()
    return list(Notice.objects.filter(user=user).order_by("id").values_list("name", flat=True))


def write(contact, text, by, **facts):
    return notes.write_note("contact", contact.pk, text, by=by, **facts)


@pytest.mark.parametrize("text", ["@An xem giúp", "@an ơi", "Nhờ @AN, gấp", "(@an)"])
def test_a_name_after_an_at_tells_that_colleague(contact, office, text):
    write(contact, text, office.binh)
    assert reasons(office.an) == ["mentioned"]


@pytest.mark.parametrize("text", ["@Anh xem giúp", "an ơi", "an@quen.test", "@ An", "@"])
def test_a_longer_name_or_none_tells_nobody(contact, office, text):
    write(contact, text, office.binh)
    assert reasons(office.an) == []


def test_the_longest_name_is_meant(contact, office):
    office.hanh.full_name = "An Khánh"
    office.hanh.save()
    write(contact, "@An Khánh xem giúp", office.binh)
    assert reasons(office.hanh) == ["mentioned"]
    assert reasons(office.an) == []


def test_a_teams_name_tells_everybody_in_it_who_may_see_the_record(contact, office):
    written = write(contact, "@Vietnam khách cần gấp", office.binh)
    assert reasons(office.an) == ["mentioned"]
    assert reasons(office.hanh) == ["mentioned"]
    assert reasons(office.chi) == []
    assert "Chi" in written.warning
    assert "An" not in written.warning


def test_who_may_not_see_the_record_is_named_to_the_writer(contact, office, client):
    client.force_login(office.binh)
    url = reverse("work:note_add", args=["contact", contact.pk])
    answer = client.post(url, {"text": "@Chi xem nhé"}, headers={"HX-Request": "true"})
    assert "Chi may not see this record" in answer["HX-Trigger"]
    assert reasons(office.chi) == []
    share_record(contact, by=office.an, user=office.chi)
    answer = client.post(url, {"text": "@Chi xem nhé"}, headers={"HX-Request": "true"})
    assert "may not" not in answer["HX-Trigger"]
    assert reasons(office.chi) == ["mentioned"]


def test_an_answer_tells_who_wrote_in_the_thread(contact, office):
    first = write(contact, "Khách hỏi giá", office.an).note
    assert reasons(office.binh) == ["noted"], "the owner hears of what others write"
    write(contact, "Đã báo giá", office.binh, parent=first)
    assert reasons(office.an) == ["answered"]
    answer = Note.objects.get(parent=first)
    write(contact, "Tốt", office.giang, parent=answer)
    assert Note.objects.filter(parent=first).count() == 2, "answers stand below the first note"
    assert reasons(office.an) == ["answered", "answered"]


def test_whoever_writes_or_is_named_follows_the_record(contact, office):
    write(contact, "@An xem giúp", office.giang)
    follows = Follow.objects.filter(type="contact", record_id=contact.pk)
    assert set(follows.values_list("user", flat=True)) == {office.an.pk, office.giang.pk}


def test_a_thread_is_settled_and_an_answer_opens_it_again(contact, office):
    first = write(contact, "Khách hỏi giá", office.an).note
    notes.settle_note(first, by=office.binh)
    with pytest.raises(Refused):
        notes.settle_note(first, by=office.binh)
    write(contact, "Còn một việc", office.binh, parent=first)
    first.refresh_from_db()
    assert first.settled_at is None
    notes.settle_note(first, by=office.an)
    notes.reopen_note(first, by=office.an)
    lines, _ = timeline_of(contact, office.binh)
    assert "An opened again: Khách hỏi giá" in [line.sentence for line in lines]


def test_the_record_shows_its_threads_with_their_answers(contact, office, client):
    first = write(contact, "Số này gọi được không?", office.an, field="phone").note
    client.force_login(office.binh)
    client.post(reverse("work:note_answer", args=[first.pk]), {"text": "Gọi được <b>rồi</b>"})
    page = client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()
    assert "Số này gọi được không?" in page
    assert "Gọi được &lt;b&gt;rồi&lt;/b&gt;" in page
    assert "Phone" in page
    client.post(reverse("work:note_settle", args=[first.pk]))
    first.refresh_from_db()
    assert first.settled_by == office.binh


def test_a_thread_about_a_hidden_value_is_hidden_with_it(contact, office, client):
    write(contact, "Số này sai", office.an, field="phone")
    office.binh.field_rights = {"contact.phone": "hide"}
    office.binh.save()
    client.force_login(office.binh)
    page = client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()
    assert "Số này sai" not in page


def test_notes_follow_their_record(contact, office):
    write(contact, "Ghi của trưởng nhóm", office.an)
    assert Note.objects.visible_to(office.binh).exists()
    assert not Note.objects.visible_to(office.chi).exists()
    assert not Note.objects.visible_to(office.binh, "delete").exists()


def test_a_thread_of_a_hidden_record_is_not_there(contact, office, client):
    first = write(contact, "Riêng", office.binh).note
    client.force_login(office.chi)
    for name in ("work:note_answer", "work:note_settle"):
        assert client.post(reverse(name, args=[first.pk]), {"text": "x"}).status_code == 404


def test_removing_a_note_takes_its_answers_along(contact, office):
    first = write(contact, "Khách hỏi giá", office.binh).note
    write(contact, "Đã báo giá", office.an, parent=first)
    notes.trash_note(first, by=office.binh)
    assert not Note.objects.visible_to(office.binh).exists()
    with pytest.raises(Refused):
        write(contact, "Muộn", office.an, parent=first)


def test_a_removed_note_is_put_back_with_its_answers_and_files(contact, office, client):
    client.force_login(office.binh)
    sent = SimpleUploadedFile("bao-gia.txt", b"412.500.000")
    client.post(f"/notes/on/contact/{contact.pk}/", {"text": "Khách hỏi giá", "files": sent})
    first = Note.objects.get()
    write(contact, "Đã báo giá", office.an, parent=first)
    earlier = write(contact, "Nhầm", office.an, parent=first).note
    notes.trash_note(earlier, by=office.an)

    gone = client.post(f"/notes/{first.pk}/trash/", headers={"HX-Request": "true"})
    undo = json.loads(gone.headers["HX-Trigger"])["done"]["undo"]
    assert not Attached.objects.filter(removed_at=None).exists()

    assert client.post(undo, headers={"HX-Request": "true"}).status_code == 204
    standing = Note.objects.visible_to(office.binh).values_list("text", flat=True)
    assert set(standing) == {"Khách hỏi giá", "Đã báo giá"}
    assert Attached.objects.get().removed_at is None
    assert Attached.objects.get().file.unheld_at is None
    assert "note.restored" in [line.kind for line in timeline_of(contact, office.binh)[0]]
    assert client.post(undo).status_code == 404


def test_nobody_puts_back_what_they_could_not_remove(contact, office, client):
    note = write(contact, "Khách hỏi giá", office.binh).note
    notes.trash_note(note, by=office.binh)
    client.force_login(office.chi)
    assert client.post(f"/notes/{note.pk}/restore/").status_code == 404


def test_names_are_offered_by_the_beginning_of_any_word(office, client):
    office.hanh.full_name = "Trần Thị Hạnh"
    office.hanh.save()
    client.force_login(office.binh)
    for typed in ("hanh", "Tra", "trần t"):
        names = client.get(reverse("work:mentions"), {"q": typed}).json()["names"]
        assert [one["name"] for one in names] == ["Trần Thị Hạnh"]
    team = client.get(reverse("work:mentions"), {"q": "nor"}).json()["names"]
    assert team == [{"name": "North", "hint": "team"}]


def test_talk_about_a_hidden_field_is_for_those_who_may_read_the_field(client, contact, office):
    notes.write_note("contact", contact.pk, "Nợ 5 tỷ", by=office.binh, field="job_title")
    notes.write_note("contact", contact.pk, "Chào", by=office.binh)
    office.em.roles.update(fields={"contact.job_title": "hide"})
    refresh([office.em])
    client.force_login(office.em)
    _token, secret = add_token(office.em, name="t", by=None)
    told = client.get(
        "/api/v1/notes", headers={"Authorization": f"Bearer {secret}"}
    ).content.decode()
    page = client.get(f"/contacts/{contact.pk}/").content.decode()

    assert "Chào" in told
    assert "Chào" in page
    assert "Nợ 5 tỷ" not in told + page
    assert "Nợ 5 tỷ" in [note.text for note in Note.objects.visible_to(office.an)]
