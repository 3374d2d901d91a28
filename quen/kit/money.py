"""Money: an exact amount with its currency, shown the way each language writes it."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

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
THOUSAND, MILLION, BILLION = Decimal(10**3), Decimal(10**6), Decimal(10**9)


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


def shown(money: Money, language: str = "vi") -> str:
    """Write an amount in full: "412.500.000 ₫" in Vietnamese, "฿1,234.50" in Thai and English."""
    rounded = money.rounded()
    number = grouped(abs(rounded.amount), decimals(money.currency), language)
    return _signed(rounded.amount, _with_symbol(number, money.currency, language))


def figures(money: Money, language: str = "vi") -> str:
    """Write an amount without its currency, as it stands in a box to type in: "1.200.000", "1,234.50".

    `parse_amount` reads it back in the same language and currency.
    """
    rounded = money.rounded()
    return _signed(rounded.amount, grouped(abs(rounded.amount), decimals(money.currency), language))


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
        full = grouped(abs(rounded.amount), 0 if whole else decimals(money.currency), language)
        return _signed(rounded.amount, _with_symbol(full, money.currency, language))
    return _signed(rounded.amount, _short_form(number, unit, money.currency, language))


_SHORT = {
    "vi": ((BILLION, " tỷ"), (MILLION, " tr")),
    "th": ((MILLION, " ล้าน"),),
    "en": ((BILLION, "B"), (MILLION, "M")),
}


def grouped(amount: Decimal | int, places: int, language: str) -> str:
    """A number with its thousands parted as the language does."""
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
    if amount >= 10 * MILLION:  # round first: 999.96 million is 1 billion, not 1,000 million
        amount = amount.quantize(Decimal("1E5"), ROUND_HALF_UP)
    for size, unit in units:
        if amount >= size:
            places = 2 if amount < 10 * size else 1
            number = (amount / size).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            return grouped(number, places, language).rstrip("0").rstrip(",."), unit
    return "", ""


def _short_form(number: str, unit: str, currency: str, language: str) -> str:
    if language == "th" and currency == "THB":
        return f"{number} ลบ."
    return _with_symbol(number + unit, currency, language)


def _signed(amount: Decimal, text: str) -> str:
    return f"-{text}" if amount < 0 else text
