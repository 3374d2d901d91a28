"""Rows written below the ORM stand in the tables as the ORM would have written them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction

from quen.fields.models import SearchPhone, SearchRow, Value
from quen.kit import rows
from quen.people.models import Contact, Stage
from quen.sales.models import Deal

HANOI = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=HANOI)


def contact(stage, **facts) -> Contact:
    plain = {
        "full_name": "Đặng\t\\N “Thái”",
        "name_key": "x",
        "stage": stage,
        "custom": {"a": ["ñ", 1, None]},
    }
    moments = dict.fromkeys(
        ("stage_entered_at", "last_activity_at", "created_at", "updated_at"), AT
    )
    return Contact(**plain | moments | facts)


def stored(table: str, pk: int) -> list:
    """The raw values, but for the id."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [pk])  # noqa: S608
        names = [column[0] for column in cursor.description]
        return [v for name, v in zip(names, cursor.fetchone(), strict=True) if name != "id"]


def same(one: list, other: list) -> bool:
    """JSON may be spelt with other blanks."""
    return [str(v).replace(" ", "") for v in one] == [str(v).replace(" ", "") for v in other]


@pytest.mark.parametrize("count", [1, 60])
def test_new_instances_stand_as_saved_ones_and_know_their_ids(count, stages, pipeline):
    stage = Stage.objects.first()
    saved = contact(stage)
    saved.custom = {"a": ["n", 1, None]}  # Django writes ñ as an escape, we do not: both are JSON
    saved.save()
    made = [contact(stage, custom={"a": ["n", 1, None]}, score=n) for n in range(count)]
    rows.insert_all(made)
    assert len({it.pk for it in made}) == count
    assert Contact.objects.get(pk=made[-1].pk).score == count - 1
    assert same(stored("people_contact", made[0].pk), stored("people_contact", saved.pk))
    later = contact(stage)
    later.save()
    assert later.pk > max(it.pk for it in made)


def test_every_kind_of_column_is_written_like_the_orm_does(stages, pipeline):
    first = pipeline.stages.first()
    facts = {
        "name": "A", "name_key": "a", "pipeline": pipeline, "stage": first, "amount": Decimal("12.50"),
        "expected_close_on": date(2026, 12, 1), "stage_entered_at": AT, "last_activity_at": AT,
        "created_at": AT, "updated_at": AT, "probability": 10,
    }  # fmt: skip
    saved, made = Deal(**facts), Deal(**facts)
    saved.save()
    rows.insert_all([made])
    assert same(stored("sales_deal", made.pk), stored("sales_deal", saved.pk))
    made.refresh_from_db()
    assert (made.amount, made.created_at) == (Decimal("12.50"), AT.astimezone(UTC))


@pytest.mark.parametrize("count", [1, 60])
def test_each_instance_gets_its_own_values_and_the_rest_stays(count, stages):
    stage = Stage.objects.first()
    made = [contact(stage) for _n in range(count)]
    rows.insert_all(made)
    for n, it in enumerate(made):
        it.job_title, it.custom, it.next_step_at = f"Job {n}", {"n": n}, AT if n % 2 else None
        it.full_name = "not written"
    rows.update_all(made, ["job_title", "custom", "next_step_at"])
    found = Contact.objects.in_bulk([it.pk for it in made])
    for n, it in enumerate(made):
        row = found[it.pk]
        assert (row.job_title, row.custom, row.full_name) == (
            f"Job {n}",
            {"n": n},
            "Đặng\t\\N “Thái”",
        )
        assert row.next_step_at == (AT if n % 2 else None)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite knows no lengths")
def test_what_is_too_long_is_refused_and_not_cut_off(stages):
    made = [contact(Stage.objects.first()) for _n in range(2)]
    rows.insert_all(made)
    made[0].job_title = "x" * 121
    with pytest.raises(DataError), transaction.atomic():
        rows.update_all(made, ["job_title"])


def test_an_upsert_brings_up_to_date_what_stands(db):
    def row(record_id: int, title: str):
        return ("note", record_id, title, {"a": title}, title, "", title, "#knote", AT)

    columns = ("type", "record_id", "title", "parts", "norm", "loose", "words", "marks", "at")
    unique = ("type", "record_id")
    first = rows.upsert(SearchRow, columns, unique, [row(1, "one"), row(2, "two")])
    again = rows.upsert(SearchRow, columns, unique, [row(2, "zwei"), row(3, "drei")])
    ids = {record_id: pk for pk, _type, record_id in first}
    assert {record_id: pk for pk, _type, record_id in again}[2] == ids[2]
    assert dict(SearchRow.objects.values_list("record_id", "title")) == {
        1: "one",
        2: "zwei",
        3: "drei",
    }
    assert SearchRow.objects.get(record_id=2).parts == {"a": "zwei"}
    rows.insert(SearchPhone, ("row_id", "digits"), [(ids[1], "12"), (ids[2], "34")])
    assert set(SearchPhone.objects.values_list("row_id", "digits")) == {
        (ids[1], "12"),
        (ids[2], "34"),
    }


def test_nothing_to_write_is_no_statement(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        rows.insert(Value, ("field_id", "record_id"), [])
        rows.insert_all([])
        rows.update_all([], ["text"])
        assert rows.upsert(SearchRow, ("type",), ("type",), []) == []
