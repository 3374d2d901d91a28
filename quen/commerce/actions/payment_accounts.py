"""Accounts that customers pay to are added, changed and retired."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import events
from quen.commerce.banks import bank
from quen.commerce.models import PaymentAccount
from quen.commerce.payment_codes.promptpay import target
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.timeline.log import record

Facts = dict[str, Any]
Kind = PaymentAccount.Kind
_ACCOUNT = re.compile(r"[0-9A-Z]{4,19}")  # NAPAS: letters and digits, at most 19
_OTHER = re.compile(r"[0-9A-Z]{4,34}")  # an IBAN has at most 34


@transaction.atomic
def save_account(account: PaymentAccount | None, *, by: User, **facts: Any) -> PaymentAccount:
    """Add an account (None) or change one: `kind`, `bank_bin`, `bank_name`, `number`, `holder`, `currency`,
    `is_default`. The default one of a currency takes the place of the former.

    Raises Refused (errors by field) for a number or bank that cannot be, and for one that is there already.
    """
    it = _locked(account) if account else PaymentAccount()
    kept = _checked(facts)
    changes = {
        key: [getattr(it, key) if it.pk else None, value]
        for key, value in kept.items()
        if not it.pk or getattr(it, key) != value
    }
    if not changes:
        return it
    if kept["is_default"]:
        others = PaymentAccount.objects.live().filter(currency=kept["currency"], is_default=True)
        others.exclude(pk=it.pk).update(is_default=False)
    for key, value in kept.items():
        setattr(it, key, value)
    _save(it)
    record(events.PaymentAccountChanged(name=str(it), changes=changes), on=[], by=by)
    return it


@transaction.atomic
def retire_account(account: PaymentAccount, *, by: User) -> PaymentAccount:
    """Let nobody pay to it any more. Raises Refused where it is gone."""
    it = _locked(account)
    it.retired_at, it.is_default = timezone.now(), False
    it.save(update_fields=["retired_at", "is_default"])
    told = {"retired": [False, True]}
    record(events.PaymentAccountChanged(name=str(it), changes=told), on=[], by=by)
    return it


def _checked(facts: Facts) -> Facts:
    kind = str(facts.get("kind") or "")
    holder = one_line(clean(str(facts.get("holder") or "")))[:120]
    told: Facts = {
        "kind": kind,
        "holder": holder,
        "is_default": bool(facts.get("is_default")),
        **_where(kind, facts),
    }
    if not holder:
        raise Refused(_("Say whose account it is."), errors={"holder": _("This is empty.")})
    return told


def _where(kind: str, facts: Facts) -> Facts:
    number = re.sub(r"[\s.\-]", "", str(facts.get("number") or "")).upper()
    if kind == Kind.PROMPTPAY:
        return _promptpay(number)
    if kind == Kind.BANK_VN:
        return _vietnamese(str(facts.get("bank_bin") or ""), number)
    name = one_line(clean(str(facts.get("bank_name") or "")))[:120]
    if kind != Kind.BANK or not name:
        raise Refused(_("Name the bank."), errors={"bank_name": _("This is empty.")})
    if not _OTHER.fullmatch(number):
        raise _no_number(_("This is no account number."))
    currency = str(facts.get("currency") or "").upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        words = _("A currency has three letters, such as VND.")
        raise Refused(words, errors={"currency": words})
    return {"bank_bin": "", "bank_name": name, "number": number, "currency": currency}


def _promptpay(number: str) -> Facts:
    try:
        target(number)
    except ValueError:
        words = _("PromptPay takes a Thai mobile number, an id of 13 digits or an e-wallet of 15.")
        raise _no_number(words) from None
    digits = f"0{number[3:]}" if number.startswith("+66") else number
    return {"bank_bin": "", "bank_name": "PromptPay", "number": digits, "currency": "THB"}


def _vietnamese(bank_bin: str, number: str) -> Facts:
    known = bank(bank_bin)
    if known is None:
        words = _("Choose the bank.")
        raise Refused(words, errors={"bank_bin": words})
    if not _ACCOUNT.fullmatch(number):
        raise _no_number(_("This is no account number."))
    return {"bank_bin": bank_bin, "bank_name": known.short, "number": number, "currency": "VND"}


def _no_number(words: str) -> Refused:
    return Refused(words, errors={"number": words})


def _locked(account: PaymentAccount) -> PaymentAccount:
    rows = PaymentAccount.objects.live().select_for_update()
    found = rows.filter(pk=account.pk).first()
    if found is None:
        raise Refused(_("This account is not there any more."), status=404)
    return found


def _save(it: PaymentAccount) -> None:
    try:
        with transaction.atomic():
            it.save()
    except IntegrityError as error:
        raise Refused(
            _("This account is there already."),
            errors={"number": _("This account is there already.")},
            status=409,
        ) from error
