"""Reconciliation: files and webhooks of banks, booked once, by itself or by a person, and undone."""

import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.bank_lines import (
    book_line,
    foreign_line,
    match_waiting,
    take_transfer,
    undo_line,
)
from quen.commerce.actions.orders import place_order
from quen.commerce.actions.payments import void_payment
from quen.commerce.actions.statements import take_rows
from quen.commerce.models import BankLine, Order, Payment, StatementColumns, StatementRun
from quen.commerce.statements.columns import guessed
from quen.commerce.statements.reading import Told
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import today
from tests.commerce.test_orders import adds_up, at_once, fresh, postgres
from tests.counting import questions

STEEL = {"name": "Thép hình", "quantity": "1", "unit_price": "1000000", "vat_percent": "none"}
HEAD = "Ngày GD;Số tiền ghi nợ;Số tiền ghi có;Số dư;Nội dung"


@pytest.fixture
def order(contact, office) -> Order:
    """One line without VAT, so that amounts are round."""
    return place_order(by=office.binh, contact=contact, lines=[STEEL])


def told(text, amount=1000000, **facts) -> Told:
    return Told(today(), Decimal(amount), text, **facts)


def take_statement(account, rows, *, by) -> StatementRun:
    """As the worker does it with the rows of a file."""
    run = StatementRun.objects.create(
        account=account, user=by, name="saoke.csv", created_at=timezone.now()
    )
    return take_rows(run, rows)


def waiting_line(account, office, text="chuyen tien", amount=1000000) -> BankLine:
    take_statement(account, [told(text, amount)], by=office.giang)
    return BankLine.objects.latest("pk")


def statement(rows, *, encoding="utf-8", name="saoke.csv") -> SimpleUploadedFile:
    day = today().strftime("%d/%m/%Y")
    lines = [f"{day};{out};{credit};{balance};{text}" for out, credit, balance, text in rows]
    return SimpleUploadedFile(name, "\n".join([HEAD, *lines]).encode(encoding))


def test_a_transfer_with_the_reference_books_itself_and_the_rest_waits(account, order, office):
    rows = [told(f"CK {order.reference} thanks"), told("tien an"), told("ATM", -50000)]
    taken = take_statement(account, rows, by=office.giang)
    assert (taken.new, taken.out, taken.matched) == (2, 1, 1)
    assert fresh(order).state == "paid"
    booked = BankLine.objects.get(state="matched")
    assert (booked.by_itself, booked.payments.get().amount) == (True, 1000000)
    assert BankLine.objects.get(state="waiting").text == "tien an"
    adds_up(order)


def test_a_statement_again_or_one_that_overlaps_takes_nothing_twice(account, office):
    twins = [told("chuyen tien", balance=Decimal(5)), told("chuyen tien", balance=Decimal(9))]
    assert take_statement(account, twins, by=office.giang).new == 2
    again = take_statement(account, [*twins, told("Chuyển tiền")], by=office.giang)
    assert (again.new, again.known) == (1, 2)
    assert BankLine.objects.count() == 3


def test_a_webhook_and_the_statement_after_it_are_one_transfer(account, office):
    line, new = take_transfer(account, told("CK tien hang", external_id="FT1"), by=office.giang)
    assert new
    same, new = take_transfer(account, told("other words", external_id="FT1"), by=office.giang)
    assert (same, new) == (line, False)
    later = take_statement(account, [told("ck  TIỀN hàng", balance=Decimal(7))], by=office.giang)
    assert (later.new, later.known) == (0, 1)
    assert fresh(line).balance == 7
    _other, new = take_transfer(account, told("CK tien hang", external_id="FT2"), by=office.giang)
    assert new


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_banks_csv_is_read_in_its_encoding_and_its_columns_are_found(
    encoding, account, order, office, client
):
    client.force_login(office.giang)
    file = statement(
        [("", "1.000.000", "9.000.000", f"{order.reference} HONG"), ("20.000", "", "8.980.000", "phi")],
        encoding=encoding,
    )  # fmt: skip
    url = reverse("commerce:statement_import")
    assert client.post(url, {"account": account.pk, "file": file}).status_code == 302
    work_all()
    line = BankLine.objects.get()
    assert (line.amount, line.balance, line.state) == (1000000, 9000000, "matched")
    assert StatementColumns.objects.get().columns["credit"] == "Số tiền ghi có"


