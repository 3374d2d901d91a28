"""Amounts of money and bare numbers as people type them, read the way each language writes them."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from quen.kit.money import BILLION, MILLION, THOUSAND, Money, decimals
from quen.kit.unreadable import Unreadable

_NAMED = {
    "₫": "VND", "đ": "VND", "đồng": "VND", "vnd": "VND", "vnđ": "VND", "dong": "VND",
    "฿": "THB", "บาท": "THB", "thb": "THB", "baht": "THB", "บ.": "THB", "บ": "THB",
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "JPY", "jpy": "JPY", "₩": "KRW", "krw": "KRW", "s$": "SGD", "sgd": "SGD", "cny": "CNY",
}  # fmt: skip
_UNITS: dict[str, Decimal] = {
    **dict.fromkeys(("k", "nghìn", "nghin", "ngàn", "ngan", "พัน", "thousand"), THOUSAND),
    **dict.fromkeys(
        ("tr", "triệu", "trieu", "m", "mn", "mil", "million", "ล้าน", "ล", "ล."), MILLION
    ),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti", "b", "bn", "billion", "พันล้าน"), BILLION),
    "หมื่น": Decimal(10**4),
    "แสน": Decimal(10**5),
}
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_NAME = "|".join(re.escape(name) for name in sorted(_NAMED, key=len, reverse=True))
_NUMBER = r"\d[\d.,\s'’]*"
_CURRENCY_AROUND = re.compile(rf"^({_NAME})\s*(?=[\d.,(-])|(?<=[\d\s.)\w])({_NAME})$")
_AMOUNT = re.compile(rf"({_NUMBER})({_UNIT})?(?![^\W\d_])\s*")
_TAIL = re.compile(rf"({_NUMBER}?)\s*(tr|triệu|trieu|tỷ|tỉ|ty|ti)\s*(\d{{1,3}})")
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?e\+?\d+")
_LARGEST = Decimal(10**15)  # columns hold 18 digits, two of them after the point

_SENTENCES = {
    "empty": _("There is no amount."),
    "not_an_amount": _("This is not an amount of money."),
    "rounded": _(
        "The spreadsheet has rounded this amount; its last digits are lost. Type it again in full."
    ),
    "other_currency": _("This amount is in another currency."),
    "decimals": _("This amount has more decimals than its currency."),
    "too_big": _("This amount is too big."),
}


def parse_amount(text: str, language: str = "vi", currency: str = "VND") -> Money:
    """Read an amount as sellers type it: "5tr", "1,2 tỷ", "1tr2", "50k", "1.200.000", "1,200.50", "3 ล้าน".

    A lone mark before three digits parts thousands where the language or the currency says so.
    Raises Unreadable with reason empty, not_an_amount, rounded, other_currency, decimals or too_big.
    """
    typed = _plain(text)
    if not typed:
        raise _refused("empty", text)
    if _SCIENTIFIC.fullmatch(typed):
        raise _refused("rounded", text)
    bare = _without_currency(typed, currency, text)
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    amount = _sum(bare.strip("()-+ "), language, currency, text)
    return _checked(Money(-amount if negative else amount, currency), text)


def parse_number(text: str, language: str = "vi") -> Decimal:
    """Read a bare number with as many decimals as it has: "25.410" is 25410 in Vietnamese, 0,00285 is less
    than one in every language. Raises Unreadable with reason empty or not_an_amount."""
    typed = _plain(text)
    if not typed:
        raise _refused("empty", text)
    return _number(typed, language, "", text)


def _plain(text: str) -> str:
    text = (
        unicodedata.normalize("NFKC", text).replace("\u0e4d\u0e32", "\u0e33").replace("\u2212", "-")
    )
    text = "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text
    )
    return " ".join(text.casefold().split()).strip("'")


def _without_currency(typed: str, currency: str, text: str) -> str:
    sign = "-" if typed.startswith("-") else ""
    bare = typed.removeprefix("-").strip()
    for name in (found[1] or found[2] for found in [_CURRENCY_AROUND.search(bare)] if found):
        if _NAMED[name] != currency:
            raise _refused("other_currency", text)
        bare = bare.removeprefix(name) if bare.startswith(name) else bare.removesuffix(name)
    return sign + bare.strip()


def _sum(bare: str, language: str, currency: str, text: str) -> Decimal:
    """Add up "2 tỷ 300 triệu"; units fall, or the text means something else."""
    if tail := _TAIL.fullmatch(bare):  # 1tr2 is 1.2 million, 1tr250 is 1.25 million
        bare = (
            f"{tail[1].strip()},{tail[3]} {tail[2]}" if re.fullmatch(r"\d+\s*", tail[1]) else bare
        )
        return _number(bare.split()[0], "vi", "", text, decimal=True) * _UNITS[tail[2]]
    total, place, last = Decimal(0), 0, None
    while place < len(bare):
        found = _AMOUNT.match(bare, place)
        unit = _UNITS[found[2]] if found and found[2] else Decimal(1)
        if not found or (last is not None and unit >= last):
            raise _refused("not_an_amount", text)
        number = _number(found[1].strip(), language, "" if found[2] else currency, text)
        if last is not None and unit == 1 and number < THOUSAND:  # "3 ล้าน 5" says no clear amount
            raise _refused("not_an_amount", text)
        total += number * unit
        place, last = found.end(), unit
    if last is None:
        raise _refused("not_an_amount", text)
    return total


def _number(
    number: str, language: str, currency: str, text: str, *, decimal: bool = False
) -> Decimal:
    """Read digits with marks; an empty `currency` means that a unit follows."""
    marks = re.findall(r"[.,]", number)
    point = marks[-1] if decimal or _is_point(number, marks, language, currency) else ""
    whole, _mark, fraction = number.rpartition(point) if point else (number, "", "")
    groups = re.split(r"[.,\s'’]", whole)
    if not re.fullmatch(r"\d*", fraction) or not groups[0].isdigit() or (point and point in whole):
        raise _refused("not_an_amount", text)
    if any(not re.fullmatch(r"\d{3}", group) for group in groups[1:]):
        raise _refused("not_an_amount", text)
    return Decimal(f"{''.join(groups)}.{fraction or 0}")


def _is_point(number: str, marks: list[str], language: str, currency: str) -> bool:
    """Say whether the last mark is the decimal point."""
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return False
    if len(set(marks)) > 1:
        return True
    before, after = re.split(r"[.,]", number)
    if not re.fullmatch(r"\d{3}", after) or not re.fullmatch(r"[1-9]\d{0,2}", before):
        return True
    groups_by = "." if language == "vi" else ","
    return marks[0] != groups_by and (not currency or decimals(currency) > 0)


def _checked(money: Money, text: str) -> Money:
    if abs(money.amount) >= _LARGEST:
        raise _refused("too_big", text)
    if money.rounded().amount != money.amount:
        raise _refused("decimals", text)
    return money.rounded()


def _refused(reason: str, text: str) -> Unreadable:
    return Unreadable(reason, _SENTENCES[reason], text)
