"""Nobody reads what they may not see: a canary sits in the data and every page is walked by everyone.

The walk goes over pages, API, search, palette, import, history and live names; and a matrix of every
route and role says who gets in.
"""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quen.accounts.actions.tokens import add_token
from quen.accounts.models import Role
from quen.commerce.actions.orders import place_order
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact, change_contact, trash_contacts
from quen.sales.actions.deals import add_deal
from quen.sales.actions.moving import win_deal
from quen.web.hub import Place, Stream, heard, may_hear
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task
from tests.test_rules import ROUTES, address

SONG = "Chimhoàngyến"
TUNE = SONG[:8]
PHONE = "0912345678"
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


@pytest.fixture
def canary(office, stages, pipeline):
    """Everything Binh has bears the song: contact, company, deal, note, task, changes, a trashed one."""
    by = office.binh
    company = add_company({"name": SONG}, by=by)
    given = {
        "full_name": SONG,
        "phone": PHONE,
        "email": "song@bird.vn",
        "company_id": company.pk,
        "tags": [f"{SONG}-nhan"],
    }
    contact = add_contact(given, by=by)
    change_contact(contact, {"job_title": f"{SONG}-viec"}, by=by)
    deal = add_deal({"name": SONG, "contact_id": contact.pk, "amount": 5}, by=by)
    win_deal(deal, by=by, note=SONG)
    add_deal({"name": f"{SONG} 2", "contact_id": contact.pk}, by=by)
    line = {"name": SONG, "unit_price": "5"}
    place_order(by=by, contact=contact, title=SONG, lines=[line])
    add_note("contact", contact.pk, SONG, by=by)
    add_task(title=SONG, by=by, type_key="contact", record_id=contact.pk)
    gone = add_contact({"full_name": f"{SONG} gone"}, by=by)
    trash_contacts([gone], by=by)
    return contact


def questions(canary) -> list[str]:
    """Every GET address, filled with the canary's ids, plain and with a search for it."""
    asked = []
    for route, view, _name in ROUTES:
        if view.door.startswith("public:") or "live" in route:
            continue
        url = address(route).replace("/1", f"/{canary.pk}")
        asked += [url, f"{url}?q={TUNE}"]
    rule = json.dumps({"field": "full_name", "op": "contains", "value": TUNE})
    return [*asked, f"/contacts/?filter={rule}", f"/contacts/?q={PHONE}", "/search/?q=song@bird"]


@pytest.mark.once  # the owner opens every page on both
@pytest.mark.parametrize("who", ["chi", "dung"])
def test_nothing_of_binhs_leaks_on_any_page(who, client, canary, office):
    client.force_login(getattr(office, who))
    opened = 0
    for url in questions(canary):
        answer = client.get(url)
        opened += answer.status_code == 200
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SONG.encode() not in body, f"{who} can read it at {url}"
        assert PHONE.encode() not in body.replace(b" ", b"") or f"q={PHONE}" in url, (who, url)
    assert opened > 15, "a walk of refusals proves nothing"


@pytest.mark.long
def test_the_owner_meets_the_canary_on_the_same_walk(client, canary, office):
    client.force_login(office.binh)
    met = [url for url in questions(canary) if SONG.encode() in _body(client.get(url))]
    for expected in (
        "/contacts/",
        f"/contacts/{canary.pk}/",
        "/companies/",
        "/palette/",
        "/search/",
    ):
        assert any(url.startswith(expected) for url in met), expected


def _body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("who", ["chi", "dung"])
def test_nothing_of_binhs_leaks_in_the_api(who, client, canary, office):
    _token, secret = add_token(getattr(office, who), name="t", by=None, scope="write")
    headers = {"Authorization": f"Bearer {secret}"}
    rule = json.dumps({"field": "full_name", "op": "contains", "value": TUNE})
    for path in (
        "contacts", "companies", "deals", "tasks", "notes", "orders", "orders/1", f"contacts?q={TUNE}", f"contacts?q={PHONE}",
        f"contacts?filter={rule}&count=1", f"contacts/{canary.pk}", f"contacts/{canary.pk}/timeline",
        f"companies/{canary.company_id}", "deals/1", "deals/1/timeline", "tasks/1", "notes/1",
    ):  # fmt: skip
        answer = client.get(f"/api/v1/{path}", headers=headers)
        assert SONG.encode() not in answer.content, path
    body = json.dumps({"items": [{"phone": PHONE, "full_name": "Mine"}], "match": "phone"})
    told = client.post(
        "/api/v1/contacts/batch", body, content_type="application/json", headers=headers
    )
    assert told.json()["items"][0]["status"] == 409
    assert SONG.encode() not in told.content


