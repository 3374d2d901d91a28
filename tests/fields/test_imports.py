"""Imports: real files go in whole, nothing is swallowed, a killed run goes on where it was."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.fields.actions.imports import new_import
from quen.fields.importing import running
from quen.fields.importing.encodings import encoding_of
from quen.fields.importing.files import Reading, rows_of
from quen.fields.models import ImportRun, SearchRow
from quen.kit import worker
from quen.people.models import Contact, Handle
from quen.sales.models import Deal, Stay
from quen.timeline.models import EventLink

DATA = Path(
    os.environ.get("QUEN_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data"
)
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data set is not here")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def bring_in(client, user, object_name, name, content, **mapping):
    """The whole way by page: upload, map as guessed (or as told), run; gives the run."""
    client.force_login(user)
    upload = SimpleUploadedFile(name, content)
    answer = client.post(reverse("fields:import_new"), {"object": object_name, "file": upload})
    assert answer.status_code == 302, answer.content[:800]
    run = ImportRun.objects.latest("pk")
    assert client.get(answer.headers["Location"]).status_code == 200
    posted = {
        f"column-{n}": run.mapping["columns"].get(name, "")
        for n, name in enumerate(running.header_of(run))
    }
    told = {key: value for key, value in mapping.items() if key.startswith("column-")}
    steps = (("map", posted | told), ("rules", {"match": "", "create": "1"} | mapping))
    for step, form in steps:
        page = reverse(f"fields:import_{step}", args=[run.pk])
        assert client.get(page).status_code == 200
        assert client.post(page, form).status_code == 302, client.post(page, form).content[-600:]
    assert client.get(reverse("fields:import_check", args=[run.pk])).status_code == 200
    client.post(reverse("fields:import_begin", args=[run.pk]))
    worker.work_all()
    run.refresh_from_db()
    assert client.get(reverse("fields:import_show", args=[run.pk])).status_code == 200
    return run


def sheet(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_a_vietnamese_sheet_is_mapped_by_its_headers(client, office, stages):
    content = sheet(
        "Họ tên;SĐT;Email;Công ty",
        "Nguyễn Thị Hồng;0903221884;h@a.vn;Thép Việt Á",
        "Trần Đức;903221885;;",
    )
    run = bring_in(client, office.giang, "contacts", "khách.csv", content)
    assert (run.created, run.refused) == (2, 0)
    hong = Contact.objects.get(full_name="Nguyễn Thị Hồng")
    assert (hong.phone, hong.company.name) == ("+84903221884", "Thép Việt Á")
    assert Contact.objects.get(full_name="Trần Đức").phone == "+84903221885"


def test_every_refused_row_is_named_with_its_reason(client, office, stages):
    content = sheet(
        "name,phone,email",
        "A,0903221884,a@a.vn",
        "B,9.03E+08,b@b.vn",
        "C,,not mail",
        "D,0903221884,",
        ",,",
    )
    run = bring_in(client, office.giang, "contacts", "x.csv", content)
    assert (run.rows, run.created, run.refused) == (4, 1, 3)
    reasons = {row.number: set(row.reasons) for row in run.refusals.all()}
    assert reasons == {2: {"phone"}, 3: {"email"}, 4: {"phone"}}
    file = client.get(reverse("fields:import_refused", args=[run.pk]))
    assert b"9.03E+08" in b"".join(file.streaming_content)


def test_a_match_key_updates_instead_of_adding_also_within_the_file(client, office, stages):
    first = sheet("name,phone", "A,0903221884", "A again,+84 903 221 884")
    run = bring_in(client, office.giang, "contacts", "x.csv", first, match="phone")
    assert (run.created, run.updated) == (1, 1)
    assert Contact.objects.get().full_name == "A again"
    second = bring_in(client, office.giang, "contacts", "y.csv", first, match="phone")
    assert (second.created, second.updated + second.skipped) == (0, 2)


def test_a_killed_run_goes_on_without_losing_or_doubling_a_row(client, office, stages, monkeypatch):
    monkeypatch.setattr(running, "STEP", 10)
    content = sheet("name,phone", *(f"K{n},09{n:08}" for n in range(45)))
    do, calls = running._do, []

    def dies(run, rows):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        do(run, rows)

    monkeypatch.setattr(running, "_do", dies)
    with pytest.raises(KeyboardInterrupt):
        bring_in(client, office.giang, "contacts", "x.csv", content)
    run = ImportRun.objects.get()
    assert run.position == 20
    running.go_on(run)
    run.refresh_from_db()
    assert (run.created, run.state) == (45, "done")
    assert Contact.objects.count() == 45


def test_rows_that_match_change_each_their_own_record_and_say_so(client, office, stages):
    first = sheet("name,email,phone", *(f"K{n},k{n}@a.vn,09032218{n:02}" for n in range(30)))
    bring_in(client, office.giang, "contacts", "x.csv", first)
    changed = sheet(
        "name,email,phone,tags,stage,job title",
        *(f"K{n},K{n}@A.vn,09132218{n:02},t{n % 3},customer,Job {n}" for n in range(29)),
        "K29,k29@a.vn,0903221829,,,",
    )
    run = bring_in(client, office.giang, "contacts", "y.csv", changed, match="email")
    assert (run.created, run.updated, run.skipped, run.refused) == (0, 29, 1, 0)
    one = Contact.objects.get(full_name="K7")
    assert (one.email, one.phone, one.stage.key) == ("k7@a.vn", "+84913221807", "customer")
    assert Handle.objects.filter(contact=one).count() == 2
    assert [s.stage.key for s in one.stays.order_by("id")] == ["lead", "customer"]
    link = EventLink.objects.filter(type="contact", record_id=one.pk, event__kind="contact.changed")
    assert link.get().data["changes"] == {
        "phone": ["+84903221807", "+84913221807"],
        "tags": [[], ["t1"]],
        "lifecycle_stage": ["lead", "customer"],
        "job_title": ["", "Job 7"],
    }
    found = SearchRow.objects.get(type="contact", record_id=one.pk)
    assert "job 7" in found.norm
    assert [p.digits for p in found.phones.all()] == ["70812231948"]


def test_a_row_that_clashes_is_refused_alone_among_many(client, office, stages):
    first = sheet("name,email,phone", *(f"K{n},k{n}@a.vn,09032218{n:02}" for n in range(20)))
    bring_in(client, office.giang, "contacts", "x.csv", first)
    clash = sheet(
        "name,email,phone",
        *(f"L{n},k{n}@a.vn,0903221{818 if n == 4 else 900 + n}" for n in range(10)),
        "New,new@a.vn,0903221819",
        "Other,other@a.vn,0903221888",
    )
    run = bring_in(client, office.giang, "contacts", "y.csv", clash, match="email")
    assert (run.created, run.updated) == (1, 9)
    assert {row.number: set(row.reasons) for row in run.refusals.all()} == {
        5: {"phone"},
        11: {"phone"},
    }
    assert Contact.objects.get(email="k4@a.vn").phone == "+84903221804"
    assert Contact.objects.get(email="k5@a.vn").full_name == "L5"


def test_names_of_colleagues_and_companies_are_looked_up_together(
    client, office, stages, django_assert_max_num_queries
):
    firms = sheet("name", *(f"Firm {n}" for n in range(40)))
    bring_in(client, office.giang, "companies", "f.csv", firms)
    lines = [f"K{n},k{n}@a.vn,firm {n},{'Binh' if n % 2 else 'chi@quen.test'}" for n in range(40)]
    content = sheet("name,email,company,owner", *lines, "Nobody,no@a.vn,Firm 1,Zoe")
    run = new_import("contacts", "x.csv", [content], by=office.giang)
    run.mapping["match"] = "email"
    running.start(run)
    with django_assert_max_num_queries(60):
        running.go_on(run)
    assert (run.created, run.refused) == (40, 1)
    assert set(run.refusals.get().reasons) == {"owner_id"}
    seven = Contact.objects.get(full_name="K7")
    assert (seven.company.name, seven.owner) == ("Firm 7", office.binh)
    assert Contact.objects.get(full_name="K8").owner == office.chi


def test_formulas_and_naughty_strings_go_in_unchanged(client, office, stages):
    odd = "=cmd|'/C calc'!A0"
    run = bring_in(
        client, office.giang, "contacts", "x.csv", sheet("name,phone", f'"{odd}",0903221884')
    )
    assert run.created == 1
    assert Contact.objects.get().full_name == odd


@pytest.mark.parametrize(("who", "status"), [("giang", 200), ("binh", 403), ("em", 403)])
def test_who_may_import(who, status, client, office, stages):
    client.force_login(getattr(office, who))
    assert client.get(reverse("fields:import_new")).status_code == status


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00\x01\x02" * 50])
def test_a_file_that_cannot_be_read_is_refused_in_words(content, client, office, stages):
    client.force_login(office.giang)
    upload = SimpleUploadedFile("x.csv", content)
    answer = client.post(reverse("fields:import_new"), {"object": "contacts", "file": upload})
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert client.get(answer.headers["Location"]).status_code == 200


@needs_data
def test_salesforce_and_google_files_go_in_by_the_page(client, office, stages):
    folder = DATA / "crm_exports"
    account = next(folder.rglob("accountData.csv"))
    run = bring_in(client, office.giang, "companies", account.name, account.read_bytes())
    assert run.state == "done"
    assert run.created + run.updated + run.skipped + run.refused == run.rows
    assert run.created > 0
    google = next((folder / "google_contacts").rglob("*.csv"))
    run = bring_in(client, office.giang, "contacts", google.name, google.read_bytes())
    assert run.created + run.refused == run.rows
    assert run.created > 0


@needs_data
def test_every_encoding_is_found_out(tmp_path):
    text = "Họ tên,Ghi chú\nNguyễn Thị Hồng,khách quen\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes(text.encode(encoding))
        assert list(rows_of(Reading(file)))[1][0] == "Nguyễn Thị Hồng", encoding
    thai = tmp_path / "thai.csv"
    thai.write_bytes("ชื่อ,เบอร์\nสมชาย วงศ์สุวรรณ,0812345678\n".encode("cp874"))
    assert encoding_of(thai) == "cp874"


def test_a_deal_brought_in_again_keeps_its_stage_history(client, office, stages, pipeline):
    first = sheet("name,stage,engaged_on", "Thép Q4,Đàm phán,2026-10-01")
    bring_in(client, office.giang, "deals", "deals.csv", first, match="name")
    deal = Deal.objects.get()
    moved = sheet("name,amount,engaged_on", "Thép Q4,5000000,2026-11-01")
    run = bring_in(client, office.giang, "deals", "deals.csv", moved, match="name")
    assert (run.created, run.updated) == (0, 1)
    stay = Stay.objects.get(deal=deal)
    assert stay.entered_at.date().isoformat() == "2026-10-01"
    deal.refresh_from_db()
    assert deal.amount == 5_000_000
