"""Lists: what they show to whom, filters, views, columns, pages, counts."""

import json

import pytest
from django.urls import reverse

from quen.fields.models import SavedView
from quen.people.actions.contacts import add_contact
from quen.people.models import Contact


def listed(client, user, **asked):
    client.force_login(user)
    answer = client.get(reverse("people:contacts"), asked)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


@pytest.fixture
def customers(office, stages):
    """Thirty of Binh's, five of Dung's."""
    for n in range(30):
        given = {"full_name": f"Khách {n:02}", "source": "zalo" if n % 3 else "website"}
        add_contact(given, by=office.binh)
    for n in range(5):
        add_contact({"full_name": f"Nam {n}", "source": "zalo"}, by=office.dung)


def test_a_list_shows_what_one_may_see(customers, client, office):
    assert "Khách 07" in listed(client, office.binh)
    assert "Nam 1" not in listed(client, office.binh)
    assert "Khách 07" not in listed(client, office.chi)
    everything = listed(client, office.em)
    assert "Khách 07" in everything
    assert "Nam 1" in everything


def test_a_filter_narrows_the_list_and_reads_as_a_sentence(customers, client, office):
    rule = {"all": [{"field": "source", "op": "is", "value": "website"}]}
    page = listed(client, office.binh, filter=json.dumps(rule))
    assert "Khách 00" in page
    assert "Khách 01" not in page
    assert "Source: Website" in page


@pytest.mark.parametrize(
    "rule",
    [
        "nonsense",
        '{"field": "password", "op": "is", "value": "x"}',
        '{"field": "source", "op": "explode", "value": "x"}',
        '{"all": [{"field": "score", "op": "above", "value": "many"}]}',
        '{"event": "no.such"}',
        '{"all": {"field": "score"}}',
    ],
)
def test_a_filter_that_cannot_be_understood_is_refused_in_words(rule, client, office, stages):
    client.force_login(office.binh)
    answer = client.get(reverse("people:contacts"), {"filter": rule})
    assert answer.status_code == 422


def test_a_hidden_field_can_neither_be_filtered_nor_sorted_nor_shown(customers, client, office):
    office.em.field_rights = {"contact.source": "hide", "contact.score": "hide"}
    office.em.save()
    client.force_login(office.em)
    rule = json.dumps({"field": "source", "op": "is", "value": "zalo"})
    assert client.get(reverse("people:contacts"), {"filter": rule}).status_code == 422
    page = listed(client, office.em, columns="full_name,source", sort="-score")
    assert "Source" not in page


def test_pages_follow_each_other_without_gap_or_repeat(customers, office, settings, monkeypatch):
    from quen.fields.catalogue import catalogue
    from quen.fields.cursors import Sort
    from quen.fields.listing import page_of

    for key, down in (("last_activity_at", True), ("full_name", False), ("next_step_at", False)):
        sort = Sort(catalogue("contact", office.em).get(key), down)
        seen, cursor = [], ""
        while True:
            found = page_of(Contact, office.em, [], sort, cursor=cursor, limit=8)
            seen += found.ids
            if not found.next:
                break
            cursor = found.next
        assert len(seen) == len(set(seen)) == 35


def test_the_list_s_state_becomes_a_view_and_comes_back(customers, client, office):
    client.force_login(office.binh)
    rule = {"all": [{"field": "source", "op": "is", "value": "website"}]}
    query = f"filter={json.dumps(rule)}&sort=full_name&columns=full_name,source"
    answer = client.post(
        reverse("fields:view_new", args=["contact"]),
        {"name": "Từ website", "sharing": "me", "query": query},
    )
    view = SavedView.objects.get()
    assert answer.headers["Location"].endswith(f"?view={view.pk}")
    page = listed(client, office.binh, view=view.pk)
    assert "Từ website" in page
    assert "Khách 01" not in page
    assert "Từ website" not in listed(client, office.chi)


def test_sharing_a_view_needs_the_right(customers, client, office):
    client.force_login(office.binh)
    facts = {"name": "Chung", "sharing": "all", "query": ""}
    assert client.post(reverse("fields:view_new", args=["contact"]), facts).status_code == 422
    client.force_login(office.giang)
    client.post(reverse("fields:view_new", args=["contact"]), facts)
    assert "Chung" in listed(client, office.chi)


def test_the_count_is_of_what_one_may_see(customers, client, office):
    client.force_login(office.binh)
    assert client.get(reverse("fields:count", args=["contact"])).content == b"30"
    client.force_login(office.chi)
    assert client.get(reverse("fields:count", args=["contact"])).content == b"0"


def test_the_builder_draws_every_kind_of_condition(customers, client, office):
    client.force_login(office.binh)
    rule = {
        "all": [
            {"field": "lifecycle_stage", "op": "in", "value": ["lead", "mql"]},
            {"any": [{"field": "company.industry", "op": "contains", "value": "thép"}]},
            {"not": {"event": "note.added", "within_days": 30}},
            {"field": "created_at", "op": "between", "value": ["2026-01-01", "2026-12-31"]},
            {"field": "owner_id", "op": "is", "value": "me"},
        ]
    }
    answer = client.get(reverse("fields:filter", args=["contact"]), {"filter": json.dumps(rule)})
    assert answer.status_code == 200
    assert answer.content.decode().count("data-condition") == 5
    for what in ("score", "event:note.added", "company.revenue"):
        row = client.get(reverse("fields:condition", args=["contact"]), {"what": what})
        assert b"data-condition" in row.content


def test_columns_can_be_chosen_also_from_the_company(customers, client, office):
    client.force_login(office.binh)
    form = client.get(reverse("fields:columns", args=["contact"]))
    assert b"company.industry" in form.content
    answer = client.post(
        reverse("fields:columns_set", args=["contact"]),
        {"columns": ["full_name", "company.industry", "birthday"], "query": ""},
    )
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Birthday" in page
