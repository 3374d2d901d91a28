"""Records become one and apart again: what moves, what unites, what is refused."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from quen.fields.actions.merging import merge_records, unmerge
from quen.fields.actions.records import restore, trash
from quen.fields.catalogue import forget_custom
from quen.fields.merging.choosing import suggested
from quen.fields.merging.follows import declared
from quen.fields.models import CustomField, Merge, SearchRow, Value
from quen.fields.nouns import NOUNS
from quen.kit.records import TYPES
from quen.kit.redirects import survivor
from quen.kit.refused import Refused
from quen.people.actions.companies import add_company, change_company
from quen.people.actions.consents import write_consent
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.actions.lifecycle import move_stage
from quen.people.actions.relations import add_relation
from quen.people.models import (
    ConsentEntry,
    ConsentPurpose,
    Contact,
    Handle,
    Relation,
    RelationKind,
    Stay,
)
from quen.sales.actions.deals import add_deal
from quen.sales.actions.moving import win_deal
from quen.sales.tallies import tallies_are_right
from quen.timeline.models import Event, EventLink
from quen.timeline.reading import timeline_of
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task
from quen.work.models import Note, Task
from tests.fields.merging import differences, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(contact, office):
    """The same customer a second time, with her own phone and mail."""
    given = {
        "full_name": "Nguyen Thi Hong",
        "phone": "0987654321",
        "email": "hong.nt@gmail.com",
        "job_title": "Kế toán",
        "tags": ["VIP"],
    }
    return add_contact(given, by=office.binh)


def merged(contact, twin, office, **how):
    done = merge_records("contact", contact.pk, [twin.pk], by=office.binh, **how)
    contact.refresh_from_db()
    return done


def test_every_table_that_points_at_records_says_how_it_follows_a_merge():
    """The build fails for a pointer that nobody spoke for: declare it in the room's merging.py."""
    mergeable = {TYPES[key].model for key in NOUNS}
    missing = []
    for model in apps.get_models():
        if not model.__module__.startswith("quen."):
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation:
                points = field.related_model in mergeable
            else:
                number = isinstance(field, models.IntegerField) and not field.primary_key
                points = number and (
                    field.attname.endswith("_id") or field.attname in ("reference", "stood")
                )
            if points and (model, field.attname) not in declared():
                missing.append(f"{model.__name__}.{field.attname}")
    assert not missing, f"declare how they follow a merge (fields.merging.follows): {missing}"


def test_phones_mails_and_tags_unite_and_an_empty_field_takes_what_the_other_has(
    contact, twin, office
):
    merged(contact, twin, office)

    handles = Handle.objects.filter(contact=contact)
    assert {(h.kind, h.normal, h.primary) for h in handles} == {
        ("phone", "+84903221884", True),
        ("phone", "+84987654321", False),
        ("email", "hong@thepvieta.vn", True),
        ("email", "hong.nt@gmail.com", False),
    }
    assert contact.full_name == "Nguyễn Thị Hồng"
    assert contact.job_title == "Kế toán"
    assert NOUNS["contact"].value(contact, "tags") == ["VIP"]


def test_a_chosen_value_and_a_chosen_first_phone_stand(contact, twin, office):
    merged(contact, twin, office, choices={"full_name": twin.pk, "phone": twin.pk})

    assert (contact.full_name, contact.norm) == ("Nguyen Thi Hong", twin.norm)
    assert contact.phone == "+84987654321"
    assert contact.email == "hong@thepvieta.vn"
    assert Handle.objects.get(contact=contact, kind="phone", primary=True).normal == contact.phone


def test_whoever_went_up_is_in_no_list_search_or_trash_and_their_id_leads_to_the_survivor(
    contact, twin, office
):
    from quen.fields.trash import trashed

    merged(contact, twin, office)

    assert list(Contact.objects.visible_to(office.binh)) == [contact]
    assert not SearchRow.objects.filter(type="contact", record_id=twin.pk).exists()
    assert not trashed("contact", office.binh).exists()
    assert survivor("contact", twin.pk) == contact.pk
    with pytest.raises(Refused):
        restore(NOUNS["contact"], [twin], by=office.binh)


