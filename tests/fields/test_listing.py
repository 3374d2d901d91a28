"""The list engine: whatever way it chooses, the page is what the plain query gives."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from quen.fields import list_sizes, listing
from quen.fields.actions.values import write_values
from quen.fields.catalogue import catalogue, forget_custom
from quen.fields.conditions import matching, parse
from quen.fields.cursors import Sort
from quen.fields.drafts import Draft
from quen.fields.listing import page_of
from quen.fields.models import CustomField
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contacts
from quen.people.drafts import name_columns
from quen.people.models import Contact
from quen.timeline.models import LastEvent

SORTS = ("-last_activity_at", "full_name", "-score", "next_step_at", "-next_step_at", "created_at")


@pytest.fixture
def crowd(office, stages):
    """A hundred and twenty contacts with ties, gaps, custom values and events, drawn at random."""
    dice = random.Random(7)
    office.giang.grants |= {"people.assign_contact": "all"}
    firms = [
        add_company({"name": f"C{n}", "industry": "thép" if n % 2 else "gốm"}, by=office.giang)
        for n in range(4)
    ]
    drafts = []
    for _ in range(120):
        owner = dice.choice([office.binh, office.chi, office.dung])
        columns = {
            **name_columns({"full_name": f"Khách {dice.randrange(60)}"}),
            "owner_id": owner.pk,
        }
        columns["company_id"] = dice.choice([None, *(f.pk for f in firms)])
        columns["source"] = dice.choice(["zalo", "website", ""])
        drafts.append(Draft(columns=columns))
    made = add_contacts(drafts, by=office.giang)
    now = timezone.now()
    for it in made:
        it.last_activity_at = now - timedelta(days=dice.randrange(20))
        it.score = dice.randrange(5)
        it.next_step_at = dice.choice([None, now + timedelta(days=dice.randrange(5))])
        if dice.random() < 0.1:
            it.deleted_at = now
    Contact.objects.bulk_update(made, ["last_activity_at", "score", "next_step_at", "deleted_at"])
    CustomField.objects.create(type="contact", key="size", labels={"en": "Size"}, kind="number")
    forget_custom()
    write_values(
        "contact", {it.pk: {"size": str(dice.randrange(9))} for it in made if dice.random() < 0.6}
    )
    LastEvent.objects.bulk_create(
        LastEvent(
            type="contact",
            record_id=it.pk,
            kind="note.added",
            at=now - timedelta(days=dice.randrange(60)),
        )
        for it in made
        if dice.random() < 0.5
    )
    return made


RULES = (
    {},
    {"field": "source", "op": "is", "value": "zalo"},
    {"field": "source", "op": "not_in", "value": ["zalo"]},
    {"field": "custom.size", "op": "above", "value": 6},
    {"field": "custom.size", "op": "empty"},
    {"field": "company.industry", "op": "is", "value": "Thép"},
    {"field": "company.industry", "op": "is_not", "value": "thép"},
    {"event": "note.added", "within_days": 30},
    {"event": "note.added", "count": {"op": "=", "value": 0}},
    {"not": {"event": "note.added", "within_days": 10}},
    {"field": "full_name", "op": "contains", "value": "KHÁCH 1"},
    {"all": [
        {"field": "custom.size", "op": "between", "value": [2, 7]},
        {"field": "company.industry", "op": "in", "value": ["thép"]},
        {"event": "note.added", "within_days": 30},
    ]},
    {"any": [
        {"field": "score", "op": "is", "value": 4},
        {"all": [{"field": "lifecycle_stage", "op": "is", "value": "lead"}, {"field": "source", "op": "empty"}]},
    ]},
    {"field": "last_activity_at", "op": "older_than_days", "value": 10},
    {"field": "owner_id", "op": "is", "value": "me"},
)  # fmt: skip


def naive(user, rule, sort):
    """The plain query, sorted in Python: empty values last, ties by id in the sort's direction."""
    rows = list(
        Contact.objects.visible_to(user)
        .filter(matching(rule, catalogue("contact", user)))
        .values_list(sort.field.column, "pk")
    )
    filled = sorted((r for r in rows if r[0] is not None), reverse=sort.down)
    empty = sorted((r[1] for r in rows if r[0] is None), reverse=sort.down)
    return [pk for _value, pk in filled] + empty


@pytest.mark.parametrize("sizes", [(2_000, 25_000), (5, 25_000), (5, 40), (0, 0)], ids=str)
def test_every_way_to_a_page_gives_the_plain_answer(sizes, crowd, office, monkeypatch):
    monkeypatch.setattr(listing, "LITERAL", sizes[0])
    monkeypatch.setattr(listing, "DRIVE", sizes[1])
    monkeypatch.setattr(list_sizes, "DRIVE", sizes[1])
    list_sizes.forget_sizes()
    ways = set()
    for who in ("binh", "an", "hanh", "em", "dung"):
        user = getattr(office, who)
        known = catalogue("contact", user)
        for rule in RULES:
            for key in SORTS:
                sort = Sort(known.get(key.removeprefix("-")), key.startswith("-"))
                got, cursor = [], ""
                for _page in range(60):
                    found = page_of(
                        Contact, user, parse(rule, known), sort, cursor=cursor, limit=17
                    )
                    ways.add(found.way)
                    got += found.ids
                    cursor = found.next
                    if not cursor:
                        break
                assert got == naive(user, rule, sort), (who, rule, key, found.way)
    assert len(ways) >= 1
    if connection.vendor == "sqlite" and sizes == (5, 25_000):
        assert "teams" in ways


def test_sorting_by_a_custom_field_puts_records_without_one_last(crowd, office):
    known = catalogue("contact", office.em)
    sort = Sort(known.get("custom.size"), True)
    got, cursor = [], ""
    while True:
        found = page_of(Contact, office.em, [], sort, cursor=cursor, limit=17)
        got += found.ids
        if not found.next:
            break
        cursor = found.next
    assert len(got) == len(set(got)) == Contact.objects.visible_to(office.em).count()
    sizes = dict(CustomField.objects.get(key="size").value_set.values_list("record_id", "number"))
    shown = [sizes.get(pk) for pk in got]
    filled = [s for s in shown if s is not None]
    assert filled == sorted(filled, reverse=True)
    assert shown[: len(filled)] == filled


def test_a_search_that_takes_too_long_says_how_far_it_came(crowd, office, monkeypatch):
    monkeypatch.setattr(listing, "WINDOW", 30)

    def slow(ask):
        raise listing.TooSlow

    monkeypatch.setattr(listing, "_chosen", slow)
    known = catalogue("contact", office.em)
    sort = Sort(known.get("last_activity_at"), True)
    rule = {"field": "custom.size", "op": "is", "value": 8}
    got, cursor, looked = [], "", 0
    while True:
        found = page_of(Contact, office.em, parse(rule, known), sort, cursor=cursor, limit=50)
        got += found.ids
        looked += found.looked
        if not found.next:
            break
        cursor = found.next
    assert looked > 0
    assert sorted(got) == sorted(naive(office.em, rule, sort))
