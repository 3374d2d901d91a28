"""Live names: who hears what, nothing lost between two connections, a switched-off user is cut."""

import asyncio

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.users import disable_user
from quen.kit import presence
from quen.kit.models import Looking
from quen.people.actions.contacts import add_contact, change_contact
from quen.web.hub import Hub, Stream
from quen.web.present import Present


class Loop:
    """Takes what the watcher's thread would give to the event loop."""

    def call_soon_threadsafe(self, work, *args):
        work(*args)


def listening(hub: Hub, user, records=(), lists=()) -> Stream:
    stream = Stream(user, frozenset(records), frozenset(lists), Loop())
    hub.streams.add(stream)
    return stream


def told(stream: Stream) -> list:
    found = []
    while True:
        try:
            found.append(stream.queue.get_nowait())
        except asyncio.QueueEmpty:
            return found


def test_a_change_is_told_once_to_those_who_may_see_it(contact, office):
    hub = Hub()
    hub.start_here()
    binh = listening(hub, office.binh, records=[("contact", contact.pk)], lists=["contact"])
    chi = listening(hub, office.chi, records=[("contact", contact.pk)], lists=["contact"])
    change_contact(contact, {"job_title": "A"}, by=office.binh)
    hub.poll()
    hub.poll()
    names = [set(one[0].split(",")) for one in told(binh)]
    assert names == [{f"contact-{contact.pk}", "contacts"}]
    assert told(chi) == []


def test_what_was_handed_away_is_heard_by_the_new_owner_only(contact, office):
    hub = Hub()
    hub.start_here()
    dung = listening(hub, office.dung, lists=["contact"])
    binh = listening(hub, office.binh, lists=["contact"])
    change_contact(contact, {"owner_id": office.dung.pk}, by=office.binh)
    hub.poll()
    assert [one[0] for one in told(dung)] == ["contacts"]
    assert told(binh) == []


def test_a_switched_off_colleague_is_cut(contact, office):
    hub = Hub()
    hub.start_here()
    stream = listening(hub, office.binh, records=[("contact", contact.pk)])
    disable_user(office.binh, by=office.giang)
    hub.poll()
    assert told(stream) == [None]


def test_the_answer_in_json_tells_what_came_since(contact, client, office):
    client.force_login(office.binh)
    url, json = reverse("web:live"), {"Accept": "application/json"}
    asked = {"on": f"contact-{contact.pk},contacts,deal-99,nonsense"}
    first = client.get(url, asked, headers=json).json()
    assert first["names"] == []
    add_contact({"full_name": "New"}, by=office.binh)
    change_contact(contact, {"job_title": "A"}, by=office.binh)
    then = client.get(url, {**asked, "after": first["last"]}, headers=json).json()
    assert then["names"] == [f"contact-{contact.pk}", "contacts"]
    again = client.get(url, {**asked, "after": then["last"]}, headers=json).json()
    assert again["names"] == []


@pytest.mark.parametrize(
    "on", ["", ",,,", "contact-", "contact-99999999999999999999999", "x" * 5000]
)
def test_any_question_is_answered(on, client, office):
    client.force_login(office.binh)
    answer = client.get(reverse("web:live"), {"on": on}, headers={"Accept": "application/json"})
    assert answer.status_code == 200


def test_the_stream_begins_with_where_it_stands(contact, client, office):
    client.force_login(office.binh)
    answer = client.get(reverse("web:live"), {"on": "contacts"})
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers["Cache-Control"].startswith("no-cache")


def test_who_looks_at_a_record_is_told_to_those_who_have_it_open(contact, client, office):
    hub, name = Hub(), ("contact", contact.pk)
    binh = listening(hub, office.binh, records=[name])
    hub.present.round(hub.streams)
    told(binh)
    an = listening(hub, office.an, records=[name])
    hub.present.round(hub.streams)
    assert [one[0] for one in told(binh)] == [f"contact-{contact.pk}-seen"]
    client.force_login(office.binh)
    page = client.get(reverse("records:present", args=["contact", contact.pk])).content.decode()
    assert "An looks at this too" in page
    assert "Binh looks" not in page
    hub.leave(an)
    hub.present.round(hub.streams)
    assert [one[0] for one in told(binh)] == [f"contact-{contact.pk}-seen"]
    assert presence.looking_at("contact", contact.pk) == {office.binh.pk}


def test_presence_reaches_over_processes_and_ends_with_one_that_died(contact, office):
    name = ("contact", contact.pk)
    presence.tell("elsewhere:1", [(office.an.pk, *name)])
    hub = Hub()
    binh = listening(hub, office.binh, records=[name])
    hub.present.round(hub.streams)
    assert [one[0] for one in told(binh)] == [f"contact-{contact.pk}-seen"]
    assert presence.looking_at(*name) == {office.an.pk, office.binh.pk}
    Looking.objects.filter(process="elsewhere:1").update(seen_at=timezone.now() - presence.BELIEVED)
    assert presence.looking_at(*name) == {office.binh.pk}


def test_nobody_hears_who_looks_at_what_they_may_not_see(contact, client, office):
    presence.tell("elsewhere:1", [(office.binh.pk, "contact", contact.pk)])
    client.force_login(office.chi)
    url = reverse("records:present", args=["contact", contact.pk])
    assert client.get(url).status_code == 404


def test_a_look_through_a_colleagues_eyes_is_not_that_colleague(contact, office):
    hub = Hub()
    stream = listening(hub, office.binh, records=[("contact", contact.pk)])
    stream.looks = False
    Present().round(hub.streams)
    assert presence.looking_at("contact", contact.pk) == set()
