"""Where customers pay to: accounts are checked, one is the default of its currency, each shows its code."""

import pytest
from django.urls import reverse

from quen.commerce.actions.payment_accounts import retire_account, save_account
from quen.commerce.models import PaymentAccount
from quen.kit.refused import Refused
from quen.timeline.models import Event

VCB = {"kind": "bank_vn", "bank_bin": "970436", "number": "0071 000 123456", "holder": "CTY QUEN"}
THAI = {"kind": "promptpay", "number": "081-234-5678", "holder": "Quen Co"}


def test_accounts_are_kept_as_banks_want_them(office):
    vn = save_account(None, by=office.giang, **VCB)
    assert (vn.number, vn.bank_name, vn.currency) == ("0071000123456", "Vietcombank", "VND")
    th = save_account(None, by=office.giang, **THAI | {"currency": "VND"})
    assert (th.number, th.currency) == ("0812345678", "THB")
    assert save_account(None, by=office.giang, **THAI | {"number": "+66 91 234 5678"}).number == (
        "0912345678"
    )
    assert Event.objects.filter(kind="payment_account.changed").count() == 3


def test_a_currency_has_one_default_account(office):
    first = save_account(None, by=office.giang, **VCB, is_default=True)
    second = save_account(None, by=office.giang, **VCB | {"number": "999999"}, is_default=True)
    first.refresh_from_db()
    assert not first.is_default
    assert PaymentAccount.objects.default_for("VND") == second
    retire_account(second, by=office.giang)
    assert PaymentAccount.objects.default_for("VND") == first
    assert PaymentAccount.objects.default_for("THB") is None


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"bank_bin": "123456"}, "bank_bin"),
        ({"number": "12"}, "number"),
        ({"number": "số 5"}, "number"),
        ({"holder": " "}, "holder"),
        ({"kind": "promptpay", "number": "12345"}, "number"),
        ({"kind": "bank", "bank_name": "", "currency": "USD"}, "bank_name"),
        ({"kind": "bank", "bank_name": "DBS", "currency": "US"}, "currency"),
    ],
)
def test_an_account_that_cannot_be_is_refused_at_its_field(office, wrong, at):
    with pytest.raises(Refused) as refused:
        save_account(None, by=office.giang, **VCB | wrong)
    assert at in refused.value.errors


def test_the_same_account_is_not_there_twice(office):
    save_account(None, by=office.giang, **VCB)
    with pytest.raises(Refused) as refused:
        save_account(None, by=office.giang, **VCB)
    assert refused.value.status == 409


def test_accounts_are_kept_in_the_settings_by_who_may(client, office):
    client.force_login(office.giang)
    new = reverse("commerce:account_new")
    assert client.get(new).status_code == 200
    assert client.post(new, VCB | {"number": "1", "currency": "VND"}).status_code == 422
    assert client.post(new, VCB | {"currency": "VND", "is_default": "on"}).status_code == 302
    made = PaymentAccount.objects.get()
    shown = client.get(reverse("commerce:accounts")).content.decode()
    assert "<svg" in shown
    assert "0071000123456" in shown
    edit = reverse("commerce:account", args=[made.pk])
    client.post(edit, VCB | {"currency": "VND", "holder": "CÔNG TY QUEN"})
    made.refresh_from_db()
    assert made.holder == "CÔNG TY QUEN"
    client.force_login(office.binh)
    assert client.get(reverse("commerce:accounts")).status_code == 403
    retire = reverse("commerce:account_retire", args=[made.pk])
    assert client.post(retire).status_code == 403
    client.force_login(office.giang)
    client.post(retire)
    assert not PaymentAccount.objects.live().exists()