def test_deals_notes_tasks_and_history_go_along(contact, twin, office, pipeline):
    deal = add_deal({"name": "Tôn lạnh", "contact_id": twin.pk}, by=office.binh)
    add_note("contact", twin.pk, "Thích gọi buổi sáng", by=office.binh)
    on = {"type_key": "contact", "record_id": twin.pk, "due_on": date(2026, 11, 30)}
    add_task(title="Gửi báo giá", by=office.binh, **on)

    done = merged(contact, twin, office)

    deal.refresh_from_db()
    assert deal.contact == contact
    assert Note.objects.get().record_id == Task.objects.get().record_id == contact.pk
    assert contact.next_step_at is not None
    kinds = [line.kind for line in timeline_of(contact, office.binh)[0]]
    assert kinds.count("contact.created") == 2
    assert kinds[0] == "contact.merged"
    assert {"deal.created", "note.added", "task.created"} <= set(kinds)
    assert (done.moved["sales.Deal"], done.moved["work.Note"]) == (1, 1)


def test_an_event_told_on_both_is_told_once(contact, twin, office):
    kind = RelationKind.objects.filter(from_type="contact", to_type="contact").first()
    add_relation(kind, ("contact", contact.pk), ("contact", twin.pk), by=office.binh)

    merged(contact, twin, office)

    kinds = [line.kind for line in timeline_of(contact, office.binh)[0]]
    assert kinds.count("relation.added") == 1
    assert not Relation.objects.exists(), "nobody is related to themselves"


def test_a_colleague_sees_the_moved_history_where_the_survivor_is_seen(contact, twin, office):
    add_note("contact", twin.pk, "Thích gọi buổi sáng", by=office.binh)
    merged(contact, twin, office)

    assert len(timeline_of(contact, office.an)[0]) == len(timeline_of(contact, office.binh)[0])


@pytest.mark.parametrize("refuses_first", [True, False])
def test_the_stricter_consent_holds(contact, twin, office, refuses_first):
    purpose = ConsentPurpose.objects.first()
    facts = {"by": office.binh, "source": "giấy"}
    one, other = (contact, twin) if refuses_first else (twin, contact)
    write_consent(one, purpose, "zalo", given=True, **facts)
    write_consent(one, purpose, "zalo", given=False, **facts)
    write_consent(other, purpose, "zalo", given=True, **facts)

    merged(contact, twin, office)

    newest = ConsentEntry.objects.filter(contact=contact, purpose=purpose, channel="zalo").first()
    assert newest.given is False


def test_one_stay_goes_on_that_of_the_chosen_stage(contact, twin, office):
    move_stage(twin, "customer", by=office.binh)

    merged(contact, twin, office, choices={"lifecycle_stage": twin.pk})

    assert contact.stage.key == "customer"
    going_on = Stay.objects.get(contact=contact, left_at=None)
    assert going_on.stage.key == "customer"
    assert Stay.objects.filter(contact=contact).count() == 3


def test_custom_values_and_relation_fields_of_others_follow(contact, twin, office, pipeline):
    size = CustomField.objects.create(
        type="contact", key="size", labels={"en": "Size"}, kind="text"
    )
    adviser = CustomField.objects.create(
        type="deal", key="adviser", labels={"en": "Adviser"}, kind="relation", related="contact"
    )
    forget_custom()
    change_contact(twin, {"custom.size": "XL"}, by=office.binh)
    deal = add_deal({"name": "Tôn lạnh", "custom.adviser": twin.pk}, by=office.binh)

    merged(contact, twin, office)

    deal.refresh_from_db()
    assert contact.custom == {"size": "XL"}
    assert deal.custom == {"adviser": contact.pk}
    assert Value.objects.get(field=size, record_id=contact.pk).text == "xl"
    assert Value.objects.get(field=adviser).reference == contact.pk


