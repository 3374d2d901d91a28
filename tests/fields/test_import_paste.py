"""Paste anything: people, phones, mails and places are found, and shown as the same grid."""

import pytest
from django.urls import reverse

from quen.fields.importing import running
from quen.fields.models import ImportRun
from quen.people.models import Contact
from quen.people.pasting import people_in


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


CHAT = """
[10:32, 15/03/2026] Lan Sales: Khách mới nè
[10:33, 15/03/2026] Lan Sales: Chị Nguyễn Thị Hồng 0903 221 884, 12 đường Lê Lợi, Quận 1, TP HCM
[10:40, 15/03/2026] Lan Sales: Anh Trần Đức - 0912345678 / 0987654321 - duc@thepvieta.vn - Công ty TNHH Thép Việt Á

Họ tên: Lê Mai
SĐT: 84 908 111 222
Địa chỉ: 5 ngõ 10 phố Huế, Hà Nội
cần báo giá ngói
"""


def test_people_are_found_in_a_chat(office):
    header, *rows = people_in(CHAT)
    assert len(header) == 6
    assert [row[:5] for row in rows] == [
        ["Nguyễn Thị Hồng", "0903 221 884", "", "12 đường Lê Lợi, Quận 1, TP HCM", ""],
        ["Trần Đức", "0912345678 / 0987654321", "duc@thepvieta.vn", "", "Công ty TNHH Thép Việt Á"],
        ["Lê Mai", "84 908 111 222", "", "5 ngõ 10 phố Huế, Hà Nội", ""],
    ]
    assert rows[2][5] == "cần báo giá ngói"


def test_a_numbered_list_and_thai_names_are_read(office):
    rows = people_in(
        "1. Nguyễn Văn An 0903221884\n2. Trần Bình 0903221885\n- คุณสมชาย ใจดี 0903221886\n"
    )
    assert [row[:2] for row in rows[1:]] == [
        ["Nguyễn Văn An", "0903221884"],
        ["Trần Bình", "0903221885"],
        ["สมชาย ใจดี", "0903221886"],
    ]


def paste(client, user, text):
    client.force_login(user)
    return client.post(reverse("fields:import_new"), {"object": "contacts", "text": text})


def test_a_pasted_chat_goes_in_like_a_file(client, office, stages):
    answer = paste(client, office.giang, CHAT)
    assert answer.status_code == 302
    assert "Nguyễn Thị Hồng" in client.get(answer.headers["Location"]).content.decode()
    run = ImportRun.objects.get()
    run.mapping["options"] = {"create": ["company"]}
    running.go_on(running.start(run))
    assert (run.created, run.refused) == (3, 0)
    duc = Contact.objects.get(full_name="Trần Đức")
    assert (duc.phone, duc.email, duc.company.name) == (
        "+84912345678",
        "duc@thepvieta.vn",
        "Công ty TNHH Thép Việt Á",
    )
    assert duc.handles.filter(kind="phone").count() == 2


def test_a_table_copied_from_a_sheet_stays_one(client, office, stages):
    answer = paste(client, office.giang, "Họ tên\tSĐT\nHồng\t0903221884\nĐức\t0912345678\n")
    assert answer.status_code == 302
    run = ImportRun.objects.get()
    assert running.header_of(run) == ["Họ tên", "SĐT"]


@pytest.mark.parametrize("text", ["", "   ", "chào em, hẹn mai gặp nhé"])
def test_a_text_without_people_is_refused_in_words(text, client, office, stages):
    answer = paste(client, office.giang, text)
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
