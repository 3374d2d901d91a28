"""Sums of amounts, compared in the database to the cent.

SQLite keeps amounts as binary fractions, in which 1.11 + 0.08 is not 1.19: what lies within half a cent is
the same amount. PostgreSQL reckons in decimals and loses nothing by it.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Q

HALF_CENT = Decimal("0.005")


def equals(column: str, sum: Any) -> Q:
    """The column holds this sum."""
    return Q(**{f"{column}__gt": sum - HALF_CENT, f"{column}__lt": sum + HALF_CENT})


def at_least(column: str, sum: Any) -> Q:
    """The column holds this sum or more."""
    return Q(**{f"{column}__gt": sum - HALF_CENT})


def below(column: str, sum: Any) -> Q:
    """The column holds less than this sum."""
    return Q(**{f"{column}__lt": sum - HALF_CENT})
