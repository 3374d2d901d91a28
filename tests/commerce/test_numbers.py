"""Numbers of documents: no gaps, no doubles, whatever happens at once and whatever pattern is chosen."""

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse

from quen.commerce.actions.bank_lines import take_transfer
from quen.commerce.actions.numbering import change_pattern, next_number
from quen.commerce.actions.orders import place_order
from quen.commerce.models import IssuedNumber, NumberPattern
from quen.commerce.numbering import KINDS, problem_of, usual, written
from quen.commerce.statements.reading import Told
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace, today
from quen.timeline.models import Event
from tests.commerce.test_orders import STEEL

DAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
at_once = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time"
)


def numbers(count: int, kind="quote", day=DAY) -> list[str]:
    with transaction.atomic():
        return [next_number(kind, day=day) for _n in range(count)]


def test_numbers_count_up_by_kind_and_begin_again_every_year(office):
    assert numbers(2) == ["BG-2026-0001", "BG-2026-0002"]
    assert numbers(1, "order") == ["DH-2026-0001"]
    assert numbers(1, day=date(2027, 1, 1)) == ["BG-2027-0001"]
    assert numbers(1, day=date(2026, 12, 31)) == ["BG-2026-0003"]


def test_thailand_writes_the_buddhist_year(office):
    change_workspace(country="TH")
    assert numbers(1) == ["QT-2569-0001"]
    assert numbers(1, "invoice") == ["INV-2569-0001"]


def test_a_document_that_is_taken_back_gives_its_number_free(office):
    assert numbers(1) == ["BG-2026-0001"]
    with transaction.atomic():
        assert next_number("quote", day=DAY) == "BG-2026-0002"
        transaction.set_rollback(True)
    assert numbers(1) == ["BG-2026-0002"]
    assert IssuedNumber.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_belongs_in_a_transaction():
    with pytest.raises(RuntimeError):
        next_number("quote", day=DAY)
    with pytest.raises(LookupError), transaction.atomic():
        next_number("poem", day=DAY)


class Clerk(threading.Thread):
    """Writes documents on a connection of its own, and takes every third of them back."""

    def __init__(self, start: threading.Barrier) -> None:
        super().__init__()
        self.begin, self.kept = start, []

    def run(self) -> None:
        try:
            self.begin.wait(10)
            for n in range(12):
                self.document(back=n % 3 == 2)
        finally:
            connection.close()

    def document(self, *, back: bool) -> None:
        try:
            with transaction.atomic():
                number = next_number("invoice", day=DAY)
                if back:
                    raise ZeroDivisionError
            self.kept.append(number)
        except ZeroDivisionError:
            return


