"""Reading real files: letters, separators, sheets, headers, and what was made to hurt."""

import csv
import io
import json
import os
import unicodedata
import zipfile
from itertools import islice
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from quen.fields.importing import encodings
from quen.fields.importing.encodings import encoding_of
from quen.fields.importing.files import Reading, layout_of, raw_rows, rows_of
from quen.fields.importing.layout import found_order
from quen.fields.importing.refusing import BadFile
from quen.fields.models import ImportRun

DATA = Path(
    os.environ.get("QUEN_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data"
)
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data set is not here")
TEXT = (
    "Họ tên;Địa chỉ;Ghi chú\nNguyễn Thị Hồng;12 Lê Lợi, phường Bến Nghé;khách quen, mua ngói đỏ\n"
    "TRẦN ĐỨC ƯNG;Đường Hùng Vương;đã ký hợp đồng\n"
)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def tcvn3(text: str) -> bytes:
    """As .VnTime has it: capitals with a tone are the small letters in another font."""
    codes = {letter: code for code, letter in encodings._TCVN3.items()}
    lower = {letter.upper(): codes[letter] for letter in codes if letter.islower()} | codes
    return bytes(lower.get(c) or ord(c) for c in text)


def vni(text: str) -> bytes:
    signs = {letter: sign for sign, letter in encodings._VNI.items()}
    return "".join(signs.get(c, c) for c in text).encode("cp1252")


def windows_1258(text: str) -> bytes:
    """Roofs and horns composed, tones behind."""
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [c for c in parts if c in "\u0300\u0301\u0309\u0303\u0323"]
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out += base.encode("cp1258") + "".join(tones).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf-8-sig", TEXT.encode()),
        ("utf-8-sig", TEXT.encode("utf-8-sig")),
        ("utf-16", TEXT.encode("utf-16")),
        ("utf-16-le", TEXT.encode("utf-16-le")),
        ("utf-16-be", TEXT.encode("utf-16-be")),
        ("utf-32", TEXT.encode("utf-32")),
        ("utf-32-le", TEXT.encode("utf-32-le")),
        ("cp1258", windows_1258(TEXT)),
        ("tcvn3", tcvn3(TEXT)),
        ("vni", vni(TEXT)),
    ],
)
def test_every_encoding_of_vietnam_is_found_and_read(name, content, tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    assert encoding_of(file) == name
    assert list(rows_of(Reading(file))) == list(csv.reader(io.StringIO(TEXT), delimiter=";"))


def test_thai_is_told_from_other_letters(tmp_path):
    file = tmp_path / "x.csv"
    for text, written, found in (
        ("ชื่อ,เบอร์\nสมชาย วงศ์สุวรรณ,0812345678\n", "cp874", "cp874"),
        ("Name,Stadt\nMüller,Köln\nJosé,Málaga\n", "cp1252", "cp1252"),
        ("Имя,Город\nИван Петров,Москва\n", "cp1251", "cp1252"),
    ):
        file.write_bytes(text.encode(written))
        assert encoding_of(file) == found


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(mark, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text(f"a{mark}b\n1{mark}2\n")
    assert list(rows_of(Reading(file))) == [["a", "b"], ["1", "2"]]


def book(*rows, merged=()) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(list(row))
    for cells in merged:
        made.active.merge_cells(cells)
    made.save(out)
    return out.getvalue()


def test_titles_two_header_rows_and_merged_groups_of_a_workbook(tmp_path):
    file = tmp_path / "x"
    content = book(
        ["DANH SÁCH KHÁCH HÀNG 2026"],
        [],
        ["Công ty", "Khách hàng", None, "Liên hệ", None],
        [None, "Họ tên", "Ngày sinh", "SĐT", "Email"],
        ["Thép Việt Á", "Hồng", "15/03/1990", "0903221884", "h@a.vn"],
        [None, "Đức", "16/03/1990", "0903221885", "d@a.vn"],
        merged=("A1:E1", "B3:C3", "D3:E3", "A3:A4", "A5:A6"),
    )
    file.write_bytes(content)
    rows = list(rows_of(Reading(file)))
    assert rows[0] == [
        "Công ty", "Khách hàng - Họ tên", "Khách hàng - Ngày sinh", "Liên hệ - SĐT", "Liên hệ - Email",
    ]  # fmt: skip
    assert [row[:2] for row in rows[1:]] == [["Thép Việt Á", "Hồng"], ["Thép Việt Á", "Đức"]]


def test_a_table_without_names_and_a_header_told_by_hand(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("Hồng,0903221884\nĐức,0903221885\n")
    assert len(list(rows_of(Reading(file)))) == 3
    file.write_text("note,x\nname,phone\nHồng,0903221884\n")
    assert next(rows_of(Reading(file, header=2))) == ["name", "phone"]
    assert len(list(rows_of(Reading(file, header=1, header_rows=2)))) == 2


def test_the_order_of_days_is_found():
    assert found_order([["15/03/2026", "x"]]) == "dmy"
    assert found_order([["03/15/2026"], ["04/05/2026"]]) == "mdy"
    assert found_order([["2026-03-15"]]) == "iso"
    assert found_order([["03/04/2026"]]) == "dmy"


@needs_data
@pytest.mark.parametrize(
    "told", sorted((DATA / "csv_edge_cases/csv_spectrum/json").glob("*.json")), ids=lambda p: p.stem
)
def test_csv_spectrum_reads_as_it_should(told):
    file = told.parents[1] / "csvs" / f"{told.stem}.csv"
    header, *rows = rows_of(Reading(file))
    # The files of newlines_crlf lost their line ends on their way here.
    wanted = json.loads(told.read_text().replace("\\r\\n", "\\n"))
    assert [dict(zip(header, row, strict=True)) for row in rows] == wanted


REFUSED = {".zip", ".gz", ".jsonl"}


@needs_data
def test_every_file_of_the_bug_reports_is_read_or_refused_in_words():
    folder = DATA / "csv_edge_cases/frictionless"
    refused = set()
    for file in (one for one in folder.rglob("*") if one.is_file()):
        try:
            rows = list(rows_of(Reading(file)))
            assert len(rows) > 0 or file.stat().st_size == 0, file
        except BadFile:
            refused.add(file.suffix if file.suffix in REFUSED else file.name)
    assert refused == REFUSED | {"wide.csv", "implicit-gz.csv"}


@needs_data
@pytest.mark.parametrize(
    ("name", "start", "header"),
    [
        ("skip-rows.xlsx", 1, ["A", "B"]),
        ("skip-rows-before-headers.csv", 1, ["id", "name"]),
        ("matrix-with-comment.csv", 1, ["f1", "f2", "f3", "f4"]),
        ("table.ods", 0, ["id", "name"]),
        ("table.xls", 0, ["id", "name"]),
        ("sheet2.xls", 0, ["id", "name"]),
        ("wide.csv", 0, None),
    ],
)
def test_the_header_stands_where_it_does(name, start, header):
    how = Reading(DATA / "csv_edge_cases/frictionless" / name)
    if header is None:
        with pytest.raises(BadFile):
            list(rows_of(how))
        return
    assert layout_of(how, list(islice(raw_rows(how), 40))).start == start
    assert next(rows_of(how)) == header


@needs_data
@pytest.mark.parametrize(
    "file", sorted((DATA / "encodings").rglob("*.txt")), ids=lambda path: path.name
)
def test_texts_in_any_letters_are_shown_and_never_break_a_page(file, client, office, stages):
    client.force_login(office.giang)
    upload = SimpleUploadedFile(file.name, b"name,note\n" + file.read_bytes())
    answer = client.post(reverse("fields:import_new"), {"object": "contacts", "file": upload})
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert client.get(answer.headers["Location"]).status_code == 200


@needs_data
@pytest.mark.parametrize(
    "file", sorted((DATA / "xml_attacks").glob("*.xml")), ids=lambda path: path.name
)
def test_attacks_inside_a_workbook_are_refused_or_harmless(file, client, office, stages):
    plain, out = io.BytesIO(book(["name"], ["Hồng"])), io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            attacked = entry == "xl/sharedStrings.xml"
            new.writestr(entry, file.read_bytes() if attacked else old.read(entry))
    client.force_login(office.giang)
    upload = SimpleUploadedFile("x.xlsx", out.getvalue())
    answer = client.post(reverse("fields:import_new"), {"object": "contacts", "file": upload})
    assert answer.status_code in (302, 422)
    assert b"root:" not in client.get(answer.headers.get("Location", "/imports/")).content


def test_a_person_overrules_what_was_found(client, office, stages):
    client.force_login(office.giang)
    upload = SimpleUploadedFile("x.csv", "tên;đt\nМосква;0903221884\n".encode("cp1251", "replace"))
    answer = client.post(reverse("fields:import_new"), {"object": "contacts", "file": upload})
    page = answer.headers["Location"]
    assert "Ìîñêâà" in client.get(page).content.decode()
    told = {
        "reread": "1",
        "encoding": "cp1251",
        "delimiter": ";",
        "header": "1",
        "header_rows": "1",
    }
    assert client.post(page, told | {"date_order": "mdy"}).status_code == 302
    assert "Москва" in client.get(page).content.decode()
    run = ImportRun.objects.get()
    assert (run.encoding, run.layout["order"]) == ("cp1251", "mdy")
