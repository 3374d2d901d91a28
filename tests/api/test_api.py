"""The API: tokens, pages, filters, versions, idempotency, batches, problems."""

import json
import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from quen.accounts import callers
from quen.accounts.actions.rights import refresh
from quen.accounts.actions.shares import share_record
from quen.accounts.actions.tokens import add_token
from quen.accounts.actions.users import disable_user
from quen.accounts.models import Role, Token
from quen.people.models import Contact


class Caller:
    """A program with a token."""

    def __init__(self, client, user, scope="write"):
        self.client = client
        self.headers = {
            "Authorization": f"Bearer {add_token(user, name='test', by=user, scope=scope)[1]}"
        }

    def send(self, method, path, body=None, **headers):
        data = b"" if body is None else json.dumps(body)
        call = getattr(self.client, method)
        facts = {"headers": {**self.headers, **headers}}
        if method != "get":
            facts |= {"data": data, "content_type": "application/json"}
        return call(f"/api/v1/{path}", **facts)


@pytest.fixture
def binh(client, office, stages, pipeline):
    return Caller(client, office.binh)


def test_without_a_token_or_with_a_session_alone_nothing_opens(client, office):
    assert client.get("/api/v1/contacts").status_code == 401
    client.force_login(office.giang)
    answer = client.get("/api/v1/contacts")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_of_a_switched_off_colleague_is_worth_nothing(binh, office):
    disable_user(office.binh, by=office.giang)
    assert binh.send("get", "contacts").status_code == 401


def test_a_reading_token_may_not_write(client, office, stages):
    reader = Caller(client, office.binh, scope="read")
    assert reader.send("post", "contacts", {"full_name": "X"}).status_code == 403
    assert reader.send("get", "contacts").status_code == 200


def test_a_contact_goes_in_and_comes_out_whole(binh, office):
    given = {
        "full_name": "Trần Văn Đức",
        "emails": [{"value": "duc@a.vn", "primary": True}, {"value": "d@b.vn"}],
        "phone": "0903 221 884",
        "address": {"street": "12 Lê Lợi", "ward": "Thuận Hóa", "province": "Huế"},
        "tags": ["VIP"],
        "birthday": "--03-14",
        "lifecycle_stage": "mql",
    }
    made = binh.send("post", "contacts", given)
    assert made.status_code == 201, made.content
    facts = made.json()
    assert facts["phone"] == "+84903221884"
    assert [e["value"] for e in facts["emails"]] == ["duc@a.vn", "d@b.vn"]
    assert facts["address"]["province"] == "Huế"
    assert (facts["lifecycle_stage"], facts["tags"], facts["birthday"]) == (
        "mql",
        ["VIP"],
        "--03-14",
    )
    assert facts["team_id"] == office.north.pk
    again = binh.send("get", f"contacts/{facts['id']}")
    assert again.json() == facts
    assert again.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    "given",
    [
        {"full_name": 5, "score": 9},
        {"nonsense": 1},
        {"full_name": "X", "owner_id": "abc"},
        {"full_name": "X", "phone": "12"},
        {"full_name": "X", "tags": "a" * 100},
        {"full_name": "X", "custom": [1]},
        {"full_name": "X", "emails": "x@y.z"},
        {},
    ],
)
def test_what_cannot_be_read_is_refused_field_by_field(binh, given):
    answer = binh.send("post", "contacts", given)
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["errors"]
    assert not Contact.objects.exists()


def test_pages_go_on_by_cursor_and_count_on_request(binh):
    for n in range(7):
        binh.send("post", "contacts", {"full_name": f"K{n}"})
    seen, cursor = [], ""
    while cursor is not None:
        page = binh.send(
            "get", f"contacts?limit=3&sort=full_name&fields=id,full_name&cursor={cursor}"
        ).json()
        seen += [c["full_name"] for c in page["items"]]
        assert all(set(c) == {"id", "full_name"} for c in page["items"])
        cursor = page["next"]
    assert seen == [f"K{n}" for n in range(7)]
    assert binh.send("get", "contacts?count=1").json()["count"] == 7


@pytest.mark.parametrize(
    "query",
    [
        "cursor=xyz",
        "sort=password",
        "filter={",
        "filter=[1]",
        "limit=0",
        "limit=999",
        'filter={"field":"x"}',
    ],
)
def test_a_bad_query_is_a_400(binh, query):
    assert binh.send("get", f"contacts?{query}").status_code == 400


def test_filters_work_as_in_lists(binh):
    binh.send("post", "contacts", {"full_name": "A", "source": "zalo"})
    binh.send("post", "contacts", {"full_name": "B", "source": "website"})
    rule = json.dumps({"field": "source", "op": "is", "value": "zalo"})
    page = binh.send("get", f"contacts?filter={rule}").json()
    assert [c["full_name"] for c in page["items"]] == ["A"]


