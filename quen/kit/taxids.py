"""Tax numbers of Vietnam and Thailand: tidied, told apart, and doubted aloud but never refused."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError
from stdnum.th import tin
from stdnum.vn import mst

# A wrong number is kept: the paper it was copied from may be wrong too (locale.md: a warning, no wall).
WARNINGS: dict[str, Promise] = {
    "characters": _("A tax number holds digits only."),
    "length": _("This tax number has the wrong number of digits."),
    "check_digit": _("The check digit of this tax number is wrong: look for a typing error."),
    "component": _("A part of this tax number cannot exist."),
}
_PROVINCES = range(
    1, 97
)  # codes 001 to 096 in Vietnam's personal numbers (circular 59/2021/TT-BCA)


@dataclass(frozen=True)
class TaxId:
    """A tax number as it is stored: digits only; `kind` is company, branch, person or empty.

    `warning` is a key of WARNINGS, empty for a number in order.
    """

    number: str
    country: str
    kind: str = ""
    warning: str = ""


def read(raw: str, country: str = "VN") -> TaxId:
    """Tidy a tax number and say what is doubtful about it; never raises.

    Vietnam: 10 digits with a check digit, 13 with the branch, 12 for a person. Thailand: 13 digits with a
    check digit, a first digit of 0 for a company. Other countries come back tidied, unchecked.
    """
    number = re.sub(r"[\s.\-\u2010-\u2015]", "", raw)
    if country not in ("VN", "TH"):
        return TaxId(number, country)
    if not number.isascii() or not number.isdigit():
        return TaxId(number, country, warning="characters" if number else "")
    return _vietnamese(number) if country == "VN" else _thai(number)


def shown(number: str, country: str = "VN") -> str:
    """Write a stored number the usual way: 0314409058-002, 0-1055-36112-01-4."""
    if country == "VN" and len(number) == 13:
        return f"{number[:10]}-{number[10:]}"
    if country == "TH" and len(number) == 13:
        return "-".join((number[0], number[1:5], number[5:10], number[10:12], number[12]))
    return number


def _vietnamese(number: str) -> TaxId:
    if len(number) == 12:
        known = int(number[:3]) in _PROVINCES
        return TaxId(number, "VN", "person", "" if known else "component")
    kind = {10: "company", 13: "branch"}.get(len(number), "")
    try:
        mst.validate(number)
    except ValidationError as error:
        return TaxId(number, "VN", kind, _warning(error))
    return TaxId(number, "VN", kind)


def _thai(number: str) -> TaxId:
    if len(number) != 13:
        return TaxId(number, "TH", "", "length")
    kind = "company" if number[0] == "0" else "person"
    if number[0] == "9":
        return TaxId(number, "TH", kind, "component")
    return TaxId(number, "TH", kind, "" if tin.is_valid(number) else "check_digit")


def _warning(error: ValidationError) -> str:
    match error:
        case InvalidLength():
            return "length"
        case InvalidChecksum():
            return "check_digit"
        case InvalidComponent():
            return "component"
    return "characters"
