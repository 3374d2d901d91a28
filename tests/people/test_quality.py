"""The data's quality: what is counted, whom it shows to, and who is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from quen.accounts.actions.workspace import change_workspace
from quen.fields.actions.keeping import Everybody
from quen.fields.catalogue import catalogue
from quen.fields.conditions import parse
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact
from quen.people.actions.quality import count_check, tell_owner
from quen.people.models import Company, Contact, Handle, QualityCount
from quen.people.quality import CHECKS, figures
from tests.counting import questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def faults(contact, office):
    """Of Binh's: one without a phone and with an old address, one idle with a wrong phone."""
    district = {"street": "1 Lê Lợi", "district": "Quận 1", "province": "TP Hồ Chí Minh"}
    add_contact({"full_name": "Lan", "addresses": [district]}, by=office.binh)
    Handle.objects.filter(contact=contact, kind="phone").update(invalid=True)
    Handle.objects.filter(contact=contact, kind="email").update(invalid=True)
    Contact.objects.filter(pk=contact.pk).update(
        last_activity_at=timezone.now() - timedelta(days=200), owner=None
    )
    add_company({"name": "Thép"}, by=office.binh)
    for check in CHECKS:
        count_check(check)


def counted(type_key, user):
    return {one.label: one.count for one in figures(type_key, user)}


def test_each_check_counts_what_fails(faults, office):
    assert counted("contact", office.giang) == {
        "Duplicates": 0,
        "No name": 0,
        "No phone": 1,
        "Invalid phone": 1,
        "Mail that bounced": 1,
        "Nobody in charge": 1,
        "No activity for 180 days": 1,
        "Address in the old format": 1,
    }
    assert counted("company", office.giang)["No tax id"] == 1


def test_each_count_opens_a_list_of_the_same_records(faults, office, client):
    client.force_login(office.giang)
    for one in figures("contact", office.giang)[1:]:
        html = client.get(one.url).content.decode()
        assert html.count('name="key"') == one.count, one.label


def test_whoever_sees_less_is_counted_less(faults, office):
    assert counted("contact", office.binh)["No phone"] == 1
    assert counted("contact", office.chi)["No phone"] == 0
    assert counted("contact", office.dung)["No phone"] == 0
    assert counted("contact", office.an)["No phone"] == 1
    office.binh.field_rights = {"contact.phone": "hide"}
    assert "No phone" not in counted("contact", office.binh)


def test_counting_again_replaces_what_was_counted(faults):
    rows = QualityCount.objects.count()
    for check in CHECKS:
        count_check(check)
    assert QualityCount.objects.count() == rows


def test_the_page_costs_the_same_whatever_there_is(faults, office, client):
    client.force_login(office.giang)
    before = questions(lambda: client.get("/quality/"))
    for n in range(20):
        add_contact({"full_name": f"Khách {n}"}, by=office.binh)
    assert questions(lambda: client.get("/quality/")) == before


def test_the_named_owner_is_told_by_mail(faults, office, client, mailoutbox):
    assert not tell_owner()
    client.force_login(office.giang)
    client.post("/quality/owner/", {"owner": office.hanh.pk})
    assert tell_owner()
    (mail,) = mailoutbox
    assert mail.to == [office.hanh.email]
    assert "Invalid phone: 1" in mail.body
    assert "Hanh" in client.get("/quality/").content.decode()


def test_only_who_may_change_the_workspace_names_the_owner(faults, office, client):
    client.force_login(office.binh)
    assert client.post("/quality/owner/", {"owner": office.hanh.pk}).status_code == 403
    client.force_login(office.giang)
    assert client.post("/quality/owner/", {"owner": 10**9}).status_code == 422
    change_workspace(by=office.giang, data_owner_id=None)
    assert not tell_owner()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trap is SQLite's")
def test_companies_without_a_phone_are_found_by_their_own_numbers_alone(stages, office):
    """No company has a number here, so statistics say that an index of theirs is worth nothing."""
    for n in range(30):
        add_contact({"full_name": f"Lan {n}", "phone": f"09123456{n:02}"}, by=office.binh)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    [node] = parse({"field": "phone", "op": "empty"}, catalogue("company", Everybody()))
    assert "people_handle_company" in Company.objects.filter(node.q()).explain()
