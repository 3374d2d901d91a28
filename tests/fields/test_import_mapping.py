"""Where columns go: guessed from names and content, one file to several objects."""

import csv
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.fields.importing import running
from quen.fields.importing.guessing import Column, guess_columns
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.models import ImportRun
from quen.kit import worker
from tests.fields.layouts import LAYOUTS

DATA = Path(
    os.environ.get("QUEN_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data"
)
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data set is not here")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def guessed(object_name, user, *columns) -> dict[str, str]:
    told = [c if isinstance(c, Column) else Column(c) for c in columns]
    return {n: g.key for n, g in guess_columns(IMPORTABLES[object_name], told, user).items()}


def same(found: str, wanted: str) -> bool:
    """A company's name means the same by the link and by the company that comes along."""
    return found == wanted or {found, wanted} == {"company_id", "companies.name"}


def test_nine_of_ten_columns_of_known_layouts_are_mapped_right_without_help(
    office, stages, pipeline
):
    right, wrong = 0, []
    for (name, object_name), wanted in LAYOUTS.items():
        found = guessed(object_name, office.giang, *wanted)
        for column, key in wanted.items():
            if same(found.get(column, ""), key):
                right += 1
            else:
                wrong.append((name, column, found.get(column, ""), key))
    share = right / (right + len(wrong))
    print(f"{right} of {right + len(wrong)} columns right ({share:.1%}); wrong: {wrong}")
    assert share >= 0.9, wrong


def test_every_layout_alone_is_mapped_mostly_right(office, stages, pipeline):
    for (name, object_name), wanted in LAYOUTS.items():
        found = guessed(object_name, office.giang, *wanted)
        right = sum(same(found.get(column, ""), key) for column, key in wanted.items())
        assert right >= 0.8 * len(wanted), (name, found)


def test_content_tells_what_names_do_not(office, stages):
    found = guessed(
        "contacts",
        office.giang,
        Column("A", ["Nguyễn Thị Hồng", "Trần Văn Đức", "Lê Mai Anh"]),
        Column("B", ["0903221884", "0912345678 / 0987654321", "01234567890"]),
        Column("C", ["h@a.vn", "duc@b.vn"]),
        Column("D", ["Hà Nội", "TP. Hồ Chí Minh", "Bình Dương"]),
        Column("E", ["15/03/1990", "01/12/2533"]),
        Column("F", ["Công ty TNHH Thép Việt", "CTCP Xi măng Hà Tiên"]),
        Column("G", ["x", "y"]),
    )
    assert found == {
        "A": "full_name", "B": "phone", "C": "email", "D": "province", "E": "birthday", "F": "company_id",
    }  # fmt: skip


def test_ids_of_other_systems_and_words_are_not_taken_for_names_and_phones(office, stages):
    found = guessed(
        "contacts",
        office.giang,
        Column("owner_id", ["00530000000cA5SAAU"]),
        Column("Phone", ["none", "unknown"]),
        Column("Name", ["Hồng"]),
    )
    assert found == {"Name": "full_name"}


@needs_data
def test_no_column_of_a_real_contact_export_is_given_to_two_fields(office, stages):
    for file in (DATA / "crm_exports").rglob("*contact_data.csv"):
        with file.open(encoding="utf-8", errors="replace") as rows:
            header = next(csv.reader(rows))
        found = guessed("contacts", office.giang, *header)
        single = [key for key in found.values() if not key.startswith("more_")]
        assert len(single) == len(set(single))


REAL = sorted(
    file
    for part in ("salesforce_dataloader", "salesforce_api_tables", "google_contacts")
    for file in (DATA / "crm_exports" / part).rglob("*.csv")
)


def kind_of(name: str) -> str:
    told = {"account": "companies", "acct": "companies", "opportunity": "deals", "user": "users"}
    return next((kind for word, kind in told.items() if word in name.lower()), "contacts")


@needs_data
@pytest.mark.once  # what differs is the files
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
def test_every_file_of_salesforce_and_google_goes_through_the_wizard(
    file, client, office, stages, pipeline
):
    client.force_login(office.giang)
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    asked = {"object": kind_of(file.name), "file": upload}
    answer = client.post(reverse("fields:import_new"), asked)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        return
    run = ImportRun.objects.latest("pk")
    rows = sum(1 for _row in running.numbered(run))
    mapping = client.get(reverse("fields:import_map", args=[run.pk]))
    chosen = {
        column["key"]: next((key for key, _name, on in column["options"] if on), "")
        for column in mapping.context["columns"]
    }
    for page in ("map", "rules"):
        address = reverse(f"fields:import_{page}", args=[run.pk])
        told = client.post(address, chosen | {"create": "1"})
        assert told.status_code in (302, 422)
        if told.status_code == 422:
            return
    worker.work_all()
    client.post(reverse("fields:import_begin", args=[run.pk]))
    worker.work_all()
    run.refresh_from_db()
    assert run.state == "done"
    assert run.created + run.updated + run.skipped + run.refused == run.rows == rows
