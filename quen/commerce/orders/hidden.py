"""What a role hides of orders, where several fields are told at once."""

from typing import Any

# A document, its lines and an instalment say what these say.
SUMS = ("net", "vat", "total")


def reads(user: Any, *keys: str) -> bool:
    """Whether this user may read all of these fields of orders."""
    return all(user.may_read_field(f"order.{key}") for key in keys)


def reads_document(user: Any) -> bool:
    """Whether this user may read an order as its customer does: with its lines and what they cost."""
    return reads(user, *SUMS)