def test_merged_companies_bring_their_people_branches_and_deals(office, stages, pipeline):
    one = add_company({"name": "Thép Việt Á", "tax_id": "0302011234"}, by=office.binh)
    two = add_company({"name": "CTY TNHH Thép Việt Á"}, by=office.binh)
    branch = add_company({"name": "Chi nhánh", "parent_id": two.pk}, by=office.binh)
    change_company(one, {"parent_id": branch.pk}, by=office.binh)  # would stand below itself
    person = add_contact({"full_name": "Lan", "company_id": two.pk}, by=office.binh)
    deal = add_deal({"name": "Cột", "company_id": two.pk}, by=office.binh)

    merge_records("company", one.pk, [two.pk], by=office.binh)

    for it in (one, branch, person, deal):
        it.refresh_from_db()
    assert (person.company, deal.company, branch.parent) == (one, one, one)
    assert one.parent is None
    found = SearchRow.objects.get(type="contact", record_id=person.pk)
    assert "cty tnhh" not in found.norm


def test_merged_deals_keep_one_stay_and_the_boards_figures(contact, deal, office):
    other = add_deal(
        {"name": "Thép hình", "amount": "1000", "contact_id": contact.pk}, by=office.binh
    )
    win_deal(other, by=office.binh)

    done = merge_records("deal", deal.pk, [other.pk], {"stage_id": other.pk}, by=office.binh)

    deal.refresh_from_db()
    assert deal.state == "won"
    assert deal.closed_at
    assert list(tallies_are_right()) == []
    unmerge(done, by=office.binh)
    deal.refresh_from_db()
    assert deal.state == "open"
    assert list(tallies_are_right()) == []


def test_undoing_gives_exactly_what_was(contact, twin, office, pipeline):
    add_deal({"name": "Tôn lạnh", "contact_id": twin.pk}, by=office.binh)
    add_note("contact", twin.pk, "Thích gọi buổi sáng", by=office.binh)
    change_contact(contact, {"tags": ["VIP", "Sỉ"]}, by=office.binh)
    last = Event.objects.latest("id").pk
    was = everything(links_to=last)

    done = merged(contact, twin, office, choices={"full_name": twin.pk, "phone": twin.pk})
    assert everything(links_to=last) != was
    unmerge(done, by=office.binh)

    assert not differences(was, everything(links_to=last))
    kinds = [line.kind for line in timeline_of(contact, office.binh)[0]]
    assert kinds[:2] == ["contact.unmerged", "contact.merged"]


def test_what_was_written_and_edited_since_stays_with_the_survivor(contact, twin, office):
    done = merged(contact, twin, office, choices={"full_name": twin.pk})
    note = add_note("contact", contact.pk, "Sau khi gộp", by=office.binh)
    change_contact(contact, {"full_name": "Chị Hồng", "nickname": "Hồng"}, by=office.binh)

    unmerge(done, by=office.binh)

    contact.refresh_from_db(), twin.refresh_from_db(), note.refresh_from_db()
    assert (contact.full_name, contact.nickname) == ("Chị Hồng", "Hồng")
    assert contact.job_title == ""
    assert twin.job_title == "Kế toán"
    assert note.record_id == contact.pk


def test_a_loser_gets_its_phone_back_though_the_survivors_list_was_written_anew(
    contact, twin, office
):
    done = merged(contact, twin, office)
    change_contact(contact, {"phones": ["0903221884", "0987654321", "0911222333"]}, by=office.binh)

    unmerge(done, by=office.binh)

    phones = {h.normal: h.contact_id for h in Handle.objects.filter(kind="phone")}
    assert phones == {
        "+84903221884": contact.pk,
        "+84987654321": twin.pk,
        "+84911222333": contact.pk,
    }
    assert Handle.objects.get(normal="+84987654321").identifies


def test_a_contact_who_moved_on_since_stays_where_they_are(contact, twin, office):
    move_stage(twin, "customer", by=office.binh)
    done = merged(contact, twin, office, choices={"lifecycle_stage": twin.pk})
    move_stage(contact, "loyal", by=office.binh)

    unmerge(done, by=office.binh)

    contact.refresh_from_db(), twin.refresh_from_db()
    assert (contact.stage.key, twin.stage.key) == ("loyal", "customer")
    for one in (contact, twin):
        assert Stay.objects.get(contact=one, left_at=None).stage_id == one.stage_id