def test_a_workbook_is_read_like_a_csv(account, office, client):
    """Workbooks are unpacked by a process of their own, which takes a while to start."""
    book = Workbook()
    book.active.append(["Ngày giao dịch", "Ghi có", "Diễn giải", "Số tham chiếu"])
    book.active.append([today().isoformat(), 250000, "Tiền hàng", "FT9"])
    held = io.BytesIO()
    book.save(held)
    file = SimpleUploadedFile("saoke.xlsx", held.getvalue())
    client.force_login(office.giang)
    url = reverse("commerce:statement_import")
    assert client.post(url, {"account": account.pk, "file": file}).status_code == 302
    work_all()
    assert BankLine.objects.get().external_id == "FT9"


def test_columns_nobody_can_guess_are_asked_for_and_kept(account, office, client):
    client.force_login(office.giang)
    url = reverse("commerce:statement_import")
    body = f"A;B;C\n{today():%d/%m/%Y};500.000;tien hang\n".encode()
    send = lambda **more: client.post(  # noqa: E731
        url, {"account": account.pk, "file": SimpleUploadedFile("x.csv", body), **more}
    )
    asked = send()
    assert asked.status_code == 422
    assert 'name="external_id"' in asked.content.decode()
    assert send(day="A", amount="B", text="C").status_code == 302
    work_all()
    assert BankLine.objects.get().amount == 500000
    assert send().status_code == 302
    work_all()
    assert BankLine.objects.count() == 1


def test_what_is_no_table_is_refused_in_words(account, office, client):
    client.force_login(office.giang)
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4 x")
    told_ = client.post(reverse("commerce:statement_import"), {"account": account.pk, "file": file})
    assert told_.status_code == 422
    assert "no table" in told_.content.decode()


def test_columns_are_known_by_the_names_that_banks_give_them():
    names = ["STT", "Ngày GD", "Mô tả", "Ghi nợ", "Ghi có", "Số dư", "Số bút toán"]
    assert guessed(names) == {
        "day": "Ngày GD", "text": "Mô tả", "credit": "Ghi có", "balance": "Số dư",
        "external_id": "Số bút toán",
    }  # fmt: skip
    thai = guessed(["วันที่", "เงินเข้า", "รายละเอียด", "คงเหลือ"])
    assert set(thai) == {"day", "credit", "text", "balance"}


def test_a_person_books_for_several_orders_and_the_rest_is_credit(account, order, contact, office):
    second = place_order(by=office.binh, contact=contact, lines=[STEEL])
    line = waiting_line(account, office, amount=1500000)
    shares = [(order, Decimal(900000)), (second, Decimal(500000))]
    paid = book_line(line, shares, by=office.giang)
    assert (fresh(paid).allocated, paid.credit, fresh(line).state) == (1400000, 100000, "matched")
    for one in (order, second):
        adds_up(one)


def test_a_transfer_without_an_order_is_a_customers_deposit(account, contact, office):
    line = waiting_line(account, office)
    with pytest.raises(Refused):
        book_line(line, [], by=office.giang)
    assert fresh(line).state == "waiting"
    assert book_line(line, [], by=office.giang, contact=contact).credit == 1000000


def test_a_match_is_undone_and_stays_with_a_person(account, order, office):
    line = waiting_line(account, office, text=order.reference)
    assert line.state == "matched"
    undo_line(line, by=office.giang)
    assert (fresh(order).state, fresh(line).state) == ("open", "waiting")
    assert match_waiting(by=office.giang) == 0
    book_line(line, [(order, None)], by=office.giang)
    assert fresh(order).state == "paid"
    assert Payment.objects.standing().count() == 1
    adds_up(order)


def test_a_payment_taken_back_on_the_order_lets_its_transfer_wait_again(account, order, office):
    line = waiting_line(account, office, text=order.reference)
    void_payment(Payment.objects.get(bank_line=line), by=office.giang)
    assert (fresh(line).state, line.held_back) == ("waiting", True)
    assert match_waiting(by=office.giang) == 0


def test_a_transfer_that_is_no_customers_is_set_aside_and_can_come_back(account, office):
    line = foreign_line(waiting_line(account, office), by=office.giang)
    assert line.state == "foreign"
    with pytest.raises(Refused):
        foreign_line(line, by=office.giang)
    assert undo_line(line, by=office.giang).state == "waiting"


