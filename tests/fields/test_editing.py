"""Inline edit: every kind has its control, a clash asks, a right that is missing hides the editor."""

import json
import re

import pytest
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role
from quen.fields.actions.custom import add_field
from quen.people.actions import contacts
from quen.people.actions.companies import add_company
from quen.people.models import Address, Contact, Handle

HX = {"HX-Request": "true"}


def edit_url(record, key, type_key="contact"):
    return reverse("records:edit", args=[type_key, record.pk, key])


def was_of(html: str) -> str:
    told = re.search(r'name="was" value="([^"]*)"', html)[1]
    return told.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def editor(client, url):
    answer = client.get(url, headers=HX)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def save(client, url, **given):
    """As the browser does: the editor is fetched, its old value goes along."""
    was = was_of(editor(client, url))
    return client.post(url, {"was": was, **given}, headers=HX)


def test_a_text_is_changed_and_answered_as_it_is_shown(contact, office, client):
    client.force_login(office.binh)
    answer = save(client, edit_url(contact, "job_title"), value="Giám đốc")
    assert (answer.status_code, answer.content.decode().strip()) == (200, "Giám đốc")
    contact.refresh_from_db()
    assert contact.job_title == "Giám đốc"


def test_a_clash_brings_both_values_and_the_choice_is_kept(contact, office, client):
    client.force_login(office.binh)
    url = edit_url(contact, "job_title")
    was = was_of(editor(client, url))
    contacts.change_contact(contact, {"job_title": "Của An"}, by=office.an)
    clash = client.post(url, {"was": was, "value": "Của Bình"}, headers=HX)
    assert clash.status_code == 409
    html = clash.content.decode()
    assert "Của An" in html
    assert "Của Bình" in html
    assert "An changed this at the same time" in html
    contact.refresh_from_db()
    assert contact.job_title == "Của An"
    mine = {
        "json": "1",
        "old": json.dumps("Của An"),
        "value": json.dumps({"job_title": "Của Bình"}),
    }
    assert client.post(url, mine, headers=HX).status_code == 200
    contact.refresh_from_db()
    assert contact.job_title == "Của Bình"


def test_another_field_changed_meanwhile_is_no_clash(contact, office, client):
    client.force_login(office.binh)
    url = edit_url(contact, "job_title")
    was = was_of(editor(client, url))
    contacts.change_contact(contact, {"nickname": "Tí"}, by=office.an)
    assert client.post(url, {"was": was, "value": "Giám đốc"}, headers=HX).status_code == 200


def test_what_cannot_be_read_is_said_in_words(contact, office, client):
    client.force_login(office.binh)
    answer = save(client, edit_url(contact, "birthday"), value="31/02/1990")
    assert answer.status_code == 422
    assert "no such day" in answer.content.decode()


def test_phones_are_a_list_whose_first_is_the_primary_one(contact, office, client):
    client.force_login(office.binh)
    given = {"value": ["0912 345 678", "0903221884"], "value_label": ["mới", "cũ"]}
    answer = save(client, edit_url(contact, "phone"), **given)
    assert "+84 912 345 678" in answer.content.decode()
    contact.refresh_from_db()
    assert contact.phone == "+84912345678"
    assert Handle.objects.filter(contact=contact, kind="phone").count() == 2


def test_a_phone_of_somebody_else_asks_before_it_is_shared(contact, office, client):
    other = contacts.add_contact({"full_name": "Lan"}, by=office.binh)
    client.force_login(office.binh)
    warned = save(client, edit_url(other, "phone"), value="0903221884", value_label="")
    assert warned.status_code == 409
    assert "Hồng" not in warned.content.decode()
    shared = save(client, edit_url(other, "phone"), value="0903221884", value_label="", share="1")
    assert shared.status_code == 200


def test_an_address_by_its_parts_keeps_the_others(contact, office, client):
    two = [{"street": "1 Lê Lợi", "province": "Huế"}, {"street": "2 Pasteur", "label": "kho"}]
    contacts.change_contact(contact, {"addresses": two}, by=office.binh)
    client.force_login(office.binh)
    url = edit_url(contact, "address")
    rest = re.search(r'name="value_rest" value="([^"]*)"', editor(client, url))[1].replace(
        "&quot;", '"'
    )
    given = {
        "value_street": "3 Lê Lợi",
        "value_province": "Huế",
        "value_country": "VN",
        "value_rest": rest,
    }
    assert save(client, url, **given).status_code == 200
    assert set(Address.objects.values_list("street", flat=True)) == {"3 Lê Lợi", "2 Pasteur"}


def test_a_birthday_with_its_calendar(contact, office, client):
    client.force_login(office.binh)
    answer = save(client, edit_url(contact, "birthday"), value="14/03", value_calendar="lunar")
    assert "14/03 (lunar calendar)" in answer.content.decode()
    contact.refresh_from_db()
    assert (contact.birthday, contact.birthday_calendar) == ("--03-14", "lunar")


