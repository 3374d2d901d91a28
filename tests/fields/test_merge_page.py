"""The merge page: side by side, one click a row, undo."""

import pytest

from quen.fields.models import Merge
from quen.people.actions.contacts import add_contact
from quen.people.models import Contact
from quen.work.actions.notes import add_note
from tests.counting import questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(contact, office):
    given = {"full_name": "Nguyen Thi Hong", "phone": "0987654321", "job_title": "Kế toán"}
    return add_contact(given, by=office.binh)


@pytest.fixture
def binh(client, office):
    client.force_login(office.binh)
    return client


def test_a_selection_leads_to_the_page_and_the_page_says_what_comes_along(
    binh, contact, twin, office
):
    add_note("contact", contact.pk, "Gọi sáng", by=office.binh)
    chosen = binh.post("/records/contact/merge/choose/", {"key": [contact.pk, twin.pk]})
    url = chosen.headers["Location"]
    assert url == f"/records/contact/merge/?ids={contact.pk},{twin.pk}"

    html = binh.get(url + f"&keep={twin.pk}").content.decode()
    assert "Merge into Nguyen Thi Hong" in html
    assert "1 note" in html
    assert "Nguyễn Thị Hồng" in html


def test_the_page_merges_and_the_timeline_undoes(binh, contact, twin):
    given = {"ids": f"{contact.pk},{twin.pk}", "keep": contact.pk, "field-full_name": twin.pk}
    answer = binh.post("/records/contact/merge/run/", given)
    assert answer.headers["Location"] == f"/contacts/{contact.pk}/"
    assert Contact.objects.get(pk=contact.pk).full_name == "Nguyen Thi Hong"

    undo = f"/records/contact/{contact.pk}/unmerge/{Merge.objects.get().pk}/"
    html = binh.get(f"/contacts/{contact.pk}/").content.decode()
    assert html.count(f'action="{undo}"') >= 2
    binh.post(undo)
    assert Contact.objects.get(pk=contact.pk).full_name == "Nguyễn Thị Hồng"
    assert undo not in binh.get(f"/contacts/{contact.pk}/").content.decode()


def test_one_record_asks_for_the_other(binh, contact):
    html = binh.get(f"/records/contact/merge/?ids={contact.pk}").content.decode()
    assert "Which record is the same?" in html


def test_hidden_records_and_nonsense_are_refused(binh, contact, twin, client, office):
    url = f"/records/contact/merge/?ids={contact.pk},{twin.pk}"
    for asked in ("/records/contact/merge/?ids=", "/records/contact/merge/?ids=x,y"):
        assert binh.get(asked).status_code == 404
    assert binh.get("/records/task/merge/?ids=1").status_code == 404
    client.force_login(office.chi)
    assert client.get(url).status_code == 404
    client.force_login(office.em)
    assert client.get(url).status_code == 403


def test_a_hidden_field_is_no_row(binh, contact, twin, office):
    url = f"/records/contact/merge/?ids={contact.pk},{twin.pk}"
    assert "Kế toán" in binh.get(url).content.decode()
    office.binh.roles.update(fields={"contact.job_title": "hide"})
    from quen.accounts.actions.rights import refresh

    refresh([office.binh])
    assert "Kế toán" not in binh.get(url).content.decode()


def test_twenty_records_cost_what_two_do_but_for_their_own_parts(binh, contact, twin, office):
    url = f"/records/contact/merge/?ids={contact.pk},{twin.pk}"
    assert questions(lambda: binh.get(url)) < 40
