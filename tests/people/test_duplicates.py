"""The search for duplicates over the database, and its queue."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.fields.actions.merging import merge_records, unmerge
from quen.fields.actions.records import change_one, trash
from quen.fields.drafts import read_draft
from quen.fields.nouns import NOUNS
from quen.kit.refused import Refused
from quen.people.actions.companies import add_companies
from quen.people.actions.contacts import add_contact, add_contacts
from quen.people.actions.duplicates import go_on, look_again, put_off, start_search, tell_apart
from quen.people.models import Contact, DuplicatePair, DuplicateSearch
from quen.timeline.models import Event
from tests.fields.merging import differences, everything
from tests.people.duplicates_made import people

pytestmark = pytest.mark.django_db


def searched(type_key="contact"):
    """A whole search, step by step as the worker runs it."""
    one = start_search(type_key)
    for _step in range(12):
        go_on.func(type_key, one.run)
    one.refresh_from_db()
    return one


@pytest.fixture
def crowd(office, stages):
    """300 made people of Binh's, some of them twice."""
    drafts = []
    for made in people(300):
        given = {
            "full_name": made.facts["name"],
            "phones": made.facts["phones"],
            "emails": made.facts["emails"],
            "birthday": made.facts["birthday"],
        }
        given = {key: value for key, value in given.items() if value}
        with suppress(Refused):  # a slip of typing can make a phone or mail that is none
            drafts.append(read_draft("contact", given, by=office.binh, new=True))
    return add_contacts(drafts, by=office.binh, share=True)


@pytest.fixture
def pair(crowd, office):
    searched()
    return DuplicatePair.objects.order_by("-probability").first()


def test_a_search_finds_pairs_and_can_be_repeated(crowd):
    one = searched()
    assert one.finished_at
    assert one.looked == len(crowd)
    first = set(DuplicatePair.objects.values_list("one_id", "other_id"))
    assert len(first) > 20
    assert not DuplicatePair.objects.filter(probability__lt=0.5).exists()

    searched()
    assert set(DuplicatePair.objects.values_list("one_id", "other_id")) == first


def test_a_step_that_ran_twice_changes_nothing_and_an_old_run_stops(crowd):
    one = start_search("contact")
    go_on.func("contact", one.run)
    go_on.func("contact", one.run)
    DuplicateSearch.objects.update(position=1)  # the worker died before it wrote how far it was
    for _step in range(6):
        go_on.func("contact", one.run)
    found = DuplicatePair.objects.count()
    go_on.func("contact", one.run - 1)
    assert DuplicatePair.objects.count() == found > 20


def test_not_the_same_is_remembered_and_later_comes_back(pair, office):
    other = DuplicatePair.objects.order_by("-probability")[1]
    tell_apart(pair, by=office.binh)
    put_off(other, by=office.binh)

    searched()

    waiting = DuplicatePair.objects.of("contact", office.binh).waiting()
    assert not waiting.filter(pk__in=[pair.pk, other.pk]).exists()
    DuplicatePair.objects.filter(pk=other.pk).update(until=timezone.now() - timedelta(1))
    assert list(waiting.filter(pk__in=[pair.pk, other.pk])) == [other]


def test_a_pair_is_gone_while_one_side_is_in_the_trash_or_merged(pair, office):
    mine = DuplicatePair.objects.of("contact", office.binh)
    assert mine.filter(pk=pair.pk).exists()
    assert not DuplicatePair.objects.of("contact", office.chi).exists()
    trash(NOUNS["contact"], [Contact.objects.get(pk=pair.one_id)], by=office.binh)
    assert not mine.filter(pk=pair.pk).exists()


def test_merging_settles_the_pair_and_undoing_brings_it_back(pair, office):
    was = everything()
    last = max(event for event in _events())
    done = merge_records("contact", pair.one_id, [pair.other_id], by=office.binh)
    assert not DuplicatePair.objects.filter(pk=pair.pk).exists()
    ends = DuplicatePair.objects.values_list("one_id", "other_id")
    assert pair.other_id not in {pk for both in ends for pk in both}

    unmerge(done, by=office.binh)
    left = [d for d in differences(was, everything(links_to=last)) if "Follow" not in d[0]]
    assert not left