def test_live_names_go_only_to_those_who_may_see_the_record(canary, office):
    name, place = ("contact", canary.pk), Place(office.binh.pk, office.north.pk)
    hears = {
        who: may_hear(getattr(office, who), name, place)
        for who in ("an", "binh", "chi", "dung", "em", "hanh")
    }
    assert hears == {
        "an": True,
        "binh": True,
        "chi": False,
        "dung": False,
        "em": True,
        "hanh": True,
    }
    chi = Stream(office.chi, frozenset([name]), frozenset(["contact"]), loop=None)
    assert heard([name], {name: place}, chi) == set()
    binh = Stream(office.binh, frozenset([name]), frozenset(["contact"]), loop=None)
    assert heard([name], {name: place}, binh) == {f"contact-{canary.pk}", "contacts"}


@pytest.mark.parametrize("field", ["phone", "email", "job_title", "tags"])
def test_a_hidden_field_is_nowhere(field, client, canary, office):
    """By page, search, filter, sort, history and API, for someone who sees the record itself."""
    secrets = {
        "phone": PHONE[1:],
        "email": "song@bird",
        "job_title": f"{SONG}-viec",
        "tags": f"{SONG}-nhan",
    }
    role = Role.objects.create(
        key="blind", name="blind", grants={**office.em.grants}, fields={f"contact.{field}": "hide"}
    )
    from quen.accounts.actions.rights import refresh

    office.em.roles.set([role])
    refresh([office.em])
    canary.full_name = "Plain"
    type(canary).objects.filter(pk=canary.pk).update(
        full_name="Plain", name_key="plain", norm="plain"
    )
    client.force_login(office.em)
    _token, secret = add_token(office.em, name="t", by=None)
    headers = {"Authorization": f"Bearer {secret}"}
    rule = json.dumps({"field": field, "op": "not_empty"})
    pages = [
        f"/contacts/?filter={rule}",
        f"/contacts/?sort={field}",
        f"/contacts/?columns=full_name,{field}",
    ]
    facts = [
        f"/api/v1/contacts/{canary.pk}",
        f"/api/v1/contacts?filter={rule}",
        f"/api/v1/contacts?fields={field}",
    ]
    for url in [*pages, *facts]:
        answer = client.get(url, headers=headers if "api" in url else {})
        told = answer.content.decode().replace(" ", "")
        assert secrets[field] not in told, url
    found = client.get(f"/api/v1/contacts?q={secrets[field]}", headers=headers).json()["items"]
    assert field in ("job_title", "tags") or found == []


@pytest.mark.once  # the same statements on both
def test_a_get_writes_nothing_but_what_its_door_declares(client, canary, office):
    client.force_login(office.giang)
    client.get("/")
    for route, view, _name in ROUTES:
        if getattr(view, "observes", False) or "live" in route or "logout" in route:
            continue
        url = address(route).replace("/1", f"/{canary.pk}")
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        wrote = [q["sql"] for q in asked if q["sql"].lstrip().upper().startswith(WRITING)]
        wrote = [sql for sql in wrote if "django_session" not in sql and "kit_cache" not in sql]
        assert not wrote, f"GET {url}: {wrote[0][:200]}"


@pytest.mark.long
@pytest.mark.once  # who gets in is no question of the database
def test_the_matrix_of_routes_and_roles(client, canary, office):
    """Each door opens for those whose role grants it and for nobody else."""
    for who in ("binh", "em", "giang"):
        user = getattr(office, who)
        client.force_login(user)
        for route, view, _name in ROUTES:
            door = view.door
            if door.startswith(("public:", "own", "api:")) or "live" in route:
                continue
            url = address(route).replace("/1", f"/{canary.pk}")
            answer = client.get(url)
            if user.can(door):
                assert answer.status_code != 403 or who != "giang", (who, url)
            else:
                assert answer.status_code in (403, 405), (who, url, answer.status_code)


def test_the_search_page_of_a_colleague_finds_the_canary_only_where_it_may(client, canary, office):
    for who, sees in (("an", True), ("chi", False), ("em", True)):
        client.force_login(getattr(office, who))
        body = client.get(reverse("web:palette"), {"q": TUNE}).content.decode()
        assert (SONG in body) is sees, who
