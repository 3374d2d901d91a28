"""Exports: what one may export, safe in spreadsheets, importing back to the same values."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from quen.fields.importing.running import go_on
from quen.fields.models import ImportRun
from quen.kit import worker
from quen.people.actions.contacts import add_contact
from quen.people.models import Contact
from quen.timeline.models import Event

ODD = ["=1+1", "+84 chị Hồng", "-2", "@SUM(A1)", "'=x", 'a,b"c', "\u202eabc", "ส้ม😀", "<script>"]


@pytest.fixture
def odd_names(office, stages):
    office.giang.grants |= {"people.export_contact": "all"}
    office.giang.save()
    return [
        add_contact({"full_name": name, "tags": ["VIP"], "source": "zalo"}, by=office.giang)
        for name in ODD
    ]


def exported(client, user, form, **asked) -> bytes:
    client.force_login(user)
    answer = client.post(
        reverse("fields:export", args=["contact"]) + asked.pop("query", ""), {"form": form}
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_csv_holds_no_live_formula_and_imports_back_to_the_same_values(
    odd_names, client, office, settings, tmp_path
):
    settings.DATA = tmp_path
    content = exported(client, office.giang, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    Contact.objects.update(full_name="", norm="")
    upload = SimpleUploadedFile("x.csv", content)
    client.post(reverse("fields:import_new"), {"object": "contacts", "file": upload})
    run = ImportRun.objects.get()
    run.mapping = {"columns": {"full_name": "full_name", "source": "source", "tags": "tags"}}
    run.state = ImportRun.State.RUNNING
    run.save()
    go_on(run)
    assert run.created == len(ODD)
    assert set(Contact.objects.exclude(full_name="").values_list("full_name", flat=True)) == set(
        ODD
    )


def test_json_and_xlsx_hold_the_same(odd_names, client, office):
    told = json.loads(exported(client, office.giang, "json"))
    assert [row["full_name"] for row in told] == ODD
    book = load_workbook(io.BytesIO(exported(client, office.giang, "xlsx")))
    rows = list(book.active.iter_rows(values_only=True))
    at = rows[0].index("full_name")
    assert [row[at] for row in rows[1:]] == ODD
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_an_export_is_told_to_the_audit_and_follows_the_filter(odd_names, client, office):
    rule = json.dumps({"field": "full_name", "op": "contains", "value": "Hồng"})
    told = json.loads(exported(client, office.giang, "json", query=f"?filter={rule}"))
    assert [row["full_name"] for row in told] == ["+84 chị Hồng"]
    event = Event.objects.get(kind="export.made")
    assert (event.actor, event.data["rows"], event.data["form"]) == (office.giang, 1, "json")


@pytest.mark.parametrize("who", ["binh", "em", "chi"])
def test_without_the_right_nothing_leaves(who, odd_names, client, office):
    client.force_login(getattr(office, who))
    answer = client.post(reverse("fields:export", args=["contact"]), {"form": "csv"})
    assert answer.status_code == 403
    worker.work_all()
    assert not Event.objects.filter(kind="export.made").exists()


def test_a_hidden_field_is_not_exported(odd_names, client, office):
    office.giang.field_rights = {"contact.source": "hide"}
    office.giang.save()
    told = json.loads(exported(client, office.giang, "json"))
    assert "source" not in told[0]
