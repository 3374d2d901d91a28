"""Telephone numbers: read as people and spreadsheets write them, kept in E.164, shown with spaces."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, ValidationResult

from quen.kit.unreadable import Unreadable

# Vietnam's 11-digit mobile prefixes until September 2018 and what they became, the 0 left out.
_MIGRATED = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_OLD_MOBILE = re.compile(rf"(?:\+84|0084|84|0)?0?({'|'.join(_MIGRATED)})(\d{{7}})")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_EXCEL_FLOAT = re.compile(r"(\d{7,15})\.0")
_EXTENSION = re.compile(r"(?:ext\.?|x|#|máy lẻ|nội bộ|ต่อ)\s*\d+\s*$", re.IGNORECASE)
_LABEL = re.compile(r"^(?:tel|phone|mobile|sđt|đt|dđ|call|โทร)[.:\s]*", re.IGNORECASE)
_BETWEEN = re.compile(r"[/;,|\n\r\t]+|\s[-–]\s|\s(?:hoặc|hay|và|or|and|หรือ|และ)\s", re.IGNORECASE)
_NEXT_NUMBER = re.compile(r"(?<=\d)\s+(?=\+\d|0\d)")
_SHORTEST, _LONGEST = 7, 15  # digits of a whole number; ITU-T E.164 allows 15

_SENTENCES = {
    "empty": _("There is no phone number."),
    "rounded": _(
        "The spreadsheet has rounded this number; its last digits are lost. Type it again as text."
    ),
    "several": _("There is more than one phone number here."),
    "not_a_number": _("This is not a phone number."),
    "too_short": _("This phone number is too short."),
    "too_long": _("This phone number is too long."),
    "unknown": _("No such phone number can exist."),
}


@dataclass(frozen=True)
class Phone:
    """A number as it is stored: E.164, the country it belongs to, an extension, the text as typed."""

    e164: str
    country: str
    raw: str
    extension: str = ""


def parse(raw: str, country: str = "VN") -> Phone:
    """Read one phone number; `country` (ISO code) is where a number without a country code is.

    Old Vietnamese 11-digit mobiles become their new numbers; a first zero that a spreadsheet ate is
    put back. Raises Unreadable with reason empty, rounded, several, not_a_number, too_short,
    too_long or unknown.
    """
    if mobile := _mobile(raw, country):
        return mobile
    typed = _plain(raw)
    _refuse_unreadable(typed, raw)
    extension = _EXTENSION.search(typed)
    number = typed[: extension.start()] if extension else typed
    for candidate in _candidates(_dialled(number), country):
        found = _valid(candidate, country)
        if found is not None:
            digits = re.sub(r"\D", "", extension[0]) if extension else ""
            return Phone(_e164(found), _region(found, country), raw, digits)
    raise _refused(_reason(_dialled(number), country), raw)


def _mobile(raw: str, country: str) -> Phone | None:
    """A mobile of this country as most are written, 0912345678 or +84912345678; the long way reads it
    the same, thirty times slower."""
    shape = _mobile_shape(country)
    found = shape and shape[1].fullmatch(raw)
    return Phone(f"+{shape[0]}{found[1]}", country, raw) if shape and found else None


@lru_cache(maxsize=300)
def _mobile_shape(country: str) -> tuple[int, re.Pattern[str]] | None:
    """The country code and what a mobile looks like; None where several countries share a code, or
    a number does not simply begin with its first digit."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    first = known.national_prefix if known else None
    if known is None or known.mobile is None or known.national_prefix_for_parsing != first:
        return None
    code = known.country_code or 0
    if not first or len(phonenumbers.region_codes_for_country_code(code)) != 1:
        return None
    number = known.mobile.national_number_pattern
    return code, re.compile(rf"(?:\+{code}|{first})((?:{number}))", re.ASCII)


