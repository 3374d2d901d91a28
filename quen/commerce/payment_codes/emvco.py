"""Payment codes as EMVCo lays them out: fields of id, length and value, closed by a checksum.

EMV QR Code Specification for Payment Systems, Merchant-Presented Mode, version 1.1 (EMVCo, 2020).
"""

import binascii
from decimal import ROUND_HALF_UP, Decimal

STATIC, DYNAMIC = "11", "12"


def field(number: str, value: str) -> str:
    """One data object: two digits of id, two of length, the value. Raises ValueError over 99 letters."""
    if not value or len(value) > 99:
        raise ValueError(f"a value of field {number} has 1 to 99 letters")
    return f"{number}{len(value):02d}{value}"


def closed(body: str) -> str:
    """The payload with its checksum (field 63), taken over everything before it and its own head.

    CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF (ISO/IEC 13239), four hexadecimal digits.
    """
    begun = f"{body}6304"
    return f"{begun}{binascii.crc_hqx(begun.encode('ascii'), 0xFFFF):04X}"


def amount_text(amount: Decimal, decimals: int) -> str:
    """Field 54: digits with a point, at most 13 letters. Raises ValueError for what cannot be paid."""
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = format(rounded, "f")
    if rounded <= 0 or rounded != amount or len(text) > 13:
        raise ValueError(f"{amount} is no amount that can be paid")
    return text
