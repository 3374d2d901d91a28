"""Orders: placed, scheduled, paid in parts, credited, cancelled; their sums are those of their rows."""

import random
import re
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from quen.commerce.actions.orders import cancel_order, place_order, set_schedule
from quen.commerce.actions.payments import add_payment, use_credit, void_payment
from quen.commerce.actions.refunds import (
    issue_credit_note,
    keep_as_credit,
    refund_credit,
    refund_order,
)
from quen.commerce.models import (
    Allocation,
    CreditNote,
    Instalment,
    Order,
    Payment,
    Refund,
)
from quen.commerce.references import checked, fits
from quen.kit.refused import Refused
from quen.sales.actions.deciding import accept_quote
from quen.sales.actions.lines import set_lines
from quen.sales.actions.orders import order_from_deal, order_from_quote
from quen.sales.actions.quotes import draft_quote, send_quote
from quen.sales.models import DealOrder
from quen.timeline.reading import timeline_of

STEEL = {"name": "Thép hình", "quantity": "2", "unit_price": "500000", "vat_percent": "10"}


def pay(order, amount, by, **facts) -> Payment:
    return add_payment(Decimal(amount), order.currency, by=by, orders=[(order, None)], **facts)


def fresh(it):
    it.refresh_from_db()
    return it


def kinds(it, user) -> list[str]:
    return [line.kind for line in timeline_of(it, user)[0]]


def adds_up(order: Order) -> None:
    """An order says of itself exactly what its rows say."""
    it = Order.objects.get(pk=order.pk)
    zero = Decimal(0)
    total = lambda rows: rows.aggregate(told=Sum("amount"))["told"] or zero  # noqa: E731
    assert it.paid == total(Allocation.objects.filter(order=it))
    assert it.credited == total(CreditNote.objects.filter(order=it))
    parts = list(Instalment.objects.filter(order=it))
    assert sum(part.amount for part in parts) == it.total
    if it.state != Order.State.CANCELLED:
        assert sum(part.open_amount for part in parts) == it.open_amount
        assert (it.state == Order.State.PAID) == (it.open_amount == 0)
    for one in Payment.objects.all():
        assert one.allocated == total(Allocation.objects.filter(payment=one))
        assert one.refunded == total(Refund.objects.filter(payment=one))
        assert one.voided_at or one.credit + one.allocated + one.refunded == one.amount


def test_an_order_gets_its_number_its_reference_and_its_sums(order, office, contact):
    assert re.fullmatch(r"DH-\d{4}-0001", order.number)
    assert order.reference == checked(order.number)
    assert (order.net, order.vat, order.total) == (1000000, 100000, 1100000)
    part = Instalment.objects.get()
    assert (part.amount, part.due_on) == (order.total, order.ordered_on + timedelta(days=7))
    assert order.customer["name"] == "Nguyễn Thị Hồng"
    assert "order.placed" in kinds(order, office.binh)
    assert "order.placed" in kinds(contact, office.binh)


def test_a_wrong_sign_or_two_in_the_wrong_order_never_give_another_reference():
    for number in (42, 43, 420, 1000, 9999):
        told = checked(f"DH-2026-{number:04d}")
        assert fits(told)
        for at in range(len(told)):
            for sign in "0123456789ABD":
                changed = f"{told[:at]}{sign}{told[at + 1 :]}"
                assert changed == told or not fits(changed)
        for at in range(2, len(told) - 1):
            swapped = f"{told[:at]}{told[at + 1]}{told[at]}{told[at + 2 :]}"
            assert swapped == told or not fits(swapped)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"lines": [STEEL]}, "contact_id"),
        ({"lines": []}, "lines"),
        ({"lines": [{"name": "Quà", "unit_price": "0"}]}, "lines"),
        ({"lines": [{"name": "Thép"}]}, "line_0_unit_price"),
        ({"lines": [STEEL], "schedule": []}, "schedule"),
        ({"lines": [STEEL], "schedule": [{"due_on": "x", "share": "100%"}]}, "part_0_due_on"),
    ],
)
def test_an_order_that_cannot_be_is_refused_and_takes_no_number(facts, key, contact, office):
    whose = {} if key == "contact_id" else {"contact": contact}
    with pytest.raises(Refused) as refused:
        place_order(by=office.binh, **whose, **facts)
    assert key in refused.value.errors
    assert not Order.objects.exists()
    placed = place_order(by=office.binh, contact=contact, lines=[STEEL])
    assert placed.number.endswith("-0001")