def _events():
    return Event.objects.values_list("pk", flat=True)


def test_a_new_record_is_compared_at_once(pair, office):
    it = Contact.objects.exclude(phone="").exclude(email="").order_by("pk").first()
    given = {"full_name": it.full_name, "phone": it.phone, "email": it.email}
    again = add_contact(given, by=office.binh, share=True)

    look_again("contact", [again.pk])

    found = DuplicatePair.objects.get(one_id=it.pk, other_id=again.pk)
    assert found.probability > 0.9


def test_pairs_that_still_look_alike_keep_their_rows_when_their_records_are_looked_at_again(crowd):
    searched()
    found = set(DuplicatePair.objects.values_list("pk", "one_id", "other_id"))

    look_again("contact", [it.pk for it in crowd])

    assert set(DuplicatePair.objects.values_list("pk", "one_id", "other_id")) >= found


def test_a_pair_that_no_longer_looks_alike_is_forgotten(pair, office):
    now = {"full_name": "Somebody Else", "phones": [], "emails": [], "birthday": None}
    it = Contact.objects.get(pk=pair.one_id)
    change_one(NOUNS["contact"], it, now, by=office.binh)

    look_again("contact", [it.pk])

    assert not DuplicatePair.objects.filter(pk=pair.pk).exists()


def test_whoever_judges_a_pair_that_is_gone_is_told_and_the_open_page_lets_go_of_it(
    pair, office, client
):
    client.force_login(office.binh)
    DuplicatePair.objects.all().delete()

    plain = client.post(f"/duplicates/pair/{pair.pk}/apart/")
    answer = client.post(f"/duplicates/pair/{pair.pk}/apart/", headers={"HX-Request": "true"})

    assert plain.status_code == 404
    assert (answer.status_code, answer.content) == (200, b"")
    assert "no longer look alike" in answer["HX-Trigger"]


def test_the_queue_shows_why_and_judges(pair, office, client):
    client.force_login(office.binh)
    html = client.get("/duplicates/contact/").content.decode()
    assert "same phone" in html or "same e-mail" in html
    assert f"ids={pair.one_id},{pair.other_id}" in html

    client.post(f"/duplicates/pair/{pair.pk}/apart/")
    assert (
        f"ids={pair.one_id},{pair.other_id}"
        not in client.get("/duplicates/contact/").content.decode()
    )
    assert DuplicatePair.objects.get(pk=pair.pk).state == "apart"


def test_whoever_may_not_see_both_sides_sees_no_pair(pair, office, client):
    client.force_login(office.chi)
    assert f"pair-{pair.pk}" not in client.get("/duplicates/contact/").content.decode()
    assert client.post(f"/duplicates/pair/{pair.pk}/apart/").status_code == 404
    client.force_login(office.em)
    html = client.get("/duplicates/contact/").content.decode()
    assert f"pair-{pair.pk}" in html
    assert "Not the same" not in html
    assert client.post(f"/duplicates/pair/{pair.pk}/apart/").status_code == 404
    assert client.post("/duplicates/contact/search/").status_code == 403


def test_evidence_of_a_hidden_field_is_not_told(pair, office, client):
    office.binh.roles.update(fields={"contact.phone": "hide"})
    refresh([office.binh])
    client.force_login(office.binh)
    html = client.get("/duplicates/contact/").content.decode()
    assert "phone" not in html.split("ui-pair-keys")[1]


def test_companies_are_compared_without_their_legal_form(office, stages):
    names = [f"Công ty TNHH Thép {n:03d} Sao" for n in range(40)]
    given = [{"name": name, "tax_id": f"03020{n:05d}"} for n, name in enumerate(names)]
    given += [{"name": f"Thép {n:03d} Sao Co., Ltd", "tax_id": f"03020{n:05d}"} for n in range(8)]
    drafts = [read_draft("company", one, by=office.binh, new=True) for one in given]
    made = add_companies(drafts, by=office.binh)

    searched("company")

    pairs = set(DuplicatePair.objects.values_list("one_id", "other_id"))
    assert {(made[n].pk, made[40 + n].pk) for n in range(8)} <= pairs
