"""How well the finder does on data whose truth it does not see."""

import csv
import os
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from quen.people.duplicates.searching import search
from quen.people.duplicates.specs import spec
from tests.people.duplicates_made import people

SHARED = Path(os.environ.get("QUEN_TEST_DATA", ""))
needs_data = pytest.mark.skipif(
    not (SHARED / "dedupe_febrl").is_dir(),
    reason="QUEN_TEST_DATA names no folder with dedupe_febrl",
)

FEBRL = spec(
    ("name", "name"), ("birth", "day"), ("number", "sign"), ("street", "text"), ("place", "text"),
    ("post", "sign"),
)  # fmt: skip
FAKE = spec(("name", "name"), ("birth", "day"), ("city", "text"), ("email", "mails"))
MADE = spec(
    ("name", "name"), ("phones", "phones"), ("emails", "mails"), ("birthday", "day"),
    ("company", "name"), ("province", "text"),
)  # fmt: skip


def rows(path):
    with (SHARED / path).open(encoding="utf-8") as file:
        return [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(file)]


def febrl(row):
    return {
        "name": f"{row['given_name']} {row['surname']}",
        "birth": row["date_of_birth"],
        "number": row["soc_sec_id"],
        "street": f"{row['street_number']} {row['address_1']}",
        "place": row["suburb"],
        "post": row["postcode"],
    }


def fake(row):
    name = f"{row['first_name']} {row['surname']}"
    return {"name": name, "birth": row["dob"], "city": row["city"], "email": row["email"]}


def figures(fields, facts, who):
    """Pairwise F1, and how many of a thousand pairs that are held for the same are not."""
    records = [fields.prepared(one) for one in facts]
    found = {(one.one, one.other) for one in search(records, fields)}
    same = defaultdict(list)
    for at, one in enumerate(who):
        same[one].append(at)
    true = {pair for group in same.values() for pair in combinations(group, 2)}
    right = len(found & true)
    precision, recall = right / len(found), right / len(true)
    return 2 * precision * recall / (precision + recall), 1000 * (1 - precision)


@needs_data
@pytest.mark.parametrize(
    "files", [("dataset1.csv",), ("dataset4a.csv", "dataset4b.csv")], ids=["1", "4"]
)
def test_febrl(files):
    """Measured: F1 1.000 in both, no wrong pair."""
    data = [row for name in files for row in rows(f"dedupe_febrl/{name}")]
    who = [re.match(r"rec-(\d+)", row["rec_id"])[1] for row in data]
    f1, wrong = figures(FEBRL, map(febrl, data), who)
    assert f1 >= 0.98
    assert wrong <= 5


@needs_data
def test_fake_1000():
    """Measured: F1 0.838, 4.1 wrong of 1,000."""
    data = rows("dedupe_fake_1000/fake_1000.csv")
    f1, wrong = figures(FAKE, map(fake, data), [row["cluster"] for row in data])
    assert f1 >= 0.80
    assert wrong <= 15


def test_made_people_of_vietnam_and_thailand():
    """Measured: F1 0.935, 25 wrong of 1,000; what is missed has little more in common than a name."""
    made = people(3_000)
    f1, wrong = figures(MADE, [one.facts for one in made], [one.who for one in made])
    assert f1 >= 0.90
    assert wrong <= 35
