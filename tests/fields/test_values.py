"""Custom values: the JSON that shows and the rows that answer say the same, also after a rebuild."""

import random

from quen.fields.actions.custom import add_field
from quen.fields.actions.values import rebuild_all
from quen.fields.catalogue import catalogue
from quen.fields.conditions import matching
from quen.fields.models import Value
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.models import Contact

GIVEN = {
    "size": ("number", ["3", "4.5", "1.000"]),
    "price": ("money", ["5tr", "120000"]),
    "day": ("date", ["15/03/2568", "2026-11-21"]),
    "fit": ("choice", ["a", "b"]),
    "many": ("choices", [["a"], ["a", "b"], []]),
    "sure": ("boolean", [True, False]),
    "stars": ("rating", [0, 5]),
    "text": ("text", ["Đặng Thái", "ส้มโอ", "<b>"]),
}


def facts(rows) -> list:
    return sorted(
        rows.values_list("record_id", "field", "slot", "text", "number", "moment", "reference"),
        key=str,
    )


def test_the_rows_equal_their_rebuild_after_random_changes(office, stages):
    office.giang.language = "vi"
    choices = [{"key": k, "labels": {"vi": k}} for k in "ab"]
    for key, (kind, _values) in GIVEN.items():
        few = choices if kind in ("choice", "choices") else ()
        add_field("contact", by=office.giang, labels={"vi": key}, kind=kind, choices=few, key=key)
    dice = random.Random(3)
    people = [
        add_contact({"full_name": f"K{n}", "custom": some(dice)}, by=office.giang)
        for n in range(15)
    ]
    for _n in range(40):
        change_contact(dice.choice(people), {"custom": some(dice)}, by=office.giang)
    before = facts(Value.objects.all())
    assert len(before) > 30
    rebuild_all()
    assert facts(Value.objects.all()) == before


def some(dice: random.Random) -> dict:
    picked = dice.sample(sorted(GIVEN), 4)
    return {key: dice.choice([*GIVEN[key][1], None]) for key in picked}


def test_a_new_field_is_live_at_once_in_filters(office, stages):
    add_field("contact", by=office.giang, labels={"vi": "Cỡ"}, kind="number", key="co")
    one = add_contact({"full_name": "A", "custom": {"co": "7"}}, by=office.giang)
    add_contact({"full_name": "B", "custom": {"co": "2"}}, by=office.giang)
    rule = {"field": "custom.co", "op": "above", "value": 5}
    found = Contact.objects.filter(matching(rule, catalogue("contact", office.giang)))
    assert list(found) == [one]
