"""Amounts that people type into a form."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quen.kit.amounts import parse_amount
from quen.kit.refused import Refused


def asked_amount(given: Any, language: str, currency: str, key: str = "amount") -> Decimal:
    """The amount as this language writes it. Raises Refused with the error at `key`."""
    try:
        return parse_amount(str(given or ""), language, currency).amount
    except ValueError as error:
        raise Refused(str(error), errors={key: str(error)}) from error


def maybe_amount(given: Any, language: str, currency: str, key: str = "amount") -> Decimal | None:
    """As `asked_amount`; None where nothing was typed."""
    return asked_amount(given, language, currency, key) if str(given or "").strip() else None


def exact(given: Any, key: str = "amount") -> Decimal:
    """An amount as programs write it: digits with a point. Raises Refused."""
    text = given if isinstance(given, str) else str(given) if isinstance(given, int) else ""
    whole, _point, rest = text.removeprefix("-").partition(".")
    if not (whole + rest).isascii() or not (whole + rest).isdigit() or len(text) > 24:
        words = _('An amount is a text of digits, such as "1200000" or "99.50".')
        raise Refused(words, errors={key: words})
    return Decimal(text)
