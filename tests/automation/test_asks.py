"""Colleagues are asked: the right ones, in turn; one decision wins, on a page, from a mail, by a stand-in."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from quen.automation.actions.asking import ask, withdraw
from quen.automation.actions.deciding import decide, pass_on
from quen.automation.actions.standing_in import end_stand_in, name_stand_in
from quen.automation.ask_mail import token_of
from quen.automation.choosing import managers_of
from quen.automation.models import Ask, Seat
from quen.channels.models import Outgoing
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import today
from quen.timeline.models import Event, Notice
from quen.timeline.reading import timeline_of


@pytest.fixture
def asked(contact, office) -> Ask:
    """Binh asks his lead about his customer."""
    facts = [["Price", "5"]]
    return ask(contact, "May I?", ["manager", "user:" + str(office.hanh.pk)], by=office.binh, hours=2, facts=facts)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "lead"), [("binh", "an"), ("chi", "an"), ("an", "hanh"), ("dung", "hanh"), ("hanh", "giang")]
)  # fmt: skip
def test_the_manager_is_the_lead_above_in_the_tree(who, lead, office):
    found = managers_of(getattr(office, who), "people.change_contact")
    assert found == [getattr(office, lead)]


def test_there_is_nobody_above_the_top(contact, office):
    with pytest.raises(Refused):
        ask(contact, "May I?", ["manager"], by=office.giang)


def test_who_is_asked_is_told_and_mailed_a_link_of_their_own(asked, office):
    work_all()
    assert Notice.objects.filter(user=office.an, name="asked").count() == 1
    mail = Outgoing.objects.get(recipient=office.an.email)
    assert "May I?" in mail.text
    assert "Price: 5" in mail.text
    assert f"/ask/{Seat.objects.get().key}." in mail.text
    assert mail.purpose == "access"


@pytest.mark.parametrize(
    ("who", "status"), [("an", 200), ("binh", 200), ("em", 200), ("chi", 404), ("dung", 404)]
)
def test_who_sees_what_is_asked(who, status, asked, office, client):
    client.force_login(getattr(office, who))
    assert client.get(reverse("automation:ask", args=[asked.pk])).status_code == status


@pytest.mark.parametrize(("who", "reads"), [("an", True), ("binh", True), ("em", False)])
def test_the_facts_are_for_those_who_ask_and_are_asked(who, reads, asked, office, client):
    client.force_login(getattr(office, who))
    page = client.get(reverse("automation:ask", args=[asked.pk])).content.decode()
    assert ("Price" in page) is reads


@pytest.mark.parametrize("who", ["binh", "em", "giang", "hanh"])
def test_nobody_else_decides(who, asked, office):
    with pytest.raises(Refused):
        decide(asked, "yes", by=getattr(office, who))
    asked.refresh_from_db()
    assert asked.is_open


def test_it_is_decided_on_its_page_and_stands_on_the_record(asked, contact, office, client):
    client.force_login(office.an)
    page = client.get(reverse("automation:asks")).content.decode()
    assert "May I?" in page
    client.post(
        reverse("automation:ask_decide", args=[asked.pk]), {"answer": "yes", "note": "Fine"}
    )
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.note) == ("approved", office.an, "Fine")
    lines, _end = timeline_of(contact, office.binh)
    assert [line.kind for line in lines][:2] == ["ask.decided", "ask.opened"]
    work_all()
    assert Notice.objects.filter(user=office.binh, name="answered_ask").count() == 1
    with pytest.raises(Refused):
        decide(asked, "no", by=office.an)


def test_sr_41_looking_at_the_link_decides_nothing_and_a_post_decides_once(asked, office, client):
    url = reverse("automation:ask_public", args=[token_of(Seat.objects.get())])
    for method in (client.get, client.head):
        assert method(url).status_code == 200
    asked.refresh_from_db()
    assert asked.is_open
    page = client.get(url).content.decode()
    assert "May I?" in page
    assert "Nguyễn Thị Hồng" not in page
    assert client.post(f"{url}decide", {"answer": "no", "note": "Too dear"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("refused", office.an)
    assert Event.objects.get(kind="ask.decided").data["way"] == "mail"
    assert client.post(f"{url}decide", {"answer": "yes"}).status_code == 409


def test_a_forged_link_and_one_of_a_colleague_who_left_open_nothing(asked, office, client):
    seat = Seat.objects.get()
    url = reverse("automation:ask_public", args=[token_of(seat)])
    assert client.get(url.replace(seat.key, "x" * len(seat.key))).status_code == 404
    assert client.get(reverse("automation:ask_public", args=[seat.key])).status_code == 404
    type(office.an).objects.filter(pk=office.an.pk).update(is_active=False)
    assert client.get(url).status_code == 404


def test_who_does_not_answer_is_passed_over_and_at_the_end_it_stands_unanswered(asked, office):
    late = timezone.now() - timedelta(minutes=1)
    Ask.objects.update(ends_at=late)
    assert pass_on() == 1
    asked.refresh_from_db()
    assert (asked.level, asked.is_open) == (1, True)
    with pytest.raises(Refused):
        decide(asked, "yes", by=office.an)
    Ask.objects.update(ends_at=late)
    assert pass_on() == 1
    assert pass_on() == 0
    asked.refresh_from_db()
    assert asked.state == "expired"


def test_a_stand_in_decides_on_the_days_named_and_the_log_says_so(asked, office, client):
    row = name_stand_in(office.dung, today(), today() + timedelta(days=3), by=office.an)
    client.force_login(office.dung)
    assert "May I?" in client.get(reverse("automation:asks")).content.decode()
    decide(asked, "yes", by=office.dung)
    assert Event.objects.get(kind="ask.decided").data["instead_of"] == "An"
    end_stand_in(row, by=office.an)
    assert client.get(reverse("automation:ask", args=[asked.pk])).status_code == 404


def test_a_stand_in_of_other_days_decides_nothing(asked, office):
    tomorrow = today() + timedelta(days=1)
    name_stand_in(office.dung, tomorrow, tomorrow, by=office.an)
    with pytest.raises(Refused):
        decide(asked, "yes", by=office.dung)


@pytest.mark.parametrize(
    ("who", "first", "last"), [("an", 0, 1), ("dung", 2, 1), ("dung", -5, -3), ("dung", 0, 900)]
)
def test_a_stand_in_that_does_not_hold_is_refused(who, first, last, office, client):
    client.force_login(office.an)
    given = {"stand_in": getattr(office, who).pk, "first": today() + timedelta(days=first), "last": today() + timedelta(days=last)}  # fmt: skip
    assert client.post(reverse("automation:stand_ins"), given).status_code == 422


def test_only_who_asked_takes_it_back(asked, office):
    with pytest.raises(Refused):
        withdraw(asked, by=office.an)
    assert withdraw(asked, by=office.binh).state == "withdrawn"
    with pytest.raises(Refused):
        decide(asked, "yes", by=office.an)


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_sr_37_of_many_decisions_at_once_one_wins(asked, office):
    assert connection.vendor == "postgresql"
    together, said = threading.Barrier(6), []

    def press(answer: str) -> None:
        together.wait()
        try:
            decide(Ask.objects.get(pk=asked.pk), answer, by=office.an)
            said.append(answer)
        except Refused:
            said.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(a,)) for a in ("yes", "no") * 3]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    asked.refresh_from_db()
    assert said.count("late") == 5
    assert Event.objects.filter(kind="ask.decided").count() == 1
    assert {"approved": "yes", "refused": "no"}[asked.state] in said
