"""Files on records: judged by content, given out as downloads to who may see the record (SR-18)."""

import base64
import io
import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from quen.fields.actions.custom import add_field
from quen.fields.actions.files import KEPT, keep_file, tidy_files
from quen.fields.catalogue import catalogue
from quen.fields.conditions import parse
from quen.fields.models import File
from quen.kit.refused import Refused
from quen.kit.uploads import MOST_BYTES, clean_name
from quen.people.actions import contacts
from quen.people.models import Contact
from tests.api.test_api import Caller

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n"


@pytest.fixture
def contract(office, stages):
    """A custom field of kind file."""
    return add_field("contact", by=office.giang, labels={"en": "Contract"}, kind="file")


@pytest.fixture
def edit(contact, contract):
    return reverse("records:edit", args=["contact", contact.pk, "custom.contract"])


def upload(name="hợp đồng.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def held(contact) -> dict:
    return Contact.objects.get(pk=contact.pk).custom.get("contract")


def test_sr_18_a_file_put_on_a_record_is_downloaded_unchanged(contact, edit, office, client):
    client.force_login(office.binh)
    assert 'type="file"' in client.get(edit, headers={"HX-Request": "true"}).content.decode()
    shown = client.post(edit, {"value": upload()}, headers={"HX-Request": "true"})
    assert "hợp đồng.pdf" in shown.content.decode()
    assert held(contact)["media"] == "application/pdf"
    answer = client.get(reverse("fields:file", args=[held(contact)["id"]]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "no-store, private"
    path = File.objects.get().path
    assert "pdf" not in path
    assert default_storage.exists(path)


def test_a_file_is_seen_by_who_may_see_the_record_and_the_field(contact, edit, office, client):
    client.force_login(office.binh)
    client.post(edit, {"value": upload()}, headers={"HX-Request": "true"})
    url = reverse("fields:file", args=[held(contact)["id"]])
    client.force_login(office.chi)
    assert client.get(url).status_code == 404
    client.force_login(office.giang)
    assert client.get(url).status_code == 200
    office.giang.field_rights = {"contact.custom.contract": "hide"}
    office.giang.save()
    assert client.get(url).status_code == 404


def test_the_file_of_a_hidden_record_cannot_be_put_on_ones_own(contact, contract, office):
    contacts.change_contact(
        contact, {"custom": {"contract": keep_file("a.pdf", io.BytesIO(PDF), by=office.binh).short}},
        by=office.binh,
    )  # fmt: skip
    mine = contacts.add_contact({"full_name": "Mine"}, by=office.chi)
    with pytest.raises(Refused) as refused:
        contacts.change_contact(mine, {"custom": {"contract": held(contact)}}, by=office.chi)
    assert "no such file" in str(refused.value.errors)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.pdf", b"", "empty"),
        ("photo.jpg", b"MZ\x90\x00\x03", "Programs"),
        ("run.bat", b"del *.*", "Programs"),
        ("tool", b"\x7fELF\x02", "Programs"),
    ],
)
def test_sr_18_programs_and_empty_files_are_refused_by_content(
    name, content, told, contact, edit, office, client
):
    client.force_login(office.binh)
    answer = client.post(edit, {"value": upload(name, content)}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert held(contact) is None
    assert not File.objects.exists()


def test_sr_18_a_file_over_25_mb_is_refused(office):
    with pytest.raises(Refused, match="25 MB"):
        keep_file("big.bin", io.BytesIO(bytes(MOST_BYTES + 1)), by=office.binh)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\báo giá.docx", "báo giá.docx"),
        ("a\u202efdp.exe.txt", "a fdp.exe.txt"),
        ('x\r\nSet-Cookie: "a".pdf', "x Set-Cookie a .pdf"),
        ("...", "file"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_sr_18_names_are_cleaned(given, kept):
    assert clean_name(given) == kept


def test_a_page_of_html_is_never_shown_as_one(contact, edit, office, client):
    client.force_login(office.binh)
    page = upload("a.html", b"<html><script>alert(1)</script>")
    client.post(edit, {"value": page}, headers={"HX-Request": "true"})
    answer = client.get(reverse("fields:file", args=[held(contact)["id"]]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_new_record_refused_for_another_reason_keeps_the_file(contract, office, client):
    client.force_login(office.binh)
    url = reverse("people:contact_new")
    given = {"full_name": "", "email": "no mail", "custom.contract": upload()}
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert "hợp đồng.pdf" in refused.content.decode()
    again = {"full_name": "Hoa", "custom.contract_id": File.objects.get().pk}
    assert client.post(url, again).status_code == 302
    assert held(Contact.objects.get(full_name="Hoa"))["name"] == "hợp đồng.pdf"


def test_a_file_is_taken_away_again_and_deleted_a_month_later(
    contact, edit, office, client, time_machine
):
    client.force_login(office.binh)
    client.post(edit, {"value": upload()}, headers={"HX-Request": "true"})
    pk = held(contact)["id"]
    tidy_files()
    assert File.objects.get().unheld_at is None
    client.post(edit, {"value_id": pk, "value_gone": "1"}, headers={"HX-Request": "true"})
    assert held(contact) is None
    tidy_files()
    assert File.objects.get().unheld_at
    time_machine.move_to(timezone.now() + KEPT + timezone.timedelta(minutes=1))
    assert tidy_files() == 1
    assert not File.objects.exists()


def test_lists_filter_and_export_a_file_by_its_name(contact, edit, office, client):
    client.force_login(office.binh)
    client.post(edit, {"value": upload()}, headers={"HX-Request": "true"})
    known = catalogue("contact", office.binh)
    for op, found in (("not_empty", [contact.pk]), ("empty", [])):
        nodes = parse({"field": "custom.contract", "op": op}, known)
        rows = Contact.objects.visible_to(office.binh).filter(pk=contact.pk)
        assert (
            list(rows.filter(*[node.q() for node in nodes]).values_list("pk", flat=True)) == found
        )


def test_a_program_sends_a_file_and_puts_it_on_a_record(contact, contract, office, client):
    caller = Caller(client, office.binh)
    body = {"name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    made = caller.send("post", "files", body)
    assert made.status_code == 201
    sent = json.loads(made.content)
    change = {"custom": {"contract": {"id": sent["id"]}}, "version": contact.version}
    done = caller.send("patch", f"contacts/{contact.pk}", change)
    assert json.loads(done.content)["custom"]["contract"] == sent
    assert b"".join(caller.send("get", f"files/{sent['id']}").streaming_content) == PDF
    for wrong in (
        {"name": "a.pdf"},
        {"name": "a", "content": "%%%"},
        {"name": "", "content": "eA=="},
    ):
        assert caller.send("post", "files", wrong).status_code == 400


def test_sr_56_erasing_a_person_takes_their_files_along(
    contact, edit, office, client, django_capture_on_commit_callbacks
):
    from quen.kit.privacy import HOLDINGS

    client.force_login(office.binh)
    client.post(edit, {"value": upload()}, headers={"HX-Request": "true"})
    path = File.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        for holding in HOLDINGS.values():
            if holding.erase:
                holding.erase(contact.pk)
    assert not File.objects.exists()
    assert not default_storage.exists(path)
