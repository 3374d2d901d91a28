"""Stored addresses become addresses of today, with undo, and divided wards are asked."""

import pytest
from django.urls import reverse

from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.actions.places import start_sweep, undo_sweep
from quen.people.facts import address_facts
from quen.people.models import Address, AddressQuestion
from quen.timeline.reading import timeline_of

pytestmark = pytest.mark.django_db
OLD = {"street": "12 Lê Lợi", "ward": "P. Bến Nghé", "district": "Q.1", "province": "TP.HCM"}
NEW = {"ward": "Phường Sài Gòn", "district": "", "province": "Thành phố Hồ Chí Minh"}
DIVIDED = {"street": "5 Đội Cấn", "ward": "Cống Vị", "district": "Ba Đình", "province": "Hà Nội"}


def living_at(address, by, **facts):
    return add_contact({"full_name": "Nguyễn Thị Hồng", **facts, "address": address}, by=by)


def swept(by, *, trial=False):
    sweep = start_sweep(by=by, trial=trial)
    work_all()
    sweep.refresh_from_db()
    return sweep


def parts(contact) -> dict:
    [found] = address_facts(Address.objects.filter(contact=contact))
    return {key: found[key] for key in ("street", "ward", "district", "province")}


def test_what_is_certain_is_converted_and_told_on_the_record(office, stages):
    contact = living_at(OLD, office.binh)
    sweep = swept(office.giang)
    assert (sweep.looked_at, sweep.sure, sweep.asked) == (1, 1, 0)
    assert parts(contact) == {"street": "12 Lê Lợi", **NEW}
    kept = Address.objects.get()
    assert (kept.old_ward, kept.old_district) == ("P. Bến Nghé", "Q.1")
    lines, _ = timeline_of(contact, office.binh)
    assert lines[0].changes[0][1].endswith("P. Bến Nghé, Q.1, TP.HCM")


def test_a_whole_address_in_the_street_is_taken_apart(office, stages):
    contact = living_at("12 Lê Lợi, P. Bến Nghé, Q.1, TP.HCM", office.binh)
    sweep = swept(office.giang)
    assert parts(contact) == {"street": "12 Lê Lợi", **NEW}
    undo_sweep(sweep, by=office.giang)
    work_all()
    assert parts(contact)["street"] == "12 Lê Lợi, P. Bến Nghé, Q.1, TP.HCM"


def test_a_trial_counts_and_changes_nothing(office, stages):
    contact = living_at(OLD, office.binh)
    living_at(DIVIDED, office.binh)
    sweep = swept(office.giang, trial=True)
    assert (sweep.sure, sweep.asked) == (1, 1)
    assert parts(contact) == OLD
    assert not AddressQuestion.objects.exists()


def test_undo_gives_each_address_its_parts_back(office, stages):
    contact, firm = (
        living_at(OLD, office.binh),
        add_company({"name": "Thép Việt Á", "address": OLD}, by=office.binh),
    )
    sweep = swept(office.giang)
    undo_sweep(sweep, by=office.giang)
    work_all()
    assert parts(contact) == OLD
    assert Address.objects.get(company=firm).district == "Q.1"
    with pytest.raises(Refused):
        undo_sweep(sweep, by=office.giang)


def test_what_was_changed_since_is_kept_by_the_undo(office, stages):
    contact = living_at(OLD, office.binh)
    sweep = swept(office.giang)
    moved = {"street": "1 Trần Phú", "ward": "Phường Hồng Hà", "province": "Thành phố Hà Nội"}
    change_contact(contact, {"address": moved}, by=office.binh)
    undo_sweep(sweep, by=office.giang)
    work_all()
    assert parts(contact)["street"] == "1 Trần Phú"


def test_a_new_street_keeps_what_the_place_was_before(office, stages):
    contact = living_at(OLD, office.binh)
    swept(office.giang)
    change_contact(contact, {"address": {**NEW, "street": "14 Lê Lợi"}}, by=office.binh)
    assert Address.objects.get().old_district == "Q.1"


def test_a_divided_ward_is_asked_and_answered_on_the_page(office, stages, client):
    contact = living_at(DIVIDED, office.binh)
    swept(office.giang)
    assert parts(contact) == DIVIDED, "nothing is guessed"
    client.force_login(office.giang)
    page = client.get(reverse("people:addresses")).content.decode()
    assert "Phường Giảng Võ, Thành phố Hà Nội" in page
    question = AddressQuestion.objects.get()
    url = reverse("people:address_answer", args=[question.pk])
    assert client.post(url, {"choice": "9"}).status_code == 422
    wanted = [ward for _province, ward in question.options].index("Phường Ngọc Hà")
    client.post(url, {"choice": str(wanted)})
    assert parts(contact)["ward"] == "Phường Ngọc Hà"
    assert client.post(url, {"choice": "0"}).status_code == 404


def test_only_what_one_may_change_is_converted(office, stages):
    office.dung.grants["people.import"] = "all"
    office.dung.save()
    contact = living_at(OLD, office.binh)
    assert swept(office.dung).looked_at == 0
    assert parts(contact) == OLD


def test_one_run_at_a_time(office, stages):
    living_at(OLD, office.binh)
    start_sweep(by=office.giang, trial=True)
    with pytest.raises(Refused):
        start_sweep(by=office.giang, trial=False)


def test_addresses_elsewhere_are_left_alone(office, stages):
    contact = living_at({**OLD, "country": "TH"}, office.binh)
    assert swept(office.giang).looked_at == 0
    assert parts(contact) == OLD