def test_a_schedule_in_percent_adds_up_to_the_last_dong(contact, office):
    line = STEEL | {"quantity": "1", "unit_price": "1000001", "vat_percent": "none"}
    thirds = [{"due_on": f"2030-0{n}-01", "share": "33,33 %"} for n in (1, 2)]
    parts = [*thirds, {"due_on": "2030-03-01", "share": "33,34 %"}]
    it = place_order(by=office.binh, contact=contact, lines=[line], schedule=parts, reads="vi")
    assert [p.amount for p in it.instalments.all()] == [333300, 333300, 333401]
    rest = [{"due_on": "2030-01-01", "share": "300k"}, {"due_on": "2030-02-01", "share": ""}]
    set_schedule(it, rest, by=office.binh)
    assert [p.amount for p in it.instalments.all()] == [300000, 700001]
    with pytest.raises(Refused) as refused:
        set_schedule(it, [{"due_on": "2030-01-01", "share": "90%"}], by=office.binh)
    assert set(refused.value.errors) == {"schedule"}


def test_parts_are_paid_from_the_first_on_and_the_last_makes_it_paid(order, office, contact):
    halves = [{"due_on": "2030-01-01", "share": "40%"}, {"due_on": "2030-02-01", "share": "60%"}]
    set_schedule(order, halves, by=office.binh)
    pay(order, 500000, office.binh)
    assert [p.paid for p in order.instalments.all()] == [440000, 60000]
    assert (fresh(order).state, order.open_amount) == ("open", 600000)
    pay(order, 600000, office.binh)
    assert fresh(order).state == "paid"
    adds_up(order)
    told = kinds(contact, office.binh)
    assert told.count("payment.received") == 2
    assert told.count("order.paid") == 1


def test_what_is_paid_too_much_is_the_customers_credit_and_pays_the_next_order(
    order, office, contact
):
    much = pay(order, 1500000, office.binh)
    assert (fresh(much).allocated, much.credit) == (1100000, 400000)
    second = place_order(by=office.binh, contact=contact, lines=[STEEL])
    use_credit(much, second, by=office.binh)
    assert (fresh(second).paid, fresh(much).credit) == (400000, 0)
    with pytest.raises(Refused):
        use_credit(much, second, by=office.binh)
    adds_up(second)


def test_a_deposit_waits_for_an_order_and_pays_for_nobody_else(contact, office):
    deposit = add_payment(Decimal(300000), "VND", by=office.binh, contact=contact, method="cash")
    assert deposit.credit == 300000
    order = place_order(by=office.binh, contact=contact, lines=[STEEL])
    use_credit(deposit, order, by=office.binh)
    assert fresh(order).open_amount == 800000
    assert refused_words(lambda: refund_credit(fresh(deposit), by=office.binh))


def refused_words(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value.message)


def test_a_cancelled_order_says_what_is_to_be_refunded_and_gives_it_back(order, office, contact):
    pay(order, 700000, office.binh)
    cancel_order(order, by=office.binh, reason="Đổi ý")
    assert (fresh(order).open_amount, order.to_refund) == (0, 700000)
    assert refused_words(lambda: pay(order, 1, office.binh))
    assert refused_words(lambda: refund_order(order, Decimal(700001), by=office.binh))
    refund_order(order, Decimal(200000), by=office.binh)
    keep_as_credit(order, by=office.binh)
    assert fresh(order).to_refund == 0
    assert Payment.objects.get().credit == 500000
    refund_credit(Payment.objects.get(), by=office.binh)
    assert Payment.objects.get().credit == 0
    adds_up(order)
    told = kinds(contact, office.binh)
    assert told.count("payment.refunded") == 2
    assert "order.cancelled" in told


def test_a_credit_note_bears_its_own_number_and_can_make_an_order_paid(order, office):
    pay(order, 1000000, office.binh)
    note = issue_credit_note(order, Decimal(100000), by=office.binh, reason="Hàng xước")
    assert re.fullmatch(r"GTL-\d{4}-0001", note.number)
    assert fresh(order).state == "paid"
    issue_credit_note(order, Decimal(300000), by=office.binh, reason="Trả lại")
    assert fresh(order).to_refund == 300000
    refund_order(order, by=office.binh)
    assert (fresh(order).paid, order.to_refund, order.state) == (700000, 0, "paid")
    assert refused_words(
        lambda: issue_credit_note(order, Decimal(700001), by=office.binh, reason="x")
    )
    adds_up(order)


def test_a_payment_taken_back_opens_its_order_again(order, office):
    paid = pay(order, 1100000, office.binh)
    void_payment(paid, by=office.binh)
    assert (fresh(order).state, order.paid, order.paid_at) == ("open", 0, None)
    assert refused_words(lambda: void_payment(paid, by=office.binh))
    adds_up(order)


@pytest.mark.parametrize("amount", ["0", "-5", "0.5", "NaN", "1e15"])
def test_an_amount_that_cannot_be_is_refused(amount, order, office):
    with pytest.raises(Refused):
        pay(order, amount, office.binh)
    assert not Payment.objects.exists()


