"""What matching is given and what it answers: no rows, no clock, no chance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Transfer:
    """Money that came in: `text` is what the bank shows of it, `payer` the sender's name where it has one."""

    amount: Decimal
    currency: str
    day: date
    text: str
    payer: str = ""


@dataclass(frozen=True)
class Claim:
    """An order, and what it asks for: `parts` are its open instalments in order, none for one that is paid or
    cancelled. Those stand among the claims too, so that a reference to them is not taken for another."""

    key: int
    reference: str
    number: str
    currency: str
    ordered_on: date
    last_due_on: date
    parts: tuple[Decimal, ...]
    names: tuple[str, ...]

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return sum(self.parts, Decimal(0))

    def asks(self, amount: Decimal) -> bool:
        """Whether this is an amount that the customer was asked for: a part, the parts up to one, all."""
        reached = Decimal(0)
        for part in self.parts:
            reached += part
            if amount in (part, reached):
                return True
        return False


@dataclass(frozen=True)
class Proposal:
    """An order that a transfer may pay, with the reasons; the higher the score the likelier."""

    key: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """`sure` is the order that may be booked without asking anybody, if there is one."""

    sure: int | None
    proposals: Sequence[Proposal] = field(default_factory=tuple)
