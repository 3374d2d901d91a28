"""Custom fields: added in one dialog, live at once, removed with their data kept for a while."""

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.fields.actions.custom import KEPT, add_field, change_field, purge_fields, remove_field
from quen.fields.catalogue import all_fields, catalogue, forget_custom
from quen.fields.models import CustomField, Value
from quen.fields.nouns import NOUNS
from quen.kit.refused import Refused
from quen.people.actions import contacts
from quen.timeline.models import Event

HX = {"HX-Request": "true"}
NEW = "/records/fields/contact/new/"


def test_a_field_is_added_from_the_record_page_and_is_live_at_once(contact, office, client):
    client.force_login(office.giang)
    page = client.get(reverse("people:contact", args=[contact.pk])).content.decode()
    assert NEW in page
    assert client.get(f"{NEW}?back={contact.pk}", headers=HX).status_code == 200
    given = {
        "label_en": "Shirt size",
        "kind": "choice",
        "choice_key": ["", "", ""],
        "choice": ["Small", "Large", ""],
        "choice_color": ["3", "5", "1"],
        "section": "Clothes",
    }
    done = client.post(f"{NEW}?back={contact.pk}", given, headers=HX)
    assert done.headers["HX-Redirect"] == reverse("people:contact", args=[contact.pk])
    page = client.get(reverse("people:contact", args=[contact.pk])).content.decode()
    assert "Shirt size" in page
    assert "Clothes" in page
    assert "Shirt size" in client.get(reverse("people:contact_new")).content.decode()
    assert "custom.shirt_size" in catalogue("contact", office.binh).fields
    contacts.change_contact(contact, {"custom": {"shirt_size": "Large"}}, by=office.binh)
    assert Value.objects.filter(text="large").exists()
    assert Event.objects.filter(kind="field.created").exists()


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"label_en": "", "kind": "text"}, "Give the field a name."),
        ({"label_en": "X", "kind": "robot"}, "Choose a kind."),
        ({"label_en": "X", "kind": "choice"}, "at least one choice"),
        ({"label_en": "X", "kind": "relation"}, "Choose what the field points at."),
    ],
)
def test_what_is_missing_is_said_in_the_dialog(given, at, office, stages, client):
    client.force_login(office.giang)
    answer = client.post(NEW, given, headers=HX)
    assert answer.status_code == 422
    assert at in answer.content.decode()


def test_only_who_manages_fields_may(contact, office, client):
    field = add_field("contact", by=office.giang, labels={"en": "Size"}, kind="text")
    urls = [NEW, "/records/fields/contact/", f"/records/fields/{field.pk}/edit/"]
    for user, status in ((office.giang, 200), (office.an, 403)):
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [status] * 3
    with pytest.raises(Refused):
        add_field("contact", by=office.an, labels={"en": "Size"}, kind="text")
    assert NEW not in client.get(reverse("people:contact", args=[contact.pk])).content.decode()


def test_renaming_a_choice_never_touches_records(contact, office):
    choices = [{"labels": {"en": "Small"}}, {"labels": {"en": "Large"}}]
    field = add_field(
        "contact", by=office.giang, labels={"en": "Size"}, kind="choice", choices=choices
    )
    contacts.change_contact(contact, {"custom": {"size": "small"}}, by=office.binh)
    renamed = [
        {"key": "small", "labels": {"en": "Tiny"}},
        {"key": "large", "labels": {"en": "Large"}},
    ]
    change_field(field, by=office.giang, choices=renamed)
    contact.refresh_from_db()
    assert contact.custom == {"size": "small"}
    first = catalogue("contact", office.binh).get("custom.size").options()[0]
    assert first.label == "Tiny"
    with pytest.raises(Refused, match="still hold"):
        change_field(field, by=office.giang, choices=renamed[1:])


def test_two_fields_of_one_name_have_keys_of_their_own(office, stages):
    keys = [
        add_field("contact", by=office.giang, labels={"vi": "Cỡ áo"}, kind="text").key
        for _n in range(2)
    ]
    assert keys == ["co_ao", "co_ao_2"]


def test_a_removed_field_keeps_its_data_and_comes_back_with_it(contact, office, client):
    field = add_field("contact", by=office.giang, labels={"en": "Size"}, kind="text")
    contacts.change_contact(contact, {"custom": {"size": "42"}}, by=office.binh)
    client.force_login(office.giang)
    client.post(f"/records/fields/{field.pk}/remove/")
    assert "custom.size" not in catalogue("contact", office.binh).fields
    contact.refresh_from_db()
    assert contact.custom == {"size": "42"}
    assert "Size" in client.get("/records/fields/contact/").content.decode()
    client.post(f"/records/fields/{field.pk}/restore/")
    assert "42" in client.get(reverse("people:contact", args=[contact.pk])).content.decode()


def test_after_thirty_days_field_and_data_are_gone(contact, office):
    field = add_field("contact", by=office.giang, labels={"en": "Size"}, kind="text")
    contacts.change_contact(contact, {"custom": {"size": "42"}}, by=office.binh)
    remove_field(field, by=office.giang)
    assert purge_fields() == 0
    CustomField.objects.filter(pk=field.pk).update(removed_at=timezone.now() - KEPT)
    assert purge_fields() == 1
    contact.refresh_from_db()
    assert contact.custom == {}
    assert not Value.objects.filter(field_id=field.pk).exists()


def test_fields_are_put_in_order(office, stages, client):
    CustomField.objects.all().delete()
    ids = [
        add_field("contact", by=office.giang, labels={"en": f"F{n}"}, kind="text").pk
        for n in range(3)
    ]
    client.force_login(office.giang)
    client.post("/records/fields/contact/order/", {"field": ids[2], "step": "-1"})
    assert list(CustomField.objects.filter(type="contact").values_list("pk", flat=True)) == [
        ids[0],
        ids[2],
        ids[1],
    ]


def test_a_required_field_is_asked_in_the_short_form(office, stages, client):
    add_field("contact", by=office.giang, labels={"en": "Region"}, kind="text", required=True)
    client.force_login(office.binh)
    answer = client.post(reverse("people:contact_new"), {"full_name": "Lan"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.index('name="custom.region"') < html.index("<details")


def test_one_question_tells_the_fields_of_all_types(
    office, stages, pipeline, django_assert_num_queries
):
    for type_key in ("contact", "deal"):
        add_field(type_key, by=office.giang, labels={"en": "Colour"}, kind="text")
    forget_custom()
    with django_assert_num_queries(1):
        told = {type_key: "custom.colour" in all_fields(type_key) for type_key in NOUNS}
    assert [type_key for type_key, has in told.items() if has] == ["contact", "deal"]
