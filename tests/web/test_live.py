"""Live names: who hears what, nothing lost between two connections, a switched-off user is cut."""

import asyncio

import pytest
from django.urls import reverse

from quen.accounts.actions.users import disable_user
from quen.people.actions.contacts import add_contact, change_contact
from quen.web.hub import Hub, Stream


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