def test_a_company_is_chosen_among_those_one_may_see(contact, office, client):
    mine = add_company({"name": "Thép Việt Á"}, by=office.binh)
    secret = add_company({"name": "Thép Bí Mật"}, by=office.dung)
    client.force_login(office.binh)
    found = client.get(
        reverse("records:choose", args=["company"]), {"q": "thep"}, headers=HX
    ).content.decode()
    assert "Thép Việt Á" in found
    assert "Bí Mật" not in found
    url = edit_url(contact, "company_id")
    assert save(client, url, value=secret.pk).status_code == 422
    answer = save(client, url, value=mine.pk)
    assert reverse("people:company", args=[mine.pk]) in answer.content.decode()


def test_an_owner_is_chosen_by_whoever_may_assign(contact, office, client):
    client.force_login(office.an)
    answer = save(client, edit_url(contact, "owner_id"), value=office.chi.pk)
    assert "Chi" in answer.content.decode()


def test_tags_are_words_with_commas(contact, office, client):
    client.force_login(office.binh)
    answer = save(client, edit_url(contact, "tags"), value="VIP, miền Nam")
    assert "miền Nam" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", "1200.5", "1,200.5"),
        ("rating", "4", "★★★★☆"),
        ("boolean", "true", "Yes"),
        ("date", "2026-11-21", "21/11/2026"),
        ("datetime", "2026-11-21T09:30", "21/11/2026 09:30"),
        ("choice", "red", "Red"),
        ("choices", ["red", "blue"], "Blue"),
        ("url", "quen.vn", 'href="https://quen.vn"'),
        ("email", "a@b.vn", "mailto:a@b.vn"),
        ("phone", "0912345678", "+84 912 345 678"),
        ("long_text", "một\nhai", "một<br>hai"),
        ("tax_id", "0100109106", "0100109106"),
        ("text", "<b>đậm</b>", "&lt;b&gt;đậm"),
    ],
)
def test_every_kind_of_custom_field_is_edited_and_shown(
    kind, value, shown, contact, office, client
):
    choices = [{"labels": {"en": "Red"}, "color": "5"}, {"labels": {"en": "Blue"}, "color": "2"}]
    add_field("contact", by=office.giang, labels={"en": "Mine"}, kind=kind, choices=choices)
    client.force_login(office.binh)
    answer = save(client, edit_url(contact, "custom.mine"), value=value)
    assert answer.status_code == 200, answer.content.decode()
    assert shown in answer.content.decode()
    assert shown in client.get(reverse("people:contact", args=[contact.pk])).content.decode()
    emptied = save(client, edit_url(contact, "custom.mine"), value="")
    assert "—" in emptied.content.decode()


def test_money_in_words_with_its_currency(contact, office, client):
    add_field("contact", by=office.giang, labels={"en": "Budget"}, kind="money")
    client.force_login(office.binh)
    answer = save(client, edit_url(contact, "custom.budget"), value="5tr", value_currency="VND")
    assert "5,000,000" in answer.content.decode()


def test_a_field_that_a_role_hides_or_only_shows_has_no_editor(contact, office, client):
    Role.objects.filter(key="rep").update(
        fields={"contact.job_title": "hide", "contact.source": "read"}
    )
    refresh([office.binh])
    client.force_login(office.binh)
    html = client.get(reverse("people:contact", args=[contact.pk])).content.decode()
    for key in ("job_title", "source"):
        assert edit_url(contact, key) not in html
        assert client.get(edit_url(contact, key), headers=HX).status_code == 404
        assert client.post(edit_url(contact, key), {"value": "x"}, headers=HX).status_code == 404
    assert "Job title" not in html
    assert "Source" in html


def test_who_may_not_change_gets_403_and_who_may_not_see_404(contact, office, client):
    url = edit_url(contact, "job_title")
    for user, status in ((office.em, 403), (office.chi, 404), (office.dung, 404)):
        client.force_login(user)
        assert client.get(url, headers=HX).status_code == status
        assert client.post(url, {"value": "x"}, headers=HX).status_code == status
    contact.refresh_from_db()
    assert contact.job_title == ""


def test_unknown_fields_types_and_read_only_ones_are_404(contact, office, client):
    client.force_login(office.binh)
    for key in ("nothing", "score", "created_at", "custom.none"):
        assert client.get(edit_url(contact, key), headers=HX).status_code == 404
    assert client.get(edit_url(contact, "x", "robot"), headers=HX).status_code == 404


def test_without_scripts_a_field_has_a_page_of_its_own(contact, office, client):
    client.force_login(office.binh)
    url = edit_url(contact, "job_title")
    page = client.get(url)
    assert "<h1>Nguyễn Thị Hồng</h1>" in page.content.decode()
    done = client.post(url, {"was": was_of(page.content.decode()), "value": "Giám đốc"})
    assert done.headers["Location"] == reverse("people:contact", args=[contact.pk])


def test_a_record_given_away_leads_back_to_the_list(contact, office, client):
    Contact.objects.filter(pk=contact.pk).update(owner=office.an)
    contact.refresh_from_db()
    client.force_login(office.an)
    answer = save(client, edit_url(contact, "owner_id"), value=office.dung.pk)
    assert answer.headers.get("HX-Redirect") == reverse("people:contacts")


def test_a_deal_is_edited_by_the_same_machinery(deal, office, client):
    client.force_login(office.binh)
    answer = save(client, edit_url(deal, "amount", "deal"), value="1,2 tỷ", value_currency="VND")
    assert answer.status_code == 200, answer.content.decode()
    assert "1,200,000,000" in answer.content.decode()
