"""A colleague leaves: after the hand-over they see nothing, and no record is without somebody in charge."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.tokens import add_token
from quen.accounts.models import Token, User
from quen.kit import worker
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.models import Company, Contact
from quen.sales.actions.deals import add_deal
from quen.sales.actions.moving import win_deal
from quen.sales.models import Deal
from quen.timeline.models import Event
from quen.web.actions import handing_over as actions
from quen.web.models import HandOver
from quen.work.actions.tasks import add_task
from quen.work.models import Task


@pytest.fixture
def book(office, stages, pipeline):
    """Binh's: two companies with a person and an open deal each, two people alone, a won deal, tasks."""
    by = office.binh
    for n in range(2):
        company = add_company({"name": f"Công ty {n}"}, by=by)
        given = {"full_name": f"Khách {n}", "company_id": company.pk}
        contact = add_contact(given, by=by)
        add_deal({"name": f"Cơ hội {n}", "contact_id": contact.pk}, by=by)
        add_task(title=f"Gọi {n}", by=by, type_key="contact", record_id=contact.pk)
    add_contact({"full_name": "Khách lẻ"}, by=by)
    won = add_deal({"name": "Đã thắng", "contact_id": contact.pk}, by=by)
    win_deal(won, by=by)
    return by


def handed(office, **asked):
    facts = {"rule": "round", "receivers": [office.chi, office.dung], "on": today()}
    run = actions.hand_over(office.binh, **{**facts, "switch_off": True, **asked}, by=office.giang)
    worker.work_all()
    run.refresh_from_db()
    return run


def owners(model, **asked):
    rows = model.objects.filter(deleted_at=None, **asked).order_by("pk")
    return list(rows.values_list("owner__full_name", flat=True))


def test_everything_goes_in_turn_and_a_customer_is_not_torn_apart(book, office):
    run = handed(office)
    assert run.state == "done"
    assert owners(Company) == ["Chi", "Dung"]
    assert owners(Contact) == ["Chi", "Dung", "Chi"]
    assert owners(Deal, state="open") == ["Chi", "Dung"]
    assert owners(Task) == ["Chi", "Dung"]
    assert Contact.objects.get(full_name="Khách 1").team == office.south


def test_what_is_won_stays_whose_it_was(book, office):
    handed(office)
    assert owners(Deal, state="won") == ["Binh"]


def test_the_leaver_is_out_at_once_and_sees_nothing(book, office, client):
    token, secret = add_token(office.binh, name="t", by=None)
    client.force_login(office.binh)
    handed(office)
    left = User.objects.get(pk=office.binh.pk)
    assert not left.is_active
    assert Token.objects.get(pk=token.pk).revoked_at
    assert client.get("/contacts/").status_code == 302
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/contacts", headers=headers).status_code == 401
    assert not Contact.objects.visible_to(left).exists()


def test_no_open_record_is_left_without_somebody_who_works_here(book, office, client):
    client.force_login(office.giang)
    handed(office)
    gone = User.objects.filter(is_active=False)
    for rows in (
        Contact.objects.filter(deleted_at=None),
        Company.objects.filter(deleted_at=None),
        Deal.objects.open(),
        Task.objects.open(),
    ):
        assert not rows.filter(owner__in=gone).exists()
        assert not rows.filter(owner=None).exists()


def test_all_to_one_and_to_the_team(book, office):
    actions.take_back(handed(office, rule="one"), by=office.giang)
    worker.work_all()
    run = handed(office, rule="team", receivers=[])
    assert set(run.receivers) == {office.an.pk, office.chi.pk}
    assert set(owners(Contact)) == {"An", "Chi"}


def test_it_is_taken_back_within_a_day_but_what_was_changed_since_stays(book, office):
    run = handed(office)
    kept = Contact.objects.get(full_name="Khách lẻ")
    change_contact(kept, {"owner_id": office.hanh.pk}, by=office.giang)
    actions.take_back(run, by=office.giang)
    worker.work_all()
    assert User.objects.get(pk=office.binh.pk).is_active
    assert owners(Contact) == ["Binh", "Binh", "Hanh"]
    assert owners(Company) == ["Binh", "Binh"]
    assert owners(Deal) == ["Binh", "Binh", "Binh"]
    assert owners(Task) == ["Binh", "Binh"]
    with pytest.raises(Refused):
        actions.take_back(HandOver.objects.get(pk=run.pk), by=office.giang)