def test_later_merges_are_undone_first(contact, twin, office):
    third = add_contact({"full_name": "Hồng", "phone": "0944555666"}, by=office.binh)
    was = everything(links_to=Event.objects.latest("id").pk)
    last = Event.objects.latest("id").pk
    first = merged(contact, twin, office)
    second = merge_records("contact", third.pk, [contact.pk], by=office.binh)
    assert survivor("contact", twin.pk) == third.pk

    with pytest.raises(Refused):
        unmerge(first, by=office.binh)
    unmerge(second, by=office.binh)
    unmerge(first, by=office.binh)

    assert not differences(was, everything(links_to=last))


def test_a_merge_is_undone_once_and_within_thirty_days(contact, twin, office):
    done = merged(contact, twin, office)
    Merge.objects.update(at=timezone.now() - timedelta(days=31))
    with pytest.raises(Refused):
        unmerge(done, by=office.binh)
    Merge.objects.update(at=timezone.now())
    unmerge(done, by=office.binh)
    with pytest.raises(Refused):
        unmerge(done, by=office.binh)


@pytest.mark.parametrize(("who", "status"), [("chi", 404), ("em", 403), ("dung", 404), ("an", 0)])
def test_whoever_merges_may_change_every_record(contact, twin, office, who, status):
    by = getattr(office, who)
    if not status:
        assert merge_records("contact", contact.pk, [twin.pk], by=by)
        return
    with pytest.raises(Refused) as refused:
        merge_records("contact", contact.pk, [twin.pk], by=by)
    assert refused.value.status == status
    assert not Merge.objects.exists()


def test_nobody_merges_a_record_with_itself_with_one_in_the_trash_or_two_at_once(
    contact, twin, office
):
    for ids in ([], [contact.pk], [twin.pk, twin.pk]):
        with pytest.raises(Refused):
            merge_records("contact", contact.pk, ids, by=office.binh)
    merged(contact, twin, office)
    with pytest.raises(Refused):
        merge_records("contact", contact.pk, [twin.pk], by=office.binh)
    third = add_contact({"full_name": "Hồng"}, by=office.binh)
    trash(NOUNS["contact"], [third], by=office.binh)
    with pytest.raises(Refused):
        merge_records("contact", contact.pk, [third.pk], by=office.binh)


def test_a_field_that_a_role_hides_cannot_be_chosen(contact, twin, office):
    office.binh.field_rights = {"contact.job_title": "hide"}
    with pytest.raises(Refused):
        merged(contact, twin, office, choices={"job_title": twin.pk})


def test_the_most_complete_is_kept_then_the_oldest(contact, twin):
    assert suggested("contact", [contact, twin]) == twin
    assert suggested("contact", [contact, contact]) == contact


def test_links_keep_where_they_stood_and_events_never_change(contact, twin, office):
    before = list(Event.objects.order_by("id").values())
    done = merged(contact, twin, office)

    assert list(Event.objects.filter(pk__lte=before[-1]["id"]).order_by("id").values()) == before
    assert EventLink.objects.filter(record_id=contact.pk, stood=twin.pk).exists()
    unmerge(done, by=office.binh)
    assert not EventLink.objects.exclude(stood=None).exists()


def test_erasing_a_person_empties_their_merges(contact, twin, office):
    from quen.kit.privacy import HOLDINGS

    done = merged(contact, twin, office)
    for held in HOLDINGS.values():
        if held.erase:
            held.erase(contact.pk)

    assert not Contact.objects.exclude(full_name="").exists()
    assert Merge.objects.get().steps == []
    with pytest.raises(Refused):
        unmerge(done, by=office.binh)


def test_an_old_address_leads_to_the_survivor(contact, twin, office, client):
    merged(contact, twin, office)
    client.force_login(office.binh)
    here, there = f"/contacts/{twin.pk}/", f"/contacts/{contact.pk}/"

    assert client.get(here).headers["Location"] == there
    part = client.get(f"/records/contact/{twin.pk}/part/side/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == there
    client.force_login(office.chi)
    assert client.get(here).status_code == 404
