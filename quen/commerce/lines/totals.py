"""What lines add up to: rounded line by line, VAT by its rate.

Each line is rounded to the currency's smallest unit, half up, and VAT is counted once for each rate on the
sum of its lines, as invoices in Vietnam show it (Decree 123/2020/ND-CP, article 10, 6) and as the Revenue
Code of Thailand allows (section 86/4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from quen.kit.money import decimals

HUNDRED = Decimal(100)


class Priced(Protocol):
    """A line: see commerce.models.priced."""

    @property
    def quantity(self) -> Decimal: ...

    @property
    def unit_price(self) -> Decimal: ...

    @property
    def discount_percent(self) -> Decimal: ...

    @property
    def vat_percent(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Vat:
    """The VAT of one rate: `percent` of `base`."""

    percent: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Totals:
    """`gross` is before discounts, `net` after them and before VAT, `total` what is to be paid."""

    gross: Decimal
    discount: Decimal
    net: Decimal
    vats: tuple[Vat, ...]
    vat: Decimal
    total: Decimal


def net_of(line: Priced, currency: str) -> Decimal:
    """A line after its discount, before VAT."""
    gross = line.quantity * line.unit_price
    return rounded(gross * (HUNDRED - line.discount_percent) / HUNDRED, currency)


def totals_of(lines: Iterable[Priced], currency: str) -> Totals:
    """What lines add up to in `currency`."""
    every = list(lines)
    gross = sum((rounded(i.quantity * i.unit_price, currency) for i in every), Decimal(0))
    nets = [(line.vat_percent, net_of(line, currency)) for line in every]
    net = sum((amount for _percent, amount in nets), Decimal(0))
    bases: dict[Decimal, Decimal] = {}
    for percent, amount in nets:
        if percent is not None:
            key = percent.normalize()
            bases[key] = bases.get(key, Decimal(0)) + amount
    vats = tuple(
        Vat(percent, base, rounded(base * percent / HUNDRED, currency))
        for percent, base in sorted(bases.items())
    )
    vat = sum((one.amount for one in vats), Decimal(0))
    return Totals(gross, gross - net, net, vats, vat, net + vat)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the currency's smallest unit, half up."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)


def greatest_discount(lines: Iterable[Priced]) -> Decimal:
    """The greatest discount among the lines, in per cent."""
    return max((line.discount_percent for line in lines), default=Decimal(0))
