"""Lists and records on paper: what is shown, who may, and what the audit hears."""

import pytest
from django.urls import reverse

from quen.fields.actions import printing
from quen.kit.workspace import workspace
from quen.people.actions import contacts
from quen.timeline.models import Event

LIST = "/lists/contact/print/"


@pytest.fixture
def lan(office, stages):
    return contacts.add_contact(
        {"full_name": "Trần Thị Lan", "job_title": "Mua hàng"}, by=office.giang
    )


def test_a_list_is_printed_as_it_is_shown_under_the_companys_name(lan, contact, office, client):
    client.force_login(office.giang)
    shown = client.post(f"{LIST}?columns=full_name,job_title&sort=full_name").content.decode()
    assert workspace().name in shown
    assert "Printed by Giang" in shown
    assert "Mua hàng" in shown
    assert shown.index("Nguyễn Thị Hồng") < shown.index("Trần Thị Lan")
    assert "2 rows" in shown
    told = Event.objects.get(kind="export.made").data
    assert (told["rows"], told["form"]) == (2, "print")
    assert "Nguyễn" not in client.post(f"{LIST}?q=lan").content.decode()


def test_a_list_that_is_cut_says_so(lan, contact, office, client, monkeypatch):
    monkeypatch.setattr(printing, "MOST_ROWS", 1)
    client.force_login(office.giang)
    assert "There are more" in client.post(LIST).content.decode()


def test_only_who_may_export_prints_a_list_and_no_more_than_they_may(lan, contact, office, client):
    client.force_login(office.em)
    assert client.post(LIST).status_code == 403
    assert "printer" not in client.get(reverse("people:contacts")).content.decode()
    client.force_login(office.giang)
    assert client.get(LIST).status_code == 405


def test_a_list_above_the_companys_limit_is_not_printed(lan, contact, office, client):
    asked = workspace()
    asked.export_limit, asked.data_owner_id = 1, office.an.pk
    asked.save()
    client.force_login(office.giang)
    refused = client.post(LIST)
    assert refused.status_code == 422
    assert "data owner" in refused.content.decode()
    assert not Event.objects.filter(kind="export.made").exists()


def test_a_record_is_printed_with_its_facts_and_what_happened(lan, office, client):
    client.force_login(office.giang)
    shown = client.post(reverse("records:print", args=["contact", lan.pk])).content.decode()
    assert "Mua hàng" in shown
    assert "added this customer" in shown
    assert "ui-inline-edit" not in shown
    printed = Event.objects.get(kind="record.printed")
    assert (printed.actor, printed.subject_id) == (office.giang, lan.pk)
    client.force_login(office.dung)
    assert client.post(reverse("records:print", args=["contact", lan.pk])).status_code == 404


def test_fields_that_a_role_hides_are_not_printed(lan, office, client):
    office.giang.field_rights = {"contact.job_title": "hide"}
    office.giang.save()
    client.force_login(office.giang)
    for url in (
        f"{LIST}?columns=full_name,job_title",
        reverse("records:print", args=["contact", lan.pk]),
    ):
        assert "Mua hàng" not in client.post(url).content.decode()
