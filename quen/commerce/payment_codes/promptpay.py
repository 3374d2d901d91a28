"""PromptPay: a transfer to a phone, a national or tax id, or an e-wallet in Thailand.

"Thai QR Payment Standard" (Bank of Thailand, 2017), tag 29: AID A000000677010111 for merchant-presented
credit transfers; 01 is a mobile number as 0066 and nine digits, 02 a national or tax id, 03 an e-wallet.
A credit transfer has no place for a reference: only bill payment (tag 30), which needs a biller id, has.
"""

import re
from decimal import Decimal

from quen.commerce.payment_codes.emvco import DYNAMIC, STATIC, amount_text, closed, field

AID = "A000000677010111"
THB = "764"  # ISO 4217, numeric


def target(number: str) -> tuple[str, str]:
    """The sub-field and value of whom to pay: ("01", "0066812345678"), ("02", id) or ("03", wallet).

    Raises ValueError where it is no Thai mobile, id of 13 digits or e-wallet of 15.
    """
    digits = re.sub(r"[\s().\-]", "", number)
    if digits.startswith("+66"):
        digits = f"0{digits[3:].removeprefix('0')}"
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"{number} is no PromptPay number")
    if len(digits) == 10 and digits.startswith("0"):
        return "01", f"0066{digits[1:]}"
    if len(digits) in (13, 15):
        return ("02", digits) if len(digits) == 13 else ("03", digits)
    raise ValueError(f"{number} is no PromptPay number")


def promptpay(number: str, amount: Decimal | None = None) -> str:
    """The payload of a transfer in THB; with an amount it is dynamic. Raises ValueError for a number or an
    amount that cannot be paid."""
    merchant = field("00", AID) + field(*target(number))
    body = field("00", "01") + field("01", STATIC if amount is None else DYNAMIC)
    body += field("29", merchant) + field("58", "TH") + field("53", THB)
    if amount is not None:
        body += field("54", amount_text(amount, 2))
    return closed(body)
