"""Codes that a customer scans to pay: what they hold, and how they are drawn."""

import io
from decimal import Decimal
from typing import Protocol

import segno

from quen.commerce.payment_codes.promptpay import promptpay
from quen.commerce.payment_codes.vietqr import vietqr
from quen.kit.money import Money
from quen.kit.text import fold

LONGEST = 25  # field 62-08 holds no more
CURRENCY = {"bank_vn": "VND", "promptpay": "THB"}


class Payee(Protocol):
    """Whom to pay: a payment account, or what looks like one."""

    @property
    def kind(self) -> str: ...
    @property
    def bank_bin(self) -> str: ...
    @property
    def number(self) -> str: ...


def can_be_scanned(account: Payee, currency: str) -> bool:
    """Whether there is a code for paying this currency into this account."""
    return CURRENCY.get(account.kind) == currency


def payment_payload(account: Payee, amount: Money | None, reference: str = "") -> str:
    """What the code holds: VietQR for a bank of Vietnam, PromptPay in Thailand.

    `amount` of None leaves it to the payer. `reference` is folded by `reference_of`; PromptPay has no place
    for it. Raises ValueError where `can_be_scanned` says no, and for an amount that cannot be paid.
    """
    wanted = CURRENCY.get(account.kind)
    if wanted is None or (amount is not None and amount.currency != wanted):
        raise ValueError(f"there is no code for {amount} into an account of kind {account.kind}")
    due: Decimal | None = None if amount is None else amount.amount
    if account.kind == "promptpay":
        return promptpay(account.number, due)
    return vietqr(account.bank_bin, account.number, due, reference_of(reference))


def reference_of(text: str) -> str:
    """A reference that every bank lets through: ASCII letters and digits, at most 25.

    Of a longer one the end stays, since numbers stand there: "Đơn hàng DH-2026-0042" is
    "DONHANGDH20260042".
    """
    plain = (one for one in fold(text) if one.isascii() and one.isalnum())
    return "".join(plain).upper()[-LONGEST:]


def qr_svg(payload: str) -> str:
    """The code as an SVG picture without a size of its own, with the quiet zone of four modules that
    scanners need (ISO/IEC 18004). Dark on light whatever the theme."""
    drawn = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True,
        border=4, dark="#000", light="#fff", nl=False,
    )  # fmt: skip
    return drawn.getvalue().decode()