def test_the_database_refuses_what_no_action_would_do(order, office):
    paid = pay(order, 1100000, office.binh)
    wrong = (
        lambda: Order.objects.filter(pk=order.pk).update(paid=1100001),
        lambda: Order.objects.filter(pk=order.pk).update(paid=5),
        lambda: Payment.objects.filter(pk=paid.pk).update(allocated=1100001),
        lambda: Allocation.objects.create(payment=paid, order=order, amount=1),
        lambda: Instalment.objects.filter(order=order).update(paid=1100001),
    )
    for act in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_hold_whatever_is_done_in_whatever_order(seed, contact, office):
    """Forty operations, most of them real, some refused: what an order says is what its rows say."""
    dice = random.Random(seed)
    by = office.binh
    orders = [place_order(by=by, contact=contact, lines=[STEEL]) for _n in range(2)]

    def amount() -> Decimal:
        return Decimal(dice.randrange(1, 13) * 100000)

    def some_payment():
        return dice.choice([*Payment.objects.all(), None])

    acts = (
        lambda it: pay(it, amount(), by),
        lambda it: pay(it, amount(), by),
        lambda it: issue_credit_note(it, amount() / 4, by=by, reason="x"),
        lambda it: refund_order(it, amount(), by=by),
        lambda it: keep_as_credit(it, by=by),
        lambda it: (one := some_payment()) and void_payment(one, by=by),
        lambda it: (one := some_payment()) and use_credit(one, it, by=by),
        lambda it: (one := some_payment()) and refund_credit(one, by=by),
        lambda it: dice.random() < 0.2 and cancel_order(it, by=by),
    )
    done = 0
    for _n in range(40):
        it = dice.choice(orders)
        try:
            dice.choice(acts)(it)
            done += 1
        except Refused:
            pass
        for one in orders:
            adds_up(one)
    assert done > 10


def test_an_accepted_quote_is_ordered_once_and_its_deal_hears_of_it(deal, office):
    set_lines(deal, [STEEL], by=office.binh)
    quote = send_quote(draft_quote(deal, by=office.binh), by=office.binh)
    assert refused_words(lambda: order_from_quote(quote, by=office.binh))
    accept_quote(quote, name="Hồng", proof={})
    order = order_from_quote(quote, by=office.binh)
    assert (order.total, order.owner) == (quote.total, deal.owner)
    assert refused_words(lambda: order_from_quote(quote, by=office.binh))
    assert Order.objects.count() == 1
    pay(order, 1100000, office.binh)
    told = kinds(deal, office.binh)
    for kind in ("order.placed", "payment.received", "order.paid"):
        assert kind in told


def test_a_deals_products_are_ordered_and_again_only_once_that_is_cancelled(deal, office):
    assert refused_words(lambda: order_from_deal(deal, by=office.binh))
    set_lines(deal, [STEEL], by=office.binh)
    order = order_from_deal(deal, by=office.binh)
    assert refused_words(lambda: order_from_deal(deal, by=office.binh))
    cancel_order(order, by=office.binh)
    assert order_from_deal(deal, by=office.binh).number != order.number
    assert DealOrder.objects.filter(deal=deal).count() == 2


def at_once(*acts) -> list[str]:
    """Each in a thread with a connection of its own; gives "done" or "refused" of each."""
    told: list[str] = []

    def run(act) -> None:
        try:
            act()
            told.append("done")
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    [one.start() for one in threads]
    [one.join() for one in threads]
    return sorted(told)


postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time"
)


@postgres
@pytest.mark.django_db(transaction=True)
def test_of_payments_at_once_none_is_laid_twice(order, office):
    told = at_once(*[lambda: pay(order, 1100000, office.binh)] * 4)
    assert told.count("done") >= 1
    assert fresh(order).paid == order.total
    assert sum(one.amount for one in Allocation.objects.all()) == order.total
    adds_up(order)


@postgres
@pytest.mark.django_db(transaction=True)
def test_a_refund_and_a_credit_at_once_give_the_money_back_once(order, office):
    pay(order, 1100000, office.binh)
    cancel_order(order, by=office.binh)
    told = at_once(
        lambda: refund_order(order, by=office.binh), lambda: keep_as_credit(order, by=office.binh)
    )
    assert told == ["done", "refused"]
    adds_up(order)


@postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_order_a_quote_at_once_one_does(deal, office):
    set_lines(deal, [STEEL], by=office.binh)
    quote = send_quote(draft_quote(deal, by=office.binh), by=office.binh)
    accept_quote(quote, name="Hồng", proof={})
    assert at_once(*[lambda: order_from_quote(quote, by=office.binh)] * 2) == ["done", "refused"]
    assert Order.objects.count() == 1