def test_after_a_day_it_stands(book, office):
    run = handed(office)
    HandOver.objects.update(begun_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused):
        actions.take_back(run, by=office.giang)


def test_a_hand_over_waits_for_its_day(book, office):
    run = handed(office, on=today() + timedelta(days=3))
    assert (run.state, set(owners(Contact))) == ("planned", {"Binh"})
    actions.begin_due.func()
    run.refresh_from_db()
    assert run.state == "planned"
    HandOver.objects.update(on=today())
    actions.begin_due.func()
    worker.work_all()
    assert set(owners(Contact)) == {"Chi", "Dung"}


def test_a_planned_one_whose_receivers_left_says_so(book, office):
    run = handed(office, on=today() + timedelta(days=1), receivers=[office.chi])
    User.objects.filter(pk=office.chi.pk).update(is_active=False)
    HandOver.objects.update(on=today())
    actions.begin_due.func()
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "Choose who is to receive the book.")
    assert set(owners(Contact)) == {"Binh"}


@pytest.mark.parametrize("asked", [{"receivers": []}, {"rule": "dice"}, {"on": "yesterday"}])
def test_what_cannot_be_is_refused(asked, book, office):
    if "on" in asked:
        asked = {"on": today() - timedelta(days=1)}
    with pytest.raises(Refused):
        handed(office, **asked)
    assert User.objects.get(pk=office.binh.pk).is_active


def test_one_book_is_handed_over_once_at_a_time_and_nobody_hands_over_their_own(book, office):
    handed(office, on=today() + timedelta(days=1))
    with pytest.raises(Refused):
        handed(office)
    with pytest.raises(Refused):
        actions.hand_over(
            office.giang, rule="one", receivers=[office.chi], on=today(), switch_off=True,
            by=office.giang,
        )  # fmt: skip


def test_the_page_starts_it_and_reports_what_moved(book, office, client):
    client.force_login(office.giang)
    given = {
        "leaver": office.binh.pk,
        "rule": "one",
        "receivers": [office.chi.pk],
        "on": today().isoformat(),
        "switch_off": "on",
    }
    answer = client.post("/settings/hand-over/", given)
    assert answer.status_code == 302
    assert "Records are being moved" in client.get(answer["Location"]).content.decode()
    worker.work_all()
    told = client.get(answer["Location"]).content.decode()
    assert "Chi" in told
    assert "Take it back" in told
    assert Event.objects.get(kind="hand_over.begun").data["records"] == 9
    run = HandOver.objects.get()
    assert client.post(reverse("web:hand_over_back", args=[run.pk])).status_code == 302
    assert client.post("/settings/hand-over/", {**given, "receivers": []}).status_code == 422


def test_the_page_names_what_nobody_is_in_charge_of(book, office, client):
    Contact.objects.filter(full_name="Khách lẻ").update(owner=None)
    User.objects.filter(pk=office.chi.pk).update(is_active=False)
    Company.objects.filter(name="Công ty 0").update(owner=office.chi)
    client.force_login(office.giang)
    told = client.get("/settings/hand-over/").context["lost"]
    assert [(one["label"], one["count"]) for one in told] == [
        ("Customers", "1"),
        ("Companies", "1"),
    ]
    assert "Khách lẻ" in client.get(told[0]["url"]).content.decode()
    assert "Công ty 0" in client.get(told[1]["url"]).content.decode()


@pytest.mark.parametrize("who", ["an", "binh", "hanh"])
def test_only_who_manages_colleagues_hands_over(who, book, office, client):
    client.force_login(getattr(office, who))
    assert client.get("/settings/hand-over/").status_code == 403
    assert client.post("/settings/hand-over/", {}).status_code == 403


def test_a_colleagues_page_leads_to_the_hand_over_of_their_book(office, client):
    client.force_login(office.giang)
    link = f"{reverse('web:hand_overs')}?of={office.binh.pk}"
    assert link in client.get(reverse("accounts:user", args=[office.binh.pk])).content.decode()
    form = client.get(link).context["form"]
    assert form["leaver"].value() == str(office.binh.pk)