def split(raw: str) -> list[str]:
    """Part a cell that holds several numbers ("0903… / 0912…"); one number comes back alone.

    A mark parts numbers only where whole numbers stand on both sides: "0903/221/884" stays one.
    """
    typed = _plain(raw)
    for between in (_BETWEEN, _NEXT_NUMBER):
        pieces = [piece.strip() for piece in between.split(typed) if piece.strip()]
        if len(pieces) > 1 and all(len(re.findall(r"\d", piece)) >= _SHORTEST for piece in pieces):
            return [number for piece in pieces for number in split(piece)]
    return [typed] if typed else []


def shown(e164: str) -> str:
    """Write a stored number the international way: "+84 903 221 884". Other text comes back as it is."""
    if not e164.isascii():  # a masked number would be read as the few digits that it shows
        return e164
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def digits_reversed(e164: str) -> str:
    """Turn a stored number round ("+84903" is "30948"), so that a search for its end is a prefix."""
    return _digits(e164)[::-1]


def ending_reversed(typed: str, country: str = "VN") -> str:
    """Turn what a person types into a search into a prefix of `digits_reversed`.

    Whole numbers lose their 0 or country code and old Vietnamese mobiles are migrated; a few digits
    stay what they are.
    """
    dialled = _dialled(_plain(typed))
    for candidate in _candidates(dialled, country):
        found = _valid(candidate, country)
        if found is not None:
            return digits_reversed(_e164(found))
    return _digits(dialled).lstrip("0")[::-1]


def _plain(raw: str) -> str:
    text = (
        unicodedata.normalize("NFKC", raw).strip().strip("'\u200b\u202a\u202c\u200e\u200f").strip()
    )
    text = "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text
    )
    text = _LABEL.sub("", text)
    whole = _EXCEL_FLOAT.fullmatch(text)
    return whole[1] if whole else text


def _refuse_unreadable(typed: str, raw: str) -> None:
    if not typed:
        raise _refused("empty", raw)
    if _SCIENTIFIC.fullmatch(typed):
        raise _refused("rounded", raw)
    if len(split(typed)) > 1:
        raise _refused("several", raw)
    if re.search(r"[^\d\s()+./,\-\u2010-\u2015]", _EXTENSION.sub("", typed)):
        raise _refused("not_a_number", raw)


def _dialled(typed: str) -> str:
    """Keep what is dialled: digits and a leading plus."""
    return ("+" if typed.lstrip(" (").startswith("+") else "") + _digits(typed)


def _candidates(dialled: str, country: str) -> list[str]:
    """List the readings of a number, likeliest first."""
    old = _OLD_MOBILE.fullmatch(dialled)
    if old and (country == "VN" or dialled.startswith(("+84", "0084"))):
        return [f"+84{_MIGRATED[old[1]]}{old[2]}"]
    if dialled.startswith("+"):
        return [dialled]
    if dialled.startswith("00"):
        return [f"+{dialled[2:]}", dialled]
    code = str(phonenumbers.country_code_for_region(country))
    with_code = [f"+{dialled}"] if dialled.startswith(code) else []
    first_zero_lost = [] if dialled.startswith("0") else [f"0{dialled}"]
    return [dialled, *with_code, *first_zero_lost]


def _valid(candidate: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(candidate, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _reason(dialled: str, country: str) -> str:
    if not _digits(dialled):
        return "not_a_number"
    try:
        possible = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(dialled, country))
    except phonenumbers.NumberParseException as error:
        short = phonenumbers.NumberParseException
        return {short.TOO_LONG: "too_long", short.INVALID_COUNTRY_CODE: "unknown"}.get(
            error.error_type, "too_short"
        )
    return {
        ValidationResult.TOO_SHORT: "too_short",
        ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too_short",
        ValidationResult.TOO_LONG: "too_long",
    }.get(possible, "unknown")


def _refused(reason: str, raw: str) -> Unreadable:
    return Unreadable(reason, _SENTENCES[reason], raw)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _region(number: phonenumbers.PhoneNumber, country: str) -> str:
    return phonenumbers.region_code_for_number(number) or country


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