def test_a_change_needs_the_version_that_was_seen(binh):
    pk = binh.send("post", "contacts", {"full_name": "A"}).json()["id"]
    assert binh.send("patch", f"contacts/{pk}", {"job_title": "x"}).status_code == 428
    assert binh.send("patch", f"contacts/{pk}", {"job_title": "x", "version": 7}).status_code == 412
    changed = binh.send("patch", f"contacts/{pk}", {"job_title": "x"}, **{"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert binh.send("delete", f"contacts/{pk}").status_code == 428
    assert binh.send("delete", f"contacts/{pk}", **{"If-Match": '"2"'}).status_code == 204
    assert binh.send("get", f"contacts/{pk}").status_code == 404


def test_a_hidden_record_and_none_answer_alike(client, binh, office):
    pk = binh.send("post", "contacts", {"full_name": "A"}).json()["id"]
    chi = Caller(client, office.chi)
    hidden, none = chi.send("get", f"contacts/{pk}"), chi.send("get", "contacts/999999")
    assert hidden.status_code == none.status_code == 404
    assert hidden.content == none.content


def test_the_same_key_does_the_work_once(binh):
    first = binh.send("post", "contacts", {"full_name": "A"}, **{"Idempotency-Key": "k1"})
    second = binh.send("post", "contacts", {"full_name": "A"}, **{"Idempotency-Key": "k1"})
    assert first.json() == second.json()
    assert Contact.objects.count() == 1
    other = binh.send("post", "contacts", {"full_name": "B"}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 422


def test_a_batch_adds_updates_and_names_what_it_refuses(binh, client, office):
    binh.send("post", "contacts", {"full_name": "Old", "email": "a@a.vn"})
    Caller(client, office.chi).send("post", "contacts", {"full_name": "Chi", "email": "c@c.vn"})
    body = {
        "match": "email",
        "items": [
            {"email": "a@a.vn", "job_title": "CEO"},
            {"email": "new@a.vn", "full_name": "New"},
            {"email": "c@c.vn", "full_name": "Mine"},
            {"full_name": "X", "phone": "1"},
            7,
        ],
    }
    answer = binh.send("post", "contacts/batch", body).json()
    assert [one["status"] for one in answer["items"]] == [200, 201, 409, 400, 400]


def test_deals_are_moved_won_lost_and_opened_again(binh, pipeline):
    deal = binh.send(
        "post", "deals", {"name": "D", "amount": "1200000.50", "currency": "THB"}
    ).json()
    assert (deal["amount"], deal["currency"], deal["state"]) == ("1200000.5", "THB", "open")
    stages = binh.send("get", "pipelines").json()["items"][0]["stages"]
    quote = next(s["id"] for s in stages if s["key"] == "quote")
    moved = binh.send("post", f"deals/{deal['id']}/move", {"stage_id": quote}).json()
    assert moved["stage_id"] == quote
    assert binh.send("post", f"deals/{deal['id']}/lose", {}).status_code == 422
    lost = binh.send("post", f"deals/{deal['id']}/lose", {"reason": "price"}).json()
    assert (lost["state"], lost["lost_reason"]) == ("lost", "price")
    assert binh.send("post", f"deals/{deal['id']}/win", {}).status_code == 422
    assert binh.send("post", f"deals/{deal['id']}/reopen").json()["state"] == "open"
    assert binh.send("post", f"deals/{deal['id']}/win").json()["state"] == "won"


def test_a_field_one_may_not_see_is_not_in_the_answer_and_cannot_be_asked(binh, client, office):
    binh.send("post", "contacts", {"full_name": "A", "phone": "0903221884"})
    office.em.field_rights = {"contact.phone": "hide"}
    office.em.save()
    em = Caller(client, office.em)
    item = em.send("get", "contacts").json()["items"][0]
    assert not {"phone", "phones", "handles"} & set(item)
    rule = json.dumps({"field": "phone", "op": "is", "value": "0903221884"})
    assert em.send("get", f"contacts?filter={rule}").status_code == 400
    assert em.send("get", "contacts?q=0903221884").json()["items"] == []


def test_tasks_and_notes(binh):
    pk = binh.send("post", "contacts", {"full_name": "A"}).json()["id"]
    task = binh.send(
        "post",
        "tasks",
        {"title": "Gọi", "due_on": "2026-12-01", "type": "contact", "record_id": pk},
    )
    assert task.status_code == 201, task.content
    done = binh.send("post", f"tasks/{task.json()['id']}/complete")
    assert done.json()["done_at"]
    note = binh.send("post", "notes", {"type": "contact", "record_id": pk, "text": "Xin chào"})
    assert note.status_code == 201
    kinds = [e["kind"] for e in binh.send("get", f"contacts/{pk}/timeline").json()["items"]]
    assert {"note.added", "task.created", "task.completed", "contact.created"} <= set(kinds)


def test_calls_and_meetings_have_their_own_places_in_the_api(binh):
    pk = binh.send("post", "contacts", {"full_name": "A"}).json()["id"]
    on = {"type": "contact", "record_id": pk}
    call = binh.send("post", "calls", {**on, "outcome": "reached", "minutes": 4, "text": "Hẹn xem"})
    assert call.status_code == 201, call.content
    assert call.json()["done_at"]
    at = (timezone.now() + timedelta(days=1)).isoformat()
    meeting = binh.send("post", "meetings", {**on, "title": "Xem mẫu", "at": at, "place": "Huế"})
    assert meeting.status_code == 201, meeting.content
    held = binh.send("post", f"meetings/{meeting.json()['id']}/complete", {"outcome": "held"})
    assert held.json()["outcome"] == "held"
    assert binh.send("get", f"tasks/{meeting.json()['id']}").status_code == 404
    assert binh.send("get", "tasks").json()["items"] == []
    assert len(binh.send("get", "calls").json()["items"]) == 1
    refused = binh.send("post", "meetings", {**on, "title": "Xem mẫu", "at": "mai"})
    assert refused.status_code == 400


def test_the_document_tells_of_every_problem(client, office):
    assert client.get("/api/openapi.json").status_code == 401
    client.force_login(office.binh)
    document = client.get("/api/openapi.json").json()
    assert "/api/v1/contacts" in document["paths"]
    assert "412" in document["paths"]["/api/v1/contacts/{pk}"]["patch"]["responses"]
    assert client.get("/api/docs").status_code == 200


def test_small_collections_are_read(binh, client, office):
    binh.send("post", "contacts", {"full_name": "A", "tags": ["VIP"]})
    assert [t["name"] for t in binh.send("get", "tags").json()["items"]] == ["VIP"]
    keys = {f["key"] for f in binh.send("get", "custom-fields").json()["items"]}
    assert {"interests", "readiness"} <= keys
    told = binh.send("get", "events?kind=contact.created").json()["items"]
    assert [e["subject"]["type"] for e in told] == ["contact"]
    chi = Caller(client, office.chi)
    assert chi.send("get", "events?kind=contact.created").json()["items"] == []
    assert binh.send("get", "imports").status_code == 403
    assert Caller(client, office.giang).send("get", "imports").json()["items"] == []


def test_a_token_that_ended_elsewhere_ends_here_within_five_seconds(binh, monkeypatch):
    assert binh.send("get", "contacts").status_code == 200
    Token.objects.update(revoked_at=timezone.now())  # as another process does it
    later = time.monotonic() + 5
    monkeypatch.setattr(callers.time, "monotonic", lambda: later)
    assert binh.send("get", "contacts").status_code == 401


def test_a_kept_token_ends_when_its_day_comes(client, office, stages):
    ends = timezone.now() + timedelta(seconds=0.5)
    _token, secret = add_token(office.binh, name="short", by=office.binh, expires_at=ends)
    ask = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert client.get("/api/v1/contacts", **ask).status_code == 200
    time.sleep(0.6)
    assert client.get("/api/v1/contacts", **ask).status_code == 401


def test_a_right_that_was_taken_is_gone_with_the_next_call(binh, office):
    assert binh.send("get", "contacts").status_code == 200
    role = Role.objects.get(key="rep")
    role.grants = {}
    role.save()
    refresh([office.binh])
    assert binh.send("get", "contacts").status_code == 403


def test_a_record_shared_between_two_calls_is_there_in_the_second(binh, client, office):
    theirs = Caller(client, office.dung).send("post", "contacts", {"full_name": "South"}).json()
    assert binh.send("get", "contacts").json()["items"] == []
    found = Contact.objects.get(pk=theirs["id"])
    share_record(found, user=office.binh, by=office.giang)
    assert [c["id"] for c in binh.send("get", "contacts").json()["items"]] == [found.pk]


def test_every_column_reads_in_a_list_as_it_was_given(binh, office):
    company = binh.send("post", "companies", {"name": "Thép Á", "revenue": "1250000.5"}).json()
    assert (company["revenue"], company["currency"]) == ("1250000.5", "VND")
    given = {"full_name": "A", "company_id": company["id"], "custom": {"readiness": "hot"}}
    given |= {"emails": [{"value": "a@b.vn"}], "handles": [{"kind": "zalo", "value": "z1"}]}
    made = binh.send("post", "contacts", given).json()
    item = binh.send("get", "contacts").json()["items"][0]
    assert item == made
    assert (item["custom"], item["company_id"]) == ({"readiness": "hot"}, company["id"])
    assert datetime.fromisoformat(item["created_at"]).utcoffset() == timedelta(0)
    assert item["emails"][0]["primary"] is True
    assert item["handles"][0]["kind"] == "zalo"
    assert item["next_step_at"] is None
