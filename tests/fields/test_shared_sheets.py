"""A shared sheet is read again and again: fetched by the real client from a server of the test's own."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from quen.fields.actions.watching import watch_sheet
from quen.fields.importing.shared_sheets import address_of
from quen.fields.models import ImportRun, WatchedSheet
from quen.fields.watching_jobs import read_sheet, read_sheets
from quen.kit import worker
from quen.kit.refused import Refused
from quen.people.models import Contact
from quen.timeline.models import Notice

FIRST = "Họ tên;SĐT\nNguyễn Thị Hồng;0903221884\n"
pytestmark = pytest.mark.django_db


class Sheet(HTTPServer):
    """What Google does: a link that redirects to the content; `closed` shows a page to sign in at."""

    content, kind, closed = FIRST, "text/csv", False


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        served = self.server
        if self.path == "/sheet":
            self.send_response(307)
            self.send_header("Location", "/content")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if served.closed else served.kind)
        self.end_headers()
        self.wfile.write(b"<html>" if served.closed else served.content.encode())

    def log_message(self, *_):
        """The test says what it wants itself."""


@pytest.fixture
def sheet(settings, tmp_path):
    settings.DATA = tmp_path
    with Sheet(("127.0.0.1", 0), Answering) as served:
        settings.ALLOWED_OUTBOUND = frozenset({f"127.0.0.1:{served.server_port}"})
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield served
        served.shutdown()


@pytest.fixture
def brought_in(client, office, stages, sheet):
    """An import of the sheet by hand, as a person does it."""
    client.force_login(office.giang)
    file = SimpleUploadedFile("khach.csv", FIRST.encode())
    client.post(reverse("fields:import_new"), {"object": "contacts", "file": file})
    run = ImportRun.objects.latest("pk")
    client.post(reverse("fields:import_rules", args=[run.pk]), {"match": "phone"})
    client.post(reverse("fields:import_begin", args=[run.pk]))
    worker.work_all()
    run.refresh_from_db()
    assert run.created == 1
    return run


def link(sheet):
    return f"http://127.0.0.1:{sheet.server_port}/sheet"


def read_again():
    """As the clock does it, an hour later."""
    WatchedSheet.objects.update(next_at=timezone.now())
    read_sheets.call()
    worker.work_all()


def test_a_sheet_is_read_regularly_and_only_what_changed_comes_in(client, sheet, brought_in):
    asked = {"url": link(sheet), "hours": "1"}
    client.post(reverse("fields:sheet_watch", args=[brought_in.pk]), asked)
    worker.work_all()
    assert Contact.objects.count() == 1
    before = ImportRun.objects.count()
    read_again()
    assert ImportRun.objects.count() == before, "the same content is no import"

    sheet.content = FIRST + "Trần Đức;0912345678\n"
    read_again()
    assert Contact.objects.filter(full_name="Trần Đức", phone="+84912345678").exists()
    assert Contact.objects.count() == 2
    assert WatchedSheet.objects.get().last_run.created == 1
    assert "last read" in client.get(reverse("fields:import_new")).content.decode()


def test_a_sheet_that_is_shared_no_more_is_told_once_in_words(client, office, sheet, brought_in):
    watch_sheet(brought_in, link(sheet), 1, by=office.giang)
    sheet.closed = True
    read_again()
    read_again()
    watched = WatchedSheet.objects.get()
    assert "let everyone who has the link read it" in watched.error
    assert watched.failures == 2
    assert Notice.objects.filter(user=office.giang, name="sheet_failed").count() == 1
    assert "let everyone" in client.get(reverse("fields:import_new")).content.decode()

    sheet.closed = False
    read_again()
    watched.refresh_from_db()
    assert (watched.error, watched.failures) == ("", 0)


def test_a_sheet_whose_columns_changed_brings_nothing_in(office, sheet, brought_in):
    watch_sheet(brought_in, link(sheet), 1, by=office.giang)
    sheet.content = "Họ tên;Di động\nTrần Đức;0912345678\n"
    before = ImportRun.objects.count()
    read_again()
    assert "SĐT" in WatchedSheet.objects.get().error
    assert (Contact.objects.count(), ImportRun.objects.count()) == (1, before)


def test_let_go_it_is_read_no_more(client, office, sheet, brought_in):
    watched = watch_sheet(brought_in, link(sheet), 1, by=office.giang)
    client.post(reverse("fields:sheet_stop", args=[watched.pk]))
    sheet.content = FIRST + "Trần Đức;0912345678\n"
    read_sheets.call()
    read_sheet.call(watched.pk)
    worker.work_all()
    assert Contact.objects.count() == 1


def test_two_workers_read_it_once(office, sheet, brought_in):
    watched = watch_sheet(brought_in, link(sheet), 1, by=office.giang)
    sheet.content = FIRST + "Trần Đức;0912345678\n"
    before = ImportRun.objects.count()
    read_sheet.call(watched.pk)
    read_sheet.call(watched.pk)
    assert ImportRun.objects.count() == before + 1


def test_without_a_rule_that_finds_people_again_no_sheet_is_read(office, sheet, brought_in):
    ImportRun.objects.update(mapping={**brought_in.mapping, "match": ""})
    brought_in.refresh_from_db()
    with pytest.raises(Refused, match="add everybody anew"):
        watch_sheet(brought_in, link(sheet), 1, by=office.giang)


def test_only_a_colleague_who_may_import_and_only_ones_own_import(
    client, office, sheet, brought_in
):
    asked = {"url": link(sheet), "hours": "1"}
    client.force_login(office.binh)
    assert client.post(reverse("fields:sheet_watch", args=[brought_in.pk]), asked).status_code in (
        403,
        404,
    )
    assert not WatchedSheet.objects.exists()


@pytest.mark.parametrize(
    ("given", "fetched"),
    [
        (
            "https://docs.google.com/spreadsheets/d/1AbC-d_E/edit?usp=sharing#gid=77",
            "https://docs.google.com/spreadsheets/d/1AbC-d_E/export?format=csv&gid=77",
        ),
        (
            "https://docs.google.com/spreadsheets/d/1AbC-d_E/edit",
            "https://docs.google.com/spreadsheets/d/1AbC-d_E/export?format=csv",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv",
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv",
        ),
        ("https://example.vn/khach.xlsx", "https://example.vn/khach.xlsx"),
    ],
)
def test_a_link_as_people_copy_it_leads_to_the_table(given, fetched):
    assert address_of(given) == fetched


@pytest.mark.parametrize(
    "given", ["khach.xlsx", "ftp://example.vn/a.csv", "https://", "file:///etc/passwd"]
)
def test_what_is_no_web_address_is_refused(given):
    with pytest.raises(Refused, match="https://"):
        address_of(given)
