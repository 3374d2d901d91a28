"""Files of banks are taken in by the worker: in batches, once, however often it is killed."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.commerce.actions import statements
from quen.commerce.actions.orders import place_order
from quen.commerce.models import BankLine, StatementRun
from quen.kit.leases import LostLease
from quen.kit.worker import work_all
from quen.kit.workspace import today
from quen.timeline.models import Event
from tests.commerce.test_reconciliation import HEAD, STEEL, statement

IMPORT = "commerce:statement_import"


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(statements, "STEP", 3)


@pytest.fixture
def run(account, office, client):
    """A file of ten transfers, two of them alike in different batches, that waits for the worker."""
    rows = [("", "100.000", "", f"khach {n}") for n in range(8)]
    rows = [
        ("", "50.000", "", "nuoc"),
        *rows,
        ("", "50.000", "", "nuoc"),
        ("20.000", "", "", "phi"),
    ]
    client.force_login(office.giang)
    given = {"account": account.pk, "file": statement(rows)}
    told = client.post(reverse(IMPORT), given)
    run = StatementRun.objects.get()
    assert told.url == reverse("commerce:statement_run", args=[run.pk])
    return run


def shown(client, run) -> str:
    return client.get(reverse("commerce:statement_run", args=[run.pk])).content.decode()


def test_the_request_takes_nothing_and_the_page_tells_how_far_the_worker_is(run, client):
    assert not BankLine.objects.exists()
    assert "hx-trigger" in shown(client, run)
    work_all()
    run.refresh_from_db()
    assert (run.state, run.new, run.known, run.out) == ("done", 10, 0, 1)
    assert (run.position, run.total, run.path, run.seen) == (11, 11, "", [])
    page = shown(client, run)
    assert "11 / 11" in page
    assert "every 1s" not in page
    assert run.name in client.get(reverse(IMPORT)).content.decode()
    assert Event.objects.filter(kind="statement.imported").get().data["new"] == 10


def test_a_killed_worker_goes_on_and_no_line_is_taken_twice_or_lost(run, monkeypatch):
    taken = []
    take = statements.take_told

    def dies(*given):
        taken.append(given)
        if len(taken) == 8:
            raise KeyboardInterrupt
        return take(*given)

    monkeypatch.setattr(statements, "take_told", dies)
    with pytest.raises(KeyboardInterrupt):
        statements.read_statement.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.position, BankLine.objects.count()) == ("taking", 6, 6)
    statements.read_statement.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.new, run.known, BankLine.objects.count()) == ("done", 10, 0, 10)
    statements.read_statement.func(run.pk)
    assert Event.objects.filter(kind="statement.imported").count() == 1


def test_of_two_workers_with_one_file_the_slower_ones_batch_fails(run):
    slow = StatementRun.objects.select_related("user", "account").get()
    rows = statements._rows(slow)
    statements.read_statement.func(run.pk)
    with pytest.raises(LostLease):
        statements.take_rows(slow, rows)
    assert BankLine.objects.count() == 10


def test_a_worker_that_dies_while_matching_books_nothing_twice(
    contact, account, office, client, monkeypatch
):
    orders = [place_order(by=office.binh, contact=contact, lines=[STEEL]) for _n in range(5)]
    rows = [("", "1.000.000", "", f"CK {order.reference}") for order in orders]
    client.force_login(office.giang)
    client.post(reverse(IMPORT), {"account": account.pk, "file": statement(rows)})
    match = statements.match_some
    asked = []

    def dies(*given, **more):
        asked.append(given)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return match(*given, **more)

    monkeypatch.setattr(statements, "match_some", dies)
    run = StatementRun.objects.get()
    with pytest.raises(KeyboardInterrupt):
        statements.read_statement.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.matched) == ("matching", 3)
    statements.read_statement.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.matched) == ("done", 5)
    assert all(order.open_amount == 0 for order in type(orders[0]).objects.all())


def test_rows_that_cannot_be_read_are_told_and_a_file_that_is_gone_too(account, office, client):
    day = today().strftime("%d/%m/%Y")
    body = f"{HEAD}\n{day};;nhieu;;A\n{day};;90.000;;B\n".encode()
    client.force_login(office.giang)
    client.post(reverse(IMPORT), {"account": account.pk, "file": SimpleUploadedFile("a.csv", body)})
    work_all()
    run = StatementRun.objects.get()
    assert (run.new, run.faulty, run.faults[0][0]) == (1, 1, 1)
    assert "1 row cannot be read" in shown(client, run)
    client.post(reverse(IMPORT), {"account": account.pk, "file": SimpleUploadedFile("b.csv", body)})
    other = StatementRun.objects.latest("pk")
    default_storage.delete(other.path)
    work_all()
    other.refresh_from_db()
    assert (other.state, "not there any more" in shown(client, other)) == ("failed", True)


def test_ten_thousand_lines_are_not_read_in_the_request(account, office, client, monkeypatch):
    """The request looks at the header alone: what it asks of the database does not grow with the file."""
    rows = [("", f"{n}.000", "", f"khach {n}") for n in range(1, 10_001)]
    monkeypatch.setattr(statements, "told_in", None)
    client.force_login(office.giang)
    told = client.post(reverse(IMPORT), {"account": account.pk, "file": statement(rows)})
    assert told.status_code == 302
    assert StatementRun.objects.get().position == 0


def test_who_may_not_reconcile_sees_no_run(run, office, client):
    client.force_login(office.binh)
    assert client.get(reverse("commerce:statement_run", args=[run.pk])).status_code == 403
