"""Contacts: added, changed, given away, trashed; handles, stages, rounds of the loop."""

import pytest

from quen.fields.actions.records import Conflict
from quen.kit.refused import Refused
from quen.people.actions import contacts, lifecycle
from quen.people.actions.handles import Taken
from quen.people.actions.identifying import identify
from quen.people.models import Contact, Handle, Stay
from quen.timeline.models import Event, EventLink
from quen.timeline.reading import timeline_of


@pytest.mark.parametrize(
    ("who", "sees"),
    [("an", True), ("binh", True), ("chi", False), ("dung", False), ("em", True), ("hanh", True)],
)
def test_who_sees_binhs_customer(who, sees, contact, office):
    assert Contact.objects.visible_to(getattr(office, who)).exists() is sees


def test_a_new_customer_is_whole(contact, office):
    contact.refresh_from_db()
    assert (contact.given_name, contact.family_name) == ("Hồng", "Nguyễn")
    assert (contact.phone, contact.email) == ("+84903221884", "hong@thepvieta.vn")
    assert (contact.owner, contact.team) == (office.binh, office.north)
    assert contact.stage.key == "lead"
    assert Stay.objects.get(contact=contact).left_at is None
    assert Event.objects.get(kind="contact.created").data["name"] == "Nguyễn Thị Hồng"


def test_everything_wrong_is_said_at_once_and_nothing_is_written(office, stages):
    given = {"phone": "12", "email": "x", "gender": "robot", "score": 5, "birthday": "31/02"}
    with pytest.raises(Refused) as refused:
        contacts.add_contact(given, by=office.binh)
    assert set(refused.value.errors) >= {"phone", "email", "gender", "score", "birthday"}
    assert not Contact.objects.exists()


def test_a_person_without_name_or_address_is_refused(office, stages):
    with pytest.raises(Refused) as refused:
        contacts.add_contact({"job_title": "CEO"}, by=office.binh)
    assert "full_name" in refused.value.errors


def test_a_phone_that_identifies_another_is_refused_without_saying_whom(contact, office):
    with pytest.raises(Taken) as taken:
        contacts.add_contact({"full_name": "Lan", "phone": "+84 903 221 884"}, by=office.chi)
    assert "Hồng" not in str(taken.value.message)
    shared = contacts.add_contact(
        {"full_name": "Lan", "phone": "0903221884"}, by=office.chi, share=True
    )
    assert not Handle.objects.get(contact=shared).identifies


def test_changing_writes_before_and_after_and_a_version(contact, office):
    changed = contacts.change_contact(
        contact, {"job_title": "Giám đốc", "phone": "0912004337"}, by=office.binh, version=1
    )
    assert changed.version == 2
    changed.refresh_from_db()
    assert changed.phone == "+84912004337"
    told = Event.objects.get(kind="contact.changed").data["changes"]
    assert told["job_title"] == ["", "Giám đốc"]
    with pytest.raises(Refused) as refused:
        contacts.change_contact(contact, {"job_title": "x"}, by=office.binh, version=1)
    assert refused.value.status == 412


def test_only_a_field_that_changed_meanwhile_conflicts(contact, office):
    contacts.change_contact(contact, {"job_title": "A"}, by=office.an)
    contacts.change_contact(contact, {"nickname": "Bé"}, by=office.binh, expected={"nickname": ""})
    with pytest.raises(Conflict) as conflict:
        contacts.change_contact(
            contact, {"job_title": "B"}, by=office.binh, expected={"job_title": ""}
        )
    assert conflict.value.now == {"job_title": "A"}


def test_a_rep_hands_a_customer_to_a_colleague_and_loses_sight_of_it(contact, office):
    contacts.change_contact(contact, {"owner_id": office.dung.pk}, by=office.binh)
    contact.refresh_from_db()
    assert (contact.owner, contact.team) == (office.dung, office.south)
    assert Event.objects.filter(kind="contact.assigned").exists()
    assert not Contact.objects.visible_to(office.binh).exists()


def test_the_trash_hides_and_gives_back(contact, office):
    contacts.trash_contacts([contact], by=office.binh)
    assert not Contact.objects.visible_to(office.giang).exists()
    with pytest.raises(Refused):
        contacts.trash_contacts([contact], by=office.binh)
    contacts.restore_contacts([contact], by=office.binh)
    assert Contact.objects.visible_to(office.binh).exists()


def test_coming_back_after_buying_starts_the_next_round(contact, office):
    for stage in ("mql", "sql", "customer"):
        lifecycle.move_stage(contact, stage, by=office.binh)
    contact.refresh_from_db()
    lifecycle.move_stage(contact, "sql", by=office.binh)
    contact.refresh_from_db()
    assert contact.round == 2
    assert Stay.objects.filter(contact=contact, left_at=None).get().round == 2


def test_going_back_a_stage_needs_a_reason(contact, office):
    lifecycle.move_stage(contact, "sql", by=office.binh)
    with pytest.raises(Refused):
        lifecycle.move_stage(contact, "lead", by=office.binh)
    lifecycle.move_stage(contact, "lead", by=office.binh, why="hỏi nhầm")
    assert Stay.objects.get(contact=contact, left_at=None).why == "hỏi nhầm"


def test_identify_finds_the_one_holder_in_any_spelling_and_takes_it_out_of_the_trash(
    contact, office
):
    assert identify("phone", "84903221884", by=office.giang) == contact
    contacts.trash_contacts([contact], by=office.binh)
    assert identify("email", "HONG@thepvieta.vn", by=office.giang).deleted_at is None
    new = identify("zalo", "uid-1", by=office.giang, name="Khách Zalo", source="zalo")
    assert identify("zalo", "uid-1", by=office.giang) == new
    assert identify("line", "nobody", by=office.giang, make=False) is None


def test_the_timeline_hides_fields_that_a_role_hides(contact, office):
    contacts.change_contact(contact, {"job_title": "A"}, by=office.binh)
    lines, _ = timeline_of(contact, office.em)
    assert ("job_title", "", "A") in lines[0].changes
    office.em.field_rights = {"contact.job_title": "hide"}
    lines, _ = timeline_of(contact, office.em)
    assert lines[0].changes == ()


def test_bulk_changes_tell_each_record_its_own_difference(office, stages):
    from quen.fields.actions.records import change_many
    from quen.fields.drafts import read_draft

    made = [contacts.add_contact({"full_name": f"Khách {n}"}, by=office.binh) for n in range(3)]
    draft = read_draft("contact", {"source": "zalo"}, by=office.binh, new=False)
    change_many(contacts.CONTACT, [(it, draft) for it in made], ["source"], by=office.binh)
    event = Event.objects.get(kind="contact.changed")
    assert EventLink.objects.filter(event=event).count() == 3
    assert all(link.data["changes"]["source"] == ["", "zalo"] for link in event.links.all())
