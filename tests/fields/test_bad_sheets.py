"""Workbooks made to hurt: refused from their headers, nothing outside is read (SR-20)."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from quen.fields.importing import workbooks
from quen.fields.models import ImportRun
from quen.kit import worker
from quen.people.models import Contact

SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def workbook(change=lambda name, content: content) -> bytes:
    """A real workbook of one customer, each of its parts changed on the way."""
    book, made, out = Workbook(), io.BytesIO(), io.BytesIO()
    for row in (["full_name"], ["Nguyễn Thị Hồng"]):
        book.active.append(row)
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return out.getvalue()


def with_entity(head: bytes, name: bytes):
    """Put a document type before the sheet, and its entity where the customer's name stands."""

    def change(part: str, content: bytes) -> bytes:
        if part != SHEET:
            return content
        body = content.split(b"?>", 1)[-1]
        return head + body.replace(b"</sheetData>", ROW % name + b"</sheetData>")

    return change


ROW = b'<row r="3"><c r="A3" t="inlineStr"><is><t>%s</t></is></c></row>'


def send(client, user, content):
    client.force_login(user)
    upload = SimpleUploadedFile("customers.xlsx", content)
    return client.post(
        reverse("fields:import_new"), {"object": "contacts", "file": upload}, follow=True
    )


def test_sr_20_a_workbook_that_unpacks_too_far_is_refused_from_its_headers(
    client, office, stages, monkeypatch
):
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 20 * 1024 * 1024)
    padding = b"<!--" + bytes(21 * 1024 * 1024) + b"-->"
    bomb = workbook(lambda name, content: content + padding if name == SHEET else content)
    assert len(bomb) < 200_000
    answer = send(client, office.giang, bomb)
    assert "unpacks to more" in answer.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("head", "name"), [(ENTITY, b"&e;"), (LAUGHS, b"&d;")], ids=["outside file", "billion laughs"]
)
def test_sr_20_entities_are_never_followed(head, name, client, office, stages):
    answer = send(client, office.giang, workbook(with_entity(head, name)))
    assert answer.status_code in (200, 400, 422)
    assert "root:" not in answer.content.decode()
    if run := ImportRun.objects.first():
        client.post(reverse("fields:import_map", args=[run.pk]), {"column-0": "full_name"})
        client.post(reverse("fields:import_begin", args=[run.pk]))
        worker.work_all()
    names = list(Contact.objects.values_list("full_name", flat=True))
    assert all("root:" not in one and len(one) < 400 for one in names)


def test_a_damaged_workbook_is_named_as_such(client, office, stages):
    answer = send(client, office.giang, workbook()[:900])
    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()
