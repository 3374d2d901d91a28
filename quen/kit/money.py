"""Money: an exact amount with its currency, read and shown the way each language writes it."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.utils.translation import gettext_lazy as _

from quen.kit.unreadable import Unreadable

# ISO 4217: digits after the point, where they are not two.
_DECIMALS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
_SYMBOLS = {
    "VND": "₫",
    "THB": "฿",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "KRW": "₩",
    "SGD": "S$",
}
_NAMED = {
    "₫": "VND", "đ": "VND", "đồng": "VND", "vnd": "VND", "vnđ": "VND", "dong": "VND",
    "฿": "THB", "บาท": "THB", "thb": "THB", "baht": "THB", "บ.": "THB", "บ": "THB",
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "JPY", "jpy": "JPY", "₩": "KRW", "krw": "KRW", "s$": "SGD", "sgd": "SGD", "cny": "CNY",
}  # fmt: skip
_THOUSAND, _MILLION, _BILLION = Decimal(10**3), Decimal(10**6), Decimal(10**9)
_UNITS: dict[str, Decimal] = {
    **dict.fromkeys(("k", "nghìn", "nghin", "ngàn", "ngan", "พัน", "thousand"), _THOUSAND),
    **dict.fromkeys(
        ("tr", "triệu", "trieu", "m", "mn", "mil", "million", "ล้าน", "ล", "ล."), _MILLION
    ),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti", "b", "bn", "billion", "พันล้าน"), _BILLION),
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


@dataclass(frozen=True, order=False)
class Money:
    """An exact amount of one currency; `currency` is the ISO 4217 code."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise TypeError("money is a finite Decimal")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"not an ISO 4217 code: {self.currency!r}")

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._same(other), self.currency)

    def __mul__(self, times: Decimal | int) -> Self:
        return type(self)(self.amount * times, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other)

    def rounded(self) -> Self:
        """Round to the decimals of the currency, half away from zero, as invoices do."""
        smallest = Decimal(1).scaleb(-decimals(self.currency))
        return type(self)(self.amount.quantize(smallest, ROUND_HALF_UP), self.currency)

    def _same(self, other: Self) -> Decimal:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up without a rate")
        return other.amount


def decimals(currency: str) -> int:
    """Count the digits after the point: 0 for VND, 2 for THB (ISO 4217)."""
    return _DECIMALS.get(currency, 2)


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


def shown(money: Money, language: str = "vi") -> str:
    """Write an amount in full: "412.500.000 ₫" in Vietnamese, "฿1,234.50" in Thai and English."""
    rounded = money.rounded()
    number = _grouped(abs(rounded.amount), decimals(money.currency), language)
    return _signed(rounded.amount, _with_symbol(number, money.currency, language))


def figures(money: Money, language: str = "vi") -> str:
    """Write an amount without its currency, as it stands in a box to type in: "1.200.000", "1,234.50".

    `parse_amount` reads it back in the same language and currency.
    """
    rounded = money.rounded()
    return _signed(
        rounded.amount, _grouped(abs(rounded.amount), decimals(money.currency), language)
    )


def short(money: Money, language: str = "vi") -> str:
    """Write an amount in little room: "412,5 tr ₫", "2,27 tỷ ₫", "1.2 ลบ.", "฿1.2M".

    Below a million it is written in full, a whole amount without its zeros: "฿7,000". Ten and more of a
    unit keep one decimal, less keep two.
    """
    rounded = money.rounded()
    units = _SHORT.get(language, _SHORT["en"])
    number, unit = _scaled(abs(rounded.amount), units, language)
    if not unit:
        whole = rounded.amount == rounded.amount.to_integral_value()
        full = _grouped(abs(rounded.amount), 0 if whole else decimals(money.currency), language)
        return _signed(rounded.amount, _with_symbol(full, money.currency, language))
    return _signed(rounded.amount, _short_form(number, unit, money.currency, language))


_SHORT = {
    "vi": ((_BILLION, " tỷ"), (_MILLION, " tr")),
    "th": ((_MILLION, " ล้าน"),),
    "en": ((_BILLION, "B"), (_MILLION, "M")),
}


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
        if last is not None and unit == 1 and number < _THOUSAND:  # "3 ล้าน 5" says no clear amount
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


def _grouped(amount: Decimal, places: int, language: str) -> str:
    number = f"{amount:,.{places}f}"
    return number.translate(str.maketrans(",.", ".,")) if language == "vi" else number


def _with_symbol(number: str, currency: str, language: str) -> str:
    symbol = _SYMBOLS.get(currency, currency)
    if language == "vi":
        return f"{number} {symbol}"
    return f"{symbol}{number}" if currency in _SYMBOLS else f"{symbol} {number}"


def _scaled(
    amount: Decimal, units: tuple[tuple[Decimal, str], ...], language: str
) -> tuple[str, str]:
    if amount >= 10 * _MILLION:  # round first: 999.96 million is 1 billion, not 1,000 million
        amount = amount.quantize(Decimal("1E5"), ROUND_HALF_UP)
    for size, unit in units:
        if amount >= size:
            places = 2 if amount < 10 * size else 1
            number = (amount / size).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            return _grouped(number, places, language).rstrip("0").rstrip(",."), unit
    return "", ""


def _short_form(number: str, unit: str, currency: str, language: str) -> str:
    if language == "th" and currency == "THB":
        return f"{number} ลบ."
    return _with_symbol(number + unit, currency, language)


def _signed(amount: Decimal, text: str) -> str:
    return f"-{text}" if amount < 0 else text
