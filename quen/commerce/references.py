"""The reference that a transfer bears: short, for one order only, and wrong when it was mistyped.

Two digits check the others (ISO/IEC 7064, MOD 97-10, as in IBANs, ISO 13616): one wrong sign, or two that
changed places, never give the reference of another order.
"""

from quen.commerce.payment_codes import LONGEST, reference_of

CHECKS = 2


def checked(number: str) -> str:
    """The reference of a document's number: "DH-2026-0042" gives "DH2026004248"."""
    plain = reference_of(number)[-(LONGEST - CHECKS) :]
    return f"{plain}{98 - _value(f'{plain}00') % 97:02d}"


def fits(reference: str) -> bool:
    """Whether its last two digits check the others."""
    plain = reference_of(reference)
    ends = plain[-CHECKS:]
    return len(plain) > CHECKS and ends.isdigit() and _value(plain) % 97 == 1


def _value(text: str) -> int:
    """Letters count from 10 for A on, written one after the other."""
    return int("".join(str(int(one, 36)) for one in text))