def test_the_queue_accepts_sets_aside_and_undoes(account, order, office, client):
    client.force_login(office.giang)
    line = waiting_line(account, office, text="tra no")
    queue = reverse("commerce:bank_lines")
    html = client.get(queue).content.decode()
    assert order.number in html
    assert "the amount" in html
    page = client.get(reverse("commerce:bank_line", args=[line.pk])).content.decode()
    assert order.number in page
    book = reverse("commerce:line_book", args=[line.pk])
    assert client.post(book, {"order": "DH-XX"}).status_code == 422
    assert client.post(book, {"order": order.number}).status_code == 302
    assert fresh(order).state == "paid"
    assert client.post(book, {"order": order.number}).status_code == 409
    assert order.number in client.get(f"{queue}?state=matched").content.decode()
    client.post(reverse("commerce:line_undo", args=[line.pk]))
    client.post(reverse("commerce:line_foreign", args=[line.pk]))
    assert fresh(line).state == "foreign"
    assert client.post(reverse("commerce:bank_match")).status_code == 302


def test_the_queue_costs_the_same_for_two_and_for_twenty(account, contact, office, client):
    client.force_login(office.giang)
    ask = lambda: client.get(reverse("commerce:bank_lines"))  # noqa: E731

    def fill(count: int) -> None:
        for n in range(count):
            place_order(by=office.binh, contact=contact, lines=[STEEL])
            take_statement(account, [told(f"khach {n} {count}")], by=office.giang)

    fill(2)
    few = questions(ask)
    fill(18)
    assert questions(ask) == few


@pytest.mark.parametrize(("who", "status"), [("giang", 200), ("binh", 403), ("em", 403)])
def test_who_sees_what_the_bank_tells(who, status, account, office, client):
    client.force_login(getattr(office, who))
    line = waiting_line(account, office)
    for url in (
        reverse("commerce:bank_lines"),
        reverse("commerce:bank_line", args=[line.pk]),
        reverse("commerce:statement_import"),
    ):
        assert client.get(url).status_code == status


def test_a_banks_webhook_pays_an_order_once_through_the_api(account, order, office, client):
    _token, key = add_token(office.giang, name="bank", by=None, scope="write")

    def send(**more):
        body = {
            "account_id": account.pk, "external_id": "FT77", "amount": "1000000",
            "day": today().isoformat(), "text": f"CK {order.reference}", **more,
        }  # fmt: skip
        return client.post(
            "/api/v1/bank-lines", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )  # fmt: skip

    first = send()
    assert (first.status_code, first.json()["state"]) == (201, "matched")
    assert first.json()["order_ids"] == [order.pk]
    again = send()
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert Payment.objects.count() == 1
    for wrong in (
        {"amount": "x"}, {"amount": "-5"}, {"external_id": ""}, {"day": "1.2."}, {"account_id": 999},
        {"account_id": True}, {"amount": "1.5", "external_id": "z"},
    ):  # fmt: skip
        assert send(**wrong).status_code in (400, 422), wrong
    _token, other = add_token(office.binh, name="x", by=None, scope="write")
    refused = client.post(
        "/api/v1/bank-lines", "{}", content_type="application/json",
        headers={"Authorization": f"Bearer {other}"},
    )  # fmt: skip
    assert refused.status_code == 403


@postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_people_with_one_transfer_one_books_it(account, order, contact, office):
    second = place_order(by=office.binh, contact=contact, lines=[STEEL])
    line = waiting_line(account, office)
    told_ = at_once(
        lambda: book_line(line, [(order, None)], by=office.giang),
        lambda: book_line(line, [(second, None)], by=office.giang),
    )
    assert told_ == ["done", "refused"]
    assert Payment.objects.standing().count() == 1
    for one in (order, second):
        adds_up(one)


@postgres
@pytest.mark.django_db(transaction=True)
def test_a_webhook_and_a_statement_at_once_are_one_transfer(account, order, office):
    hook = told(f"CK {order.reference}", external_id="FT5")
    row = told(f"CK {order.reference}", balance=Decimal(100))
    acts = [lambda: take_transfer(account, hook, by=office.giang)] * 2
    acts += [lambda: take_statement(account, [row], by=office.giang)] * 2
    assert at_once(*acts) == ["done"] * 4
    assert BankLine.objects.count() == 1
    assert Payment.objects.count() == 1
    assert connection.vendor == "postgresql"
    adds_up(order)