@at_once
@pytest.mark.django_db(transaction=True)
def test_clerks_who_write_at_once_leave_no_gap_and_no_double():
    begin = threading.Barrier(5)
    clerks = [Clerk(begin) for _n in range(5)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(30)
    given = sorted(number for clerk in clerks for number in clerk.kept)
    assert given == [f"HD-2026-{n:04d}" for n in range(1, 41)]


CLERK = """
import sys
import django
django.setup()
from datetime import date
from django.db import transaction
from quen.commerce.actions.numbering import next_number
for n in range(12):
    with transaction.atomic():
        number = next_number("invoice", day=date(2026, 11, 22))
        transaction.set_rollback(n % 3 == 2)
    if n % 3 != 2:
        print(number)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has clerks of its own")
def test_clerks_in_processes_of_their_own_leave_no_gap_on_sqlite_either(tmp_path):
    """Slow: three programs start, on a copy of the tests' database."""
    with sqlite3.connect(tmp_path / "quen.sqlite3") as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    facts = {"QUEN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "quen.config.settings"}
    begin = [sys.executable, "-c", CLERK]
    clerks = [
        subprocess.Popen(begin, env={**own, **facts}, cwd=ROOT, text=True, stdout=subprocess.PIPE)
        for _n in range(3)
    ]
    told = [clerk.communicate(timeout=60)[0].split() for clerk in clerks]
    given = sorted(number for lines in told for number in lines)
    assert given == [f"HD-2026-{n:04d}" for n in range(1, 25)]


@at_once
@pytest.mark.django_db(transaction=True)
def test_whoever_wants_a_number_waits_for_the_one_before():
    told: list[str] = []

    def ask():
        told.extend(numbers(1))
        connection.close()

    with transaction.atomic():
        first = next_number("quote", day=DAY)
        other = threading.Thread(target=ask)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert (first, told) == ("BG-2026-0001", ["BG-2026-0002"])


def test_a_changed_pattern_goes_on_counting_and_never_reuses_a_number(office):
    now = today()
    first = numbers(3, day=now)
    change_pattern("quote", by=office.giang, pattern="{yy}{month}/{number:3}", reset="year")
    second = numbers(2, day=now)
    assert second[0] == f"{now:%y%m}/004"
    change_pattern("quote", by=office.giang, pattern="Q{year}-{month}-{number:3}", reset="month")
    third = numbers(1, day=now)
    assert third == [f"Q{now:%Y-%m}-006"]
    change_pattern("quote", by=office.giang, pattern="BG-{year}-{number:4}", reset="year")
    fourth = numbers(2, day=now)
    every = [*first, *second, *third, *fourth]
    assert len(set(every)) == len(every)
    assert Event.objects.filter(kind="number_pattern.changed").count() == 3


def test_a_number_of_an_older_pattern_is_passed_over(office):
    assert numbers(1, day=date(2026, 1, 5)) == ["BG-2026-0001"]
    change_pattern("quote", by=office.giang, pattern="BG-2026-{number:4}", reset="never")
    with transaction.atomic():
        IssuedNumber.objects.create(kind="quote", number="BG-2026-0002", day=DAY)
    given = numbers(2, day=DAY)
    assert not {"BG-2026-0001", "BG-2026-0002"} & set(given)


@pytest.mark.parametrize(
    ("pattern", "reset"),
    [
        ("", "year"),
        ("BG-{year}", "year"),
        ("BG-{number}", "year"),
        ("BG-{year}-{number}", "month"),
        ("{number}{number}", "never"),
        ("BG-{day}-{number}", "never"),
        ("BG-{number:12}", "never"),
        ("<b>{number}", "never"),
        ("B" * 40 + "{number}", "never"),
    ],
)
def test_a_pattern_that_cannot_count_is_refused(office, pattern, reset):
    assert problem_of("quote", pattern, reset)
    with pytest.raises(Refused):
        change_pattern("quote", by=office.giang, pattern=pattern, reset=reset)


@pytest.mark.parametrize("pattern", ["{number}", "{number:4}", "D{number:4}", "ใบ-{number:5}"])
def test_orders_do_not_get_numbers_that_any_transfer_bears_by_chance(office, pattern):
    with pytest.raises(Refused) as refused:
        change_pattern("order", by=office.giang, pattern=pattern, reset="never")
    assert "6 letters and digits" in str(refused.value.message)
    change_pattern("quote", by=office.giang, pattern=pattern, reset="never")


@pytest.mark.parametrize("country", ["VN", "TH", "SG"])
def test_the_usual_patterns_and_short_ones_that_are_long_enough_hold(office, country):
    change_workspace(country=country)
    for kind in KINDS:
        it = usual(kind)
        assert not problem_of(kind, it.pattern, it.reset)
    assert not problem_of("order", "{yy}{number:4}", "year")


def test_every_token_is_filled_in():
    pattern = "{year}/{yy}/{byear}/{month}/{number:6}"
    assert written(pattern, 42, DAY) == "2026/26/2569/11/000042"
    assert written("HĐ {number}", 7, DAY) == "HĐ 7"


def test_patterns_are_changed_in_the_settings_with_an_example(client, office):
    client.force_login(office.giang)
    assert "BG-" in client.get(reverse("commerce:numbers")).content.decode()
    example = reverse("commerce:number_example", args=["order"])
    shown = client.get(example, {"pattern": "SO{number:5}", "reset": "never"}).content.decode()
    assert "SO00001" in shown
    assert not NumberPattern.objects.exists()
    url = reverse("commerce:number", args=["order"])
    assert client.post(url, {"pattern": "SO", "reset": "never"}).status_code == 422
    assert client.post(url, {"pattern": "SO{number:5}", "reset": "never"}).status_code == 302
    assert numbers(1, "order") == ["SO00001"]
    assert client.get(reverse("commerce:number_example", args=["poem"])).status_code == 404
    client.force_login(office.binh)
    assert client.get(reverse("commerce:numbers")).status_code == 403
    assert client.post(url, {"pattern": "X{number}", "reset": "never"}).status_code == 403


def test_an_order_of_a_short_pattern_that_stands_is_paid_where_it_is_meant(
    office, contact, account
):
    NumberPattern.objects.create(kind="order", pattern="{number:4}", reset="never")
    it = place_order(by=office.binh, contact=contact, lines=[STEEL])
    for text, amount, state in (
        (f"MBVCB.5839{it.reference}1.TRAN VAN A chuyen tien", 750000, "waiting"),
        (f"MBVCB.5839{it.reference}1.TRAN VAN A chuyen tien", 1100000, "waiting"),
        (f"MBVCB.58391.thanh toan {it.reference}", 1100000, "matched"),
    ):
        told = Told(today(), Decimal(amount), text)
        assert take_transfer(account, told, by=office.giang)[0].state == state
