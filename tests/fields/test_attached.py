"""Files on records and on their notes: who adds, sees and removes them, and where they go along."""

import base64
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from quen.fields.actions import attaching
from quen.fields.actions.files import KEPT, keep_file, tidy_files
from quen.fields.actions.merging import merge_records, unmerge
from quen.fields.actions.trash import KEPT as IN_TRASH
from quen.fields.actions.trash import empty_trash
from quen.fields.everything import write_everything
from quen.fields.models import Attached, File
from quen.kit.privacy import HOLDINGS
from quen.kit.refused import Refused
from quen.people.actions import contacts
from quen.work.actions import notes
from quen.work.models import Note
from tests.api.test_api import Caller

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HTMX = {"HX-Request": "true"}


def sent(name="hợp đồng.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(client, contact, *files):
    url = reverse("fields:file_add", args=["contact", contact.pk])
    return client.post(url, {"files": files or [sent()]}, headers=HTMX)


def panels(client, contact) -> str:
    return client.get(reverse("records:panels", args=["contact", contact.pk])).content.decode()


def timeline(client, contact) -> str:
    return client.get(reverse("people:contact", args=[contact.pk])).content.decode()


@pytest.fixture
def held(contact, office):
    """A file on Bình's customer."""
    kept = keep_file("hợp đồng.pdf", io.BytesIO(PDF), by=office.binh)
    return attaching.add_files("contact", contact.pk, [kept], by=office.binh)[0]


@pytest.fixture
def noted(contact, office):
    """A note of Bình's with a photo."""
    kept = keep_file("kho.png", io.BytesIO(PNG), by=office.binh)
    return notes.write_note("contact", contact.pk, "Kho", by=office.binh, files=[kept]).note


def test_several_files_are_put_on_a_record_at_once_and_stand_on_its_timeline(
    contact, office, client
):
    client.force_login(office.binh)
    answer = add(client, contact, sent(), sent("kho.png", PNG))
    assert f"contact-{contact.pk}" in answer.headers["HX-Trigger"]
    shown, told = panels(client, contact), timeline(client, contact)
    for name in ("hợp đồng.pdf", "kho.png"):
        assert name in shown
        assert told.count(name) >= 2  # in the sentence and below it
    assert "Binh" in shown


def test_what_cannot_be_kept_is_named_and_the_rest_stands(contact, office, client):
    client.force_login(office.binh)
    answer = add(client, contact, sent(), sent("empty.pdf", b""))
    assert "empty.pdf: This file is empty" in json.loads(answer["HX-Trigger"])["warn"]["text"]
    assert Attached.objects.get().file.name == "hợp đồng.pdf"
    refused = add(client, contact, sent("a.exe", b"MZ\x90"))
    assert refused.status_code == 422
    assert "Programs" in refused.content.decode()


def test_files_are_seen_by_who_may_see_the_record(held, contact, office, client):
    url = reverse("fields:file", args=[held.file_id])
    for who, status in (("binh", 200), ("an", 200), ("chi", 404), ("dung", 404), ("em", 200)):
        client.force_login(getattr(office, who))
        assert client.get(url).status_code == status, who


def test_whoever_may_not_change_the_record_adds_and_removes_nothing(held, contact, office, client):
    client.force_login(office.em)
    assert add(client, contact).status_code == 403
    assert client.post(reverse("fields:attached_remove", args=[held.pk])).status_code == 404
    assert 'name="files"' not in panels(client, contact)
    client.force_login(office.chi)
    assert add(client, contact).status_code == 404


def test_a_file_of_somebody_else_or_of_another_record_cannot_be_taken(held, contact, office):
    other = contacts.add_contact({"full_name": "Lan"}, by=office.binh)
    for whose in (held.file, keep_file("a.pdf", io.BytesIO(PDF), by=office.an)):
        with pytest.raises(Refused, match="no such file"):
            attaching.add_files("contact", other.pk, [whose], by=office.binh)


def test_sr_18_pictures_and_pdf_are_shown_in_place_and_nothing_else(contact, office, client):
    client.force_login(office.binh)
    add(client, contact, sent(), sent("kho.png", PNG), sent("a.html", b"<script>alert(1)</script>"))
    pdf, png, html = File.objects.order_by("pk")
    shown = client.get(reverse("fields:file_shown", args=[png.pk]))
    assert shown["Content-Security-Policy"].startswith("sandbox")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert shown["Content-Disposition"].startswith("inline")
    again = {"If-None-Match": shown["ETag"]}
    address = reverse("fields:file_shown", args=[png.pk])
    assert client.get(address, headers=again).status_code == 304
    client.force_login(office.chi)
    assert client.get(address, headers=again).status_code == 404
    client.force_login(office.binh)
    policy = client.get(reverse("fields:file_shown", args=[pdf.pk]))["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert client.get(reverse("fields:file_shown", args=[html.pk])).status_code == 404


def test_a_sound_is_heard_from_any_moment(contact, office, client):
    client.force_login(office.binh)
    sound = (
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" * 9
    )
    add(client, contact, sent("Ghi âm 9.15.weba", sound))
    url = reverse("fields:file_shown", args=[File.objects.get().pk])
    assert client.get(url)["Content-Type"] == "audio/webm"
    part = client.get(url, headers={"Range": "bytes=4-9"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 4-9/{len(sound)}")
    assert b"".join(part.streaming_content) == sound[4:10]
    assert client.get(url, headers={"Range": f"bytes={len(sound)}-"}).status_code == 416


def test_a_removed_file_is_put_back_within_a_month_and_then_deleted(
    held, contact, office, client, time_machine
):
    client.force_login(office.binh)
    gone = client.post(reverse("fields:attached_remove", args=[held.pk]), headers=HTMX)
    undo = json.loads(gone["HX-Trigger"])["done"]["undo"]
    assert client.get(reverse("fields:file", args=[held.file_id])).status_code == 404
    assert "hợp đồng.pdf" not in panels(client, contact)
    client.post(undo, headers=HTMX)
    assert "hợp đồng.pdf" in panels(client, contact)
    client.post(reverse("fields:attached_remove", args=[held.pk]), headers=HTMX)
    time_machine.move_to(timezone.now() + KEPT + timezone.timedelta(minutes=1))
    assert tidy_files() == 1
    client.force_login(office.binh)
    assert client.post(undo, headers=HTMX).status_code == 404


def test_notes_carry_files_and_a_photo_needs_no_words(contact, office, client):
    client.force_login(office.binh)
    url = reverse("work:note_add", args=["contact", contact.pk])
    client.post(url, {"text": "", "files": [sent("kho.png", PNG)]}, headers=HTMX)
    note = Note.objects.get()
    assert note.text == "Photo"
    assert Attached.objects.get().entry_id == note.pk
    answer = reverse("work:note_answer", args=[note.pk])
    client.post(answer, {"text": "Xem thêm", "files": [sent()]}, headers=HTMX)
    shown = panels(client, contact)
    assert shown.count("hợp đồng.pdf") >= 2  # under the answer and among the files
    assert "kho.png" in timeline(client, contact)


def test_a_file_on_a_note_follows_the_note(noted, contact, office, client):
    url = reverse("fields:file", args=[File.objects.get().pk])
    client.force_login(office.em)
    assert client.get(url).status_code == 200
    Note.objects.update(field="job_title")
    office.em.field_rights = {"contact.job_title": "hide"}
    office.em.save()
    assert client.get(url).status_code == 404
    assert "kho.png" not in panels(client, contact)
    client.force_login(office.binh)
    client.post(reverse("work:note_trash", args=[noted.pk]), headers=HTMX)
    assert client.get(url).status_code == 404
    assert File.objects.get().unheld_at


def test_files_move_with_a_merge_and_back_with_its_undoing(held, noted, contact, office):
    other = contacts.add_contact({"full_name": "Lan"}, by=office.binh)
    done = merge_records("contact", other.pk, [contact.pk], by=office.giang)
    assert {one.record_id for one in Attached.objects.all()} == {other.pk}
    unmerge(done, by=office.giang)
    assert {one.record_id for one in Attached.objects.all()} == {contact.pk}


def test_files_wait_in_the_trash_with_their_record_and_go_with_it(
    held, contact, office, client, time_machine
):
    client.force_login(office.binh)
    contacts.trash_contacts([contact], by=office.binh)
    assert client.get(reverse("fields:file", args=[held.file_id])).status_code == 404
    tidy_files()
    assert File.objects.get().unheld_at is None
    time_machine.move_to(timezone.now() + IN_TRASH + timezone.timedelta(minutes=1))
    empty_trash()
    assert not Attached.objects.exists()
    tidy_files()
    assert File.objects.get().unheld_at


def test_sr_56_a_persons_files_are_given_out_and_erased(held, noted, contact):
    assert len(HOLDINGS[File].export(contact.pk)) == 2
    assert len(HOLDINGS[Attached].export(contact.pk)) == 2
    for holding in HOLDINGS.values():
        if holding.erase:
            holding.erase(contact.pk)
    assert not File.objects.exists()


def test_an_export_of_everything_says_where_its_files_stand(held, contact, office, tmp_path):
    write_everything(tmp_path / "all.zip", office.giang, lambda done: None)
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.read(f"files/{held.file_id}-hợp đồng.pdf") == PDF
        row = json.loads(packed.read("attached.json"))
    assert (row["file_id"], row["type"], row["record_id"]) == (
        held.file_id,
        "contact",
        contact.pk,
    )


def test_a_program_adds_lists_reads_and_removes_files(contact, office, client):
    caller = Caller(client, office.binh)
    body = {"name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    on = {"type": "contact", "record_id": contact.pk}
    made = json.loads(caller.send("post", "files", body | on).content)
    found = json.loads(caller.send("get", f"files?type=contact&record_id={contact.pk}").content)
    assert [(one["id"], one["name"]) for one in found["items"]] == [(made["id"], "a.pdf")]
    assert caller.send("delete", f"files/{made['id']}").status_code == 204
    assert json.loads(caller.send("get", "files").content)["items"] == []
    assert caller.send("post", "files", body | {"type": "contact"}).status_code == 400
    for pk, status in ((10**6, 404), (10**30, 400), ("1", 400), (True, 400)):
        assert caller.send("post", "files", body | on | {"record_id": pk}).status_code == status


def test_a_program_writes_a_note_with_files_it_has_sent(contact, office, client):
    caller = Caller(client, office.binh)
    body = {"name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    kept = json.loads(caller.send("post", "files", body).content)["id"]
    note = {"type": "contact", "record_id": contact.pk, "file_ids": [kept]}
    made = caller.send("post", "notes", note)
    assert made.status_code == 201
    assert Attached.objects.get().entry_id == json.loads(made.content)["id"]
    for wrong in ([kept], [10**6], [10**30], ["a"], "a"):
        assert caller.send("post", "notes", note | {"file_ids": wrong}).status_code in (400, 422)
