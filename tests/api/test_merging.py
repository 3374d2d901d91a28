"""Merging in the API."""

import pytest

from quen.people.actions.contacts import add_contact
from quen.people.models import Contact
from tests.api.test_api import Caller


@pytest.fixture
def binh(client, office, stages):
    return Caller(client, office.binh)


@pytest.fixture
def twin(contact, office):
    return add_contact({"full_name": "Hồng", "email": "hong.nt@gmail.com"}, by=office.binh)


def test_a_program_merges_and_undoes(binh, contact, twin):
    path = f"contacts/{contact.pk}"
    body = {"records": [twin.pk], "fields": {"full_name": twin.pk}}
    done = binh.send("post", f"{path}/merge", body)

    assert done.status_code == 200, done.content
    assert done.json()["merged"] == [twin.pk]
    assert binh.send("get", path).json()["full_name"] == "Hồng"
    old = binh.send("get", f"contacts/{twin.pk}")
    assert (old.status_code, old.headers["Location"]) == (301, f"/api/v1/{path}")
    written = binh.send("patch", f"contacts/{twin.pk}", {"nickname": "x"}, **{"If-Match": "1"})
    assert written.status_code == 409

    undone = binh.send("post", f"{path}/unmerge", {"merge": done.json()["merge"]})
    assert undone.status_code == 200
    assert binh.send("get", f"contacts/{twin.pk}").json()["full_name"] == "Hồng"
    assert binh.send("get", path).json()["full_name"] == contact.full_name


def test_what_cannot_be_merged_is_said(binh, contact, twin, office, client):
    path = f"contacts/{contact.pk}/merge"
    assert binh.send("post", path, {"records": "x"}).status_code == 400
    assert binh.send("post", path, {"records": [contact.pk]}).status_code == 422
    assert binh.send("post", path, {"records": [2**40]}).status_code == 404
    wrong = binh.send("post", path, {"records": [twin.pk], "fields": {"score": twin.pk}})
    assert wrong.status_code == 422
    assert Caller(client, office.chi).send("post", path, {"records": [twin.pk]}).status_code == 404
    assert Contact.objects.filter(deleted_at=None).count() == 2
