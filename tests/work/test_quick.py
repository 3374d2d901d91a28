"""The quick note: whose it is, one tap to keep it, and what the phone is told of the app."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.fields.models import Attached
from quen.people.actions import contacts
from quen.people.models import Contact
from quen.work.models import Note

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lan(office, stages):
    given = {"full_name": "Trần Thị Lan", "phones": ["0903 221 884"]}
    return contacts.add_contact(given, by=office.binh)


def whose(client, **given) -> str:
    return client.post(reverse("work:quick_whose"), given, headers=HTMX).content.decode()


def add(client, on, text="", files=(), **given):
    given |= {"on": on, "text": text, "files": list(files)}
    return client.post(reverse("work:quick_add"), given, headers=HTMX)


def test_records_worked_on_lately_are_offered_at_once(lan, office, client):
    client.force_login(office.binh)
    shown = client.get(reverse("work:quick")).content.decode()
    assert f'value="contact-{lan.pk}"' in shown
    assert "Worked on lately" in shown


def test_a_phone_or_a_name_in_the_text_says_whose_it_is(lan, office, client):
    client.force_login(office.binh)
    for text in ("Gọi lại chị Lan 090 322 1884 báo giá", "Lan, 0903221884", "tel +84903221884"):
        assert f'value="contact-{lan.pk}"' in whose(client, text=text)
    shown = whose(client, text="Gọi lại chị Lan 090 322 1884")
    assert "In the text: 090 322 1884" in shown
    assert 'value="new"' not in shown
    assert "Trần Thị Lan" in whose(client, text="https://zalo.me/x", title="Trần Thị Lan")
    assert "Trần Thị Lan" in whose(client, typed="tran lan")


def test_records_of_others_are_never_offered(lan, office, client):
    client.force_login(office.dung)
    for given in ({"text": "Lan 0903221884"}, {"typed": "lan"}, {"title": "Trần Thị Lan"}):
        assert "Trần Thị Lan" not in whose(client, **given)
    assert add(client, f"contact-{lan.pk}", "hi").status_code == 404


def test_one_tap_keeps_words_and_files_on_the_record(lan, office, client):
    client.force_login(office.binh)
    answer = add(client, f"contact-{lan.pk}", "", [SimpleUploadedFile("kho.png", PNG)])
    assert answer["HX-Redirect"] == reverse("people:contact", args=[lan.pk])
    note = Note.objects.get()
    assert (note.text, note.record_id) == ("Photo", lan.pk)
    assert Attached.objects.get().entry_id == note.pk


def test_one_tap_makes_a_customer_of_somebody_new(office, stages, client):
    client.force_login(office.binh)
    text = "Anh Nguyễn Văn Hùng 0987 654 321 hỏi giá thép"
    assert 'value="new"' in whose(client, text=text)
    add(client, "new", text)
    made = Contact.objects.get()
    assert (made.full_name, made.phone) == ("Nguyễn Văn Hùng", "+84987654321")
    assert Note.objects.get().record_id == made.pk
    add(client, "new", "gặp ở hội chợ", typed="Phạm Thu Hà")
    assert Contact.objects.filter(full_name="Phạm Thu Hà").exists()


def test_what_cannot_be_kept_leaves_no_half_behind(lan, office, client):
    client.force_login(office.binh)
    for on in ("", "contact-", "task-1", "new"):
        assert add(client, on, "hi").status_code == 422
    taken = add(client, "new", "Chị Mai 0903221884")
    assert taken.status_code == 409
    assert "0903" in taken.content.decode() or "Lan" in taken.content.decode()
    assert not Note.objects.exists()
    assert Contact.objects.count() == 1


def test_a_share_that_comes_past_the_app_is_asked_for_once_more_and_nothing_is_kept(office, client):
    given = {"title": "x", "text": "0903", "files": SimpleUploadedFile("a.png", PNG)}
    answer = client.post(reverse("work:quick_shared"), given)
    assert answer.status_code == 200
    assert "lần nữa" in answer.content.decode()
    assert not Attached.objects.exists()
    asked = client.get(reverse("work:quick_shared"))
    assert asked["Location"] == "/quick/?shared=1"
    first = client.get(asked["Location"])
    assert first["Location"] == "/account/login/?next=/quick/%3Fshared%3D1"


def test_the_phone_is_told_of_the_app_and_of_its_share_target(client, db):
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert told["share_target"]["action"] == "/quick/shared/"
    assert {one["sizes"] for one in told["icons"]} == {"192x192", "512x512"}
    worker = client.get("/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    assert '"/quick/shared/"' in worker.content.decode()
