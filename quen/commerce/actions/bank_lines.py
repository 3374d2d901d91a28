"""Transfers are taken in from files and programs, matched with orders, and let go again."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.actions.payments import Shares, add_payment, payable, void_payment
from quen.commerce.claims import claim_of, claims_of, transfer_of
from quen.commerce.matching.deciding import Claims, judge
from quen.commerce.models import BankLine, Order, Payment, PaymentAccount
from quen.commerce.statements import events
from quen.commerce.statements.reading import Told
from quen.kit.refused import Refused
from quen.kit.text import fold
from quen.people.models import Contact
from quen.timeline.log import record

State = BankLine.State


@transaction.atomic
def take_transfer(account: PaymentAccount, told: Told, *, by: User) -> tuple[BankLine, bool]:
    """Take in one transfer that a bank or a payment service tells of, and book it where it surely pays an
    order; gives the line and whether it is new. Raises Refused for one that is no payment into the
    account."""
    payable(told.amount, account.currency)
    line, new = take_told(held_account(account), told, set())
    if new:
        match_waiting(by=by, only=line.pk)
        line.refresh_from_db()
    return line, new


def held_account(account: PaymentAccount) -> PaymentAccount:
    """The account, locked (in a transaction): what comes in at the same time by two ways comes in one after the other."""
    return PaymentAccount.objects.select_for_update().get(pk=account.pk)


def take_told(account: PaymentAccount, told: Told, seen: set[int]) -> tuple[BankLine, bool]:
    """The transfer that is told of, and whether it is new; `seen` are those that the same file told of
    before. The account is held."""
    rows = BankLine.objects.filter(account=account)
    if told.external_id:
        same = rows.filter(external_id=told.external_id).first()
        if same is not None:
            return same, False
    mark = _print(told)
    alike = [one for one in rows.filter(print=mark).order_by("nth") if one.pk not in seen]
    for one in sorted(alike, key=lambda it: it.balance != told.balance):
        if _may_be(one, told):
            return _completed(one, told), False
    last = rows.filter(print=mark).order_by("-nth").values_list("nth", flat=True).first() or 0
    made = BankLine.objects.create(
        account=account, print=mark, nth=last + 1, created_at=timezone.now(), **vars(told)
    )
    return made, True


def _print(told: Told) -> str:
    """Day, amount and the text's letters and digits: a file and a program write blanks and marks
    differently."""
    text = "".join(char for char in fold(told.text) if char.isalnum())
    return hashlib.sha256(f"{told.day}|{told.amount:.2f}|{text}".encode()).hexdigest()


def _may_be(one: BankLine, told: Told) -> bool:
    """Whether a line that looks the same may be the same: neither ids nor balances differ."""
    ids = not one.external_id or not told.external_id or one.external_id == told.external_id
    balances = one.balance is None or told.balance is None or one.balance == told.balance
    return ids and balances


def _completed(one: BankLine, told: Told) -> BankLine:
    """What the second telling knows better is kept."""
    for key in ("external_id", "payer", "balance"):
        if not getattr(one, key):
            setattr(one, key, getattr(told, key))
    one.save(update_fields=["external_id", "payer", "balance"])
    return one


@transaction.atomic
def match_waiting(*, by: User | None, only: int | None = None) -> int:
    """Book every waiting transfer that surely pays an order; gives how many. What a
    person undid waits for a person."""
    rows = _unmatched()
    return _match(rows.filter(pk=only) if only else rows, by)


@transaction.atomic
def match_some(after: list[Any], most: int, *, by: User) -> tuple[int, list[Any]]:
    """The same for the next `most` behind the day and id that `after` names (empty: from the beginning);
    gives how many were booked, and the day and id of the last that was looked at, empty where none was."""
    rows = _unmatched()
    if after:
        day, pk = date.fromisoformat(after[0]), after[1]
        rows = rows.filter(Q(day__gt=day) | Q(day=day, pk__gt=pk))
    lines = list(rows[:most])
    return _match(lines, by), [lines[-1].day.isoformat(), lines[-1].pk] if lines else []


def _unmatched() -> QuerySet[BankLine]:
    rows = BankLine.objects.select_for_update(of=("self",)).waiting().filter(held_back=False)
    return rows.select_related("account").order_by("day", "pk")


def _match(lines: Iterable[BankLine], by: User | None) -> int:
    kept: dict[str, Claims] = {}
    booked = 0
    for line in lines:
        currency = line.account.currency
        if currency not in kept:
            kept[currency] = claims_of(currency)
        claims = kept[currency]
        sure = judge(transfer_of(line), claims).sure
        if sure is None:
            continue
        order = Order.objects.get(pk=sure)
        _book(line, [(order, None)], by, by_itself=True)
        order.refresh_from_db()
        claims.replace(claim_of(order, list(order.instalments.order_by("position"))))
        booked += 1
    return booked


@transaction.atomic
def book_line(
    line: BankLine, shares: Shares, *, by: User, contact: Contact | None = None
) -> Payment:
    """Book a transfer for one order or several (None takes what is open and there is); what is left over is
    the credit of the customer. Without orders it is a deposit of `contact`. Raises Refused, 409 where
    somebody else was faster."""
    it = _waiting(line)
    ids = Counter(order.pk for order, _share in shares)
    if any(count > 1 for count in ids.values()):
        raise Refused(_("Name each order once."))
    return _book(it, shares, by, contact=contact)


def _book(
    line: BankLine,
    shares: Shares,
    by: User | None,
    *,
    by_itself: bool = False,
    contact: Contact | None = None,
) -> Payment:
    made = add_payment(
        line.amount, line.account.currency, by=by, orders=shares, contact=contact,
        received_on=line.day, method=Payment.Method.BANK, line=line, payer=line.payer,
        reference=line.external_id, note=line.text,
    )  # fmt: skip
    line.state, line.by_itself = State.MATCHED, by_itself
    line.save(update_fields=["state", "by_itself"])
    return made


@transaction.atomic
def foreign_line(line: BankLine, *, by: User) -> BankLine:
    """Say that a transfer is no customer's payment. Raises Refused where it waits no more."""
    it = _waiting(line)
    it.state = State.FOREIGN
    it.save(update_fields=["state"])
    record(events.BankLineSetAside(amount=_amount(it)), on=[], by=by)
    return it


@transaction.atomic
def undo_line(line: BankLine, *, by: User) -> BankLine:
    """Let a transfer wait again: its payment is taken back. It is not booked by itself any more. Raises
    Refused where some of it was refunded."""
    it = _line(line)
    if it.state == State.WAITING:
        raise Refused(_("This transfer is waiting already."), status=409)
    for payment in Payment.objects.standing().filter(bank_line=it):
        void_payment(payment, by=by)
    it.state, it.by_itself, it.held_back = State.WAITING, False, True
    it.save(update_fields=["state", "by_itself", "held_back"])
    record(events.BankLineReopened(amount=_amount(it)), on=[], by=by)
    return it


def _amount(it: BankLine) -> str:
    return f"{it.amount.normalize():f} {it.account.currency}"


def _waiting(line: BankLine) -> BankLine:
    it = _line(line)
    if it.state != State.WAITING:
        raise Refused(_("Somebody else has dealt with this transfer."), status=409)
    return it


def _line(line: BankLine) -> BankLine:
    rows = BankLine.objects.select_for_update(of=("self",)).select_related("account")
    found: Any = rows.filter(pk=line.pk).first()
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    return found  # type: ignore[no-any-return]
