"""A form about money that is sent twice is booked once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.rights import refresh
from quen.commerce.actions.refunds import issue_credit_note
from quen.commerce.models import CreditNote, Payment, Refund
from quen.kit.idempotency import forget_answers
from quen.kit.models import KeptAnswer
from quen.kit.workspace import today
from tests.commerce.test_orders import at_once, fresh, pay, postgres

TWICE = "nothing was booked twice"
PAYMENT = {"amount": "100000", "received_on": "2026-01-05", "method": "cash"}


@pytest.fixture
def giang(office, client):
    client.force_login(office.giang)
    return client


def key_on(order, client) -> str:
    """The key of the forms on an order's page as it is drawn now."""
    html = client.get(reverse("commerce:order", args=[order.pk])).content.decode()
    return re.search(r'name="form_key" value="(\w+)"', html)[1]


def test_a_payment_that_is_sent_twice_is_booked_once(order, giang):
    url = reverse("commerce:payment_add", args=[order.pk])
    sent = {**PAYMENT, "form_key": key_on(order, giang)}
    assert TWICE not in giang.post(url, sent, follow=True).content.decode()
    assert TWICE in giang.post(url, sent, follow=True).content.decode()
    assert fresh(order).paid == 100000
    giang.post(url, {**PAYMENT, "form_key": key_on(order, giang)})
    assert fresh(order).paid == 200000


@postgres
@pytest.mark.django_db(transaction=True)
def test_a_payment_that_four_tabs_send_in_one_moment_is_booked_once(order, giang):
    url = reverse("commerce:payment_add", args=[order.pk])
    sent = {**PAYMENT, "form_key": key_on(order, giang)}
    answers = []

    def send() -> None:
        tab = Client()
        tab.cookies = giang.cookies
        answers.append(tab.post(url, sent).status_code)

    at_once(*[send] * 4)
    assert answers == [302] * 4
    assert Payment.objects.count() == 1
    assert fresh(order).paid == 100000


def test_what_was_refused_can_be_sent_again(order, giang):
    url = reverse("commerce:payment_add", args=[order.pk])
    sent = {**PAYMENT, "form_key": key_on(order, giang)}
    assert giang.post(url, {**sent, "amount": "x"}).status_code == 422
    assert giang.post(url, {**sent, "method": "barter"}).status_code == 422
    assert giang.post(url, sent).status_code == 302
    assert Payment.objects.get().amount == 100000


def test_the_same_key_of_a_colleague_and_on_another_form_is_another(order, office, giang):
    key = key_on(order, giang)
    note = {"amount": "50000", "reason": "Xước", "form_key": key}
    giang.post(reverse("commerce:payment_add", args=[order.pk]), {**PAYMENT, "form_key": key})
    for _n in range(2):
        giang.post(reverse("commerce:order_credit", args=[order.pk]), note)
    assert CreditNote.objects.get().amount == 50000
    office.hanh.roles.set(office.giang.roles.all())
    refresh([office.hanh])
    giang.force_login(office.hanh)
    giang.post(reverse("commerce:payment_add", args=[order.pk]), {**PAYMENT, "form_key": key})
    assert fresh(order).paid == 200000


def test_a_refund_that_is_sent_twice_goes_back_once(order, office, giang):
    pay(order, 1100000, office.giang)
    issue_credit_note(order, order.total, by=office.giang, reason="Huỷ")
    sent = {
        "as": "refund", "amount": "30000", "refunded_on": today().isoformat(), "method": "cash",
        "form_key": key_on(order, giang),
    }  # fmt: skip
    for _n in range(2):
        giang.post(reverse("commerce:order_refund", args=[order.pk]), sent)
    assert Refund.objects.get().amount == 30000


def test_keys_of_forms_are_let_go_after_a_day(order, giang):
    sent = {**PAYMENT, "form_key": key_on(order, giang)}
    giang.post(reverse("commerce:payment_add", args=[order.pk]), sent)
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    forget_answers.call()
    assert not KeptAnswer.objects.exists()
