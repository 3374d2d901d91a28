"""An ugly Vietnamese sheet goes in clean by the page, out again, and in again."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.fields.models import ImportRun
from quen.kit import worker
from quen.people.models import Contact
from tests.fields.picture import picture
from tests.fields.ugly import ugly_sheet

ROWS = int(os.environ.get("QUEN_UGLY_ROWS", "240"))


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def clicked(client, content) -> ImportRun:
    """Through the wizard as it offers itself, without a change but the rule for matches."""
    upload = SimpleUploadedFile("khách.xlsx", content)
    answer = client.post(reverse("fields:import_new"), {"object": "contacts", "file": upload})
    run = ImportRun.objects.latest("pk")
    reading = client.get(answer.headers["Location"])
    assert reading.status_code == 200
    mapping = client.get(reverse("fields:import_map", args=[run.pk]))
    chosen = {
        column["key"]: next((key for key, _name, on in column["options"] if on), "")
        for column in mapping.context["columns"]
    }
    client.post(reverse("fields:import_map", args=[run.pk]), chosen)
    rules = client.get(reverse("fields:import_rules", args=[run.pk]))
    match = next(key for key, _name, on in rules.context["matches"] if on)
    told = {"match": match, "on_match": "fill", "create": "1"}
    client.post(reverse("fields:import_rules", args=[run.pk]), told)
    worker.work_all()
    page = client.get(reverse("fields:import_check", args=[run.pk]))
    foretold = {key: number for key, _label, number, _on in page.context["counts"]}
    client.post(reverse("fields:import_begin", args=[run.pk]))
    worker.work_all()
    run.refresh_from_db()
    assert (run.created, run.refused) == (foretold["create"], foretold["error"])
    return run


@pytest.mark.long
@pytest.mark.once  # what is ugly is the sheet
def test_an_ugly_sheet_goes_in_clean_and_out_and_in_again(client, office, stages):
    """Hundreds of rows through the wizard three times, hence some seconds."""
    ugly = ugly_sheet(ROWS)
    client.force_login(office.giang)
    before = picture()
    run = clicked(client, ugly.content)
    assert (run.created, run.refused) == (len(ugly.single), sum(p.rounded for p in ugly.people))
    for one in ugly.single:
        contact = Contact.objects.get(handles__normal=one.phones[0], deleted_at=None)
        held = contact.handles.filter(kind="phone").order_by("id").values_list("normal", flat=True)
        assert list(held) == one.phones
        assert contact.full_name == one.name
        assert contact.birthday == one.birthday
        assert contact.email.lower() == "".join(one.mails)
        assert contact.company.name == one.company
        assert contact.addresses.get().province == one.province
        assert [row.tag.name for row in tagged(contact)] == [one.group]
    after = picture()
    client.post(reverse("fields:import_undo", args=[run.pk]))
    worker.work_all()
    assert picture() == before
    clicked(client, ugly.content)
    assert picture() == after


def tagged(contact):
    from quen.fields.models import Tagged

    return Tagged.objects.filter(type="contact", record_id=contact.pk).select_related("tag")
