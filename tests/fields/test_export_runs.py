"""Exports that need a word of the data owner, or are too great to be made at once; and everything."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from quen.accounts.actions.rights import refresh
from quen.fields.actions import exports, making
from quen.fields.importing.files import Reading, rows_of
from quen.fields.importing.running import go_on, guessed
from quen.fields.models import ExportRun, ImportRun
from quen.kit import worker
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact
from quen.people.models import Contact
from quen.timeline.models import Event, Notice
from quen.work.actions.notes import add_note

URL = "/lists/contact/export/"


@pytest.fixture
def people(office, stages, tmp_path):
    """Twelve customers of Binh, who may export what is his; Giang answers for the data."""
    role = office.binh.roles.get()
    role.grants |= {"people.export_contact": "own", "people.export_company": "own"}
    role.save()
    refresh([office.binh, office.chi])
    company = add_company({"name": "=Thép & Vi\u1ec7t"}, by=office.binh)
    for n in range(12):
        given = {
            "full_name": f"Khách {n:02}",
            "phone": f"09032218{n:02}",
            "email": f"k{n}@thepviet.vn",
            "company_id": company.pk,
            "tags": ["vip", "hà nội"],
            "birthday": "1990-02-03",
            "job_title": "=Trưởng phòng",
        }
        add_contact(given, by=office.binh)
    with override_settings(DATA=tmp_path):
        yield tmp_path


@pytest.fixture
def limited(people, office):
    change_workspace(data_owner_id=office.giang.pk, export_limit=10)
    return people


def asked(client, user, form="csv", query=""):
    client.force_login(user)
    return client.post(URL + query, {"form": form})


def test_more_than_the_limit_waits_for_the_data_owner(limited, client, office):
    answer = asked(client, office.binh)
    run = ExportRun.objects.get()
    assert answer.headers["Location"] == reverse("fields:export_show", args=[run.pk])
    assert (run.state, run.rows) == ("asked", 12)
    worker.work_all()
    assert Notice.objects.get(user=office.giang).name == "export_asked"
    assert client.get(reverse("fields:export_file", args=[run.pk])).status_code == 404
    assert not Event.objects.filter(kind="export.made").exists()


def test_the_data_owner_approves_and_the_file_is_made_told_and_gone_after_a_week(
    limited, client, office, mailoutbox
):
    asked(client, office.binh)
    run = ExportRun.objects.get()
    client.force_login(office.giang)
    assert "Binh" in client.get("/exports/").content.decode()
    client.post(reverse("fields:export_approve", args=[run.pk]))
    worker.work_all()
    run.refresh_from_db()
    assert (run.state, run.decided_by) == ("done", office.giang)
    (mail,) = [one for one in mailoutbox if one.to == [office.binh.email]]
    assert reverse("fields:export_show", args=[run.pk]) in mail.body
    assert Notice.objects.get(user=office.binh).name == "export_decided"
    file = reverse("fields:export_file", args=[run.pk])
    assert client.get(file).status_code == 404, "who approves does not take it away"
    client.force_login(office.binh)
    told = b"".join(client.get(file).streaming_content).decode()
    assert told.count("@thepviet.vn") == 12
    assert f"by Binh <{office.binh.email}>" in told
    ExportRun.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert making.expire() == 1
    assert client.get(file).status_code == 404
    assert list((limited / "exports").iterdir()) == []


def test_what_is_refused_is_never_made(limited, client, office):
    asked(client, office.binh)
    run = ExportRun.objects.get()
    exports.decide_export(run, yes=False, by=office.giang)
    worker.work_all()
    run.refresh_from_db()
    assert (run.state, run.path) == ("refused", "")
    assert Event.objects.get(kind="export.refused").actor == office.giang
    with pytest.raises(Refused):
        exports.decide_export(run, yes=True, by=office.giang)


@pytest.mark.parametrize("who", ["binh", "an", "hanh"])
def test_nobody_else_decides(who, limited, client, office):
    asked(client, office.binh)
    run = ExportRun.objects.get()
    client.force_login(getattr(office, who))
    answer = client.post(reverse("fields:export_approve", args=[run.pk]))
    assert answer.status_code == (403 if who == "binh" else 404)
    run.refresh_from_db()
    assert run.state == "asked"


def test_few_rows_and_the_data_owner_need_no_word(limited, client, office):
    rule = json.dumps({"field": "full_name", "op": "contains", "value": "Khách 0"})
    told = b"".join(asked(client, office.binh, query=f"?filter={rule}").streaming_content)
    assert told.decode().count("@thepviet.vn") == 10
    assert asked(client, office.giang).status_code == 200
    assert not ExportRun.objects.exists()


def test_an_export_holds_what_the_search_shows(people, client, office):
    told = b"".join(asked(client, office.binh, query="?q=Khách 07").streaming_content).decode()
    assert told.count("@thepviet.vn") == 1


def test_a_great_export_is_made_in_the_background(people, client, office, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 5)
    answer = asked(client, office.binh, form="xlsx")
    assert "job__bar" in client.get(answer.headers["Location"]).content.decode()
    worker.work_all()
    run = ExportRun.objects.get()
    assert (run.state, run.position, run.size > 0) == ("done", 12, True)
    making.make(run.pk)
    assert Event.objects.filter(kind="export.made").count() == 1


def test_a_colleague_who_was_switched_off_meanwhile_gets_nothing(people, client, office):
    run = exports.ask_export("contact", {}, "csv", by=office.binh)
    type(office.binh).objects.filter(pk=office.binh.pk).update(is_active=False)
    with pytest.raises(Refused):
        making.make(run.pk)
    run.refresh_from_db()
    assert (run.state, run.path) == ("failed", "")
    assert list((people / "exports").iterdir()) == []


def test_who_took_it_stands_in_the_workbook_where_no_import_looks(people, client, office):
    book = asked(client, office.binh, form="xlsx")
    content = b"".join(book.streaming_content)
    read = load_workbook(io.BytesIO(content))
    assert read.properties.creator == "Binh"
    assert office.binh.email in read.properties.description
    assert office.binh.email in read["Quen"]["A1"].value
    path = people / "taken.xlsx"
    path.write_bytes(content)
    assert len(list(rows_of(Reading(path)))) == 13


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_sr_19_what_was_exported_comes_back_to_the_same_values(form, people, client, office):
    first = b"".join(asked(client, office.binh, form=form).streaming_content)
    path = people / f"taken.{form}"
    path.write_bytes(first)
    before = values(path)
    for contact in Contact.objects.all():
        contact.handles.all().delete()
        contact.delete()
    run = ImportRun(object="contacts", user=office.giang, name=path.name, path=str(path))
    run.mapping = {"columns": guessed(run)["columns"]}
    run.state = ImportRun.State.RUNNING
    run.save()
    go_on(run)
    assert (run.created, run.refused) == (12, 0)
    again = people / f"again.{form}"
    again.write_bytes(b"".join(asked(client, office.giang, form=form).streaming_content))
    assert values(again) == before


MADE = {"id", "created_at", "updated_at", "last_activity_at", "stage_entered_at", "version"}


def values(path: Path):
    """The rows but for what a new row gets of itself."""
    head, *rows = rows_of(Reading(path))
    kept = [n for n, name in enumerate(head) if name not in MADE]
    return sorted([row[n] if n < len(row) else "" for n in kept] for row in rows)


def test_everything_is_one_zip_for_those_who_may(people, client, office):
    contact = Contact.objects.first()
    add_note("contact", contact.pk, "Gọi lại sau", by=office.binh)
    client.force_login(office.binh)
    assert client.post("/exports/everything/").status_code == 403
    client.force_login(office.giang)
    assert client.post("/exports/everything/").status_code == 302
    worker.work_all()
    run = ExportRun.objects.get()
    assert (run.state, run.object) == ("done", "everything")
    content = client.get(reverse("fields:export_file", args=[run.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(content.streaming_content))) as packed:
        names = set(packed.namelist())
        assert {"contacts.csv", "companies.csv", "deals.csv", "settings.json"} <= names
        assert packed.read("contacts.csv").decode().count("@thepviet.vn") == 12
        assert "Gọi lại sau" in packed.read("notes.json").decode()
        told = json.loads(packed.read("settings.json"))
        assert told["lifecycle"]
        text = packed.read("settings.json").decode()
    assert not any(word in text for word in ("password", "token", "secret"))


def test_everything_goes_to_the_data_owner_each_week_where_that_is_wanted(people, office):
    assert exports.ask_weekly() is None
    change_workspace(data_owner_id=office.giang.pk, export_weekly=True)
    assert exports.ask_weekly() is not None
    assert exports.ask_weekly() is None
    ExportRun.objects.update(created_at=timezone.now() - timedelta(days=7))
    assert exports.ask_weekly() is not None


def test_a_limit_needs_somebody_who_is_asked(people, client, office):
    client.force_login(office.giang)
    answer = client.post("/settings/protection/", {"export_limit": "100"})
    assert answer.status_code == 422
    told = {"export_limit": "100", "data_owner_id": str(office.giang.pk)}
    assert client.post("/settings/protection/", told).status_code == 302
    assert exports.needs_approval(101, office.binh)
    assert not exports.needs_approval(100, office.binh)


def test_ten_files_within_a_day_are_told_to_the_data_owner_once(people, client, office):
    change_workspace(data_owner_id=office.giang.pk)
    for _n in range(12):
        b"".join(asked(client, office.binh).streaming_content)
    worker.work_all()
    told = Event.objects.get(kind="export.unusual")
    assert (told.data["name"], told.data["count"]) == ("Binh", 10)
    assert Notice.objects.get(user=office.giang).name == "export_unusual"


def test_many_rows_are_told_as_well_and_the_data_owners_own_are_not(people, office, monkeypatch):
    change_workspace(data_owner_id=office.giang.pk)
    monkeypatch.setattr("quen.fields.actions.alarming.MANY_ROWS", 12)
    for user in (office.giang, office.binh):
        exports.export("contact", [], "csv", by=user)
    assert Event.objects.get(kind="export.unusual").data["rows"] == 12
