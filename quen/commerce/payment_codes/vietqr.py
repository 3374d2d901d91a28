"""VietQR: a transfer to an account at a bank of Vietnam.

"Technical Specifications on NAPAS QR Switching, Part IV: QR Code Format", version 1.5.2 (NAPAS, January
2021), section 6.1: GUID A000000727, the bank's BIN and the account in field 38, service QRIBFTTA.
"""

from decimal import Decimal

from quen.commerce.payment_codes.emvco import DYNAMIC, STATIC, amount_text, closed, field

GUID = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
VND = "704"  # ISO 4217, numeric


def vietqr(bank_bin: str, account: str, amount: Decimal | None = None, purpose: str = "") -> str:
    """The payload of a transfer in VND; with an amount it is dynamic. `purpose` (field 62-08) is what the
    bank writes on the transfer. Raises ValueError for an amount with decimals or not above zero."""
    beneficiary = field("00", bank_bin) + field("01", account)
    merchant = field("00", GUID) + field("01", beneficiary) + field("02", TO_ACCOUNT)
    body = field("00", "01") + field("01", STATIC if amount is None else DYNAMIC)
    body += field("38", merchant) + field("53", VND)
    if amount is not None:
        body += field("54", amount_text(amount, 0))
    body += field("58", "VN")
    if purpose:
        body += field("62", field("08", purpose))
    return closed(body)
