"""Which order a transfer pays: by reference, then amount and time, then the payer's name.

Only what cannot well be anything else is sure. A reference can be of the wrong order, two customers can owe
the same amount, a namesake can pay for something else: where the signs contradict each other, a person
decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from quen.commerce.matching.bearing import Bearings, Level
from quen.commerce.matching.facts import Claim, Proposal, Transfer, Verdict
from quen.kit.text import fold

SHOWN = 5
LATE = timedelta(days=90)
EARLY = timedelta(days=3)
MOST_OVER = 2  # a payment of more than twice what is open is looked at by a person
_LEGAL = (
    "cong ty", "cty", "co phan", "trach nhiem huu han", "tnhh", "mtv", "mot thanh vien", "cp",
    "thuong mai", "dich vu", "san xuat", "company", "limited", "co", "ltd", "jsc",
)  # fmt: skip
_LEGAL_THAI = ("บริษัท", "จำกัด", "ห้างหุ้นส่วน")  # Thai parts no words
SHORTEST_NAME = 6
_BORNE = {int(Level.WHOLE): "reference", int(Level.NEAR): "slip", int(Level.PART): "part"}


class Claims:
    """The claims of one currency, ready to be asked many times."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.by_key = {one.key: one for one in claims}
        known = ((c.key, c.reference, c.number) for c in self.by_key.values())
        self.bearings = Bearings(known)
        self.names = {key: _bare_names(claim) for key, claim in self.by_key.items()}

    def replace(self, claim: Claim) -> None:
        """What is open of an order has changed."""
        self.by_key[claim.key] = claim
        self.names[claim.key] = _bare_names(claim)


@dataclass(frozen=True)
class _Signs:
    """What of a claim a transfer shows."""

    claim: Claim
    level: int
    amount: bool
    name: bool
    time: bool

    @property
    def open(self) -> bool:
        return self.claim.open > 0


def judge(transfer: Transfer, claims: Claims) -> Verdict:
    """Which claim a transfer meets, and which it may meet, the likeliest first."""
    found = claims.bearings.found(transfer.text)
    said = _joined(f"{transfer.text} {transfer.payer}")
    signs = [
        _Signs(
            claim, found.get(claim.key, 0), claim.asks(transfer.amount),
            any(name in said for name in claims.names[claim.key]),
            _in_time(transfer, claim),
        )
        for claim in claims.by_key.values()
        if claim.currency == transfer.currency
    ]  # fmt: skip
    sure = _sure(transfer, signs)
    return Verdict(sure.claim.key if sure else None, _proposals(transfer, signs))


def _in_time(transfer: Transfer, claim: Claim) -> bool:
    """Differences alone: a day of the year 9999 has none 90 days behind it."""
    early, late = claim.ordered_on - transfer.day, transfer.day - claim.last_due_on
    return early <= EARLY and late <= LATE


def _sure(transfer: Transfer, signs: Sequence[_Signs]) -> _Signs | None:
    whole = [one for one in signs if one.level == Level.WHOLE]
    if whole:
        return _by_whole(transfer, whole, signs)
    borne = [one for one in signs if one.level]
    if borne:
        return _by_part(transfer, borne, signs)
    fitting = [one for one in signs if one.open and one.amount and one.name and one.time]
    return _only(fitting)


def _by_whole(
    transfer: Transfer, whole: Sequence[_Signs], signs: Sequence[_Signs]
) -> _Signs | None:
    """One order's reference, unless another order fits what else is known better."""
    one = _only(whole)
    if one is None or not one.open or transfer.amount > one.claim.open * MOST_OVER:
        return None
    rivals = [it for it in signs if it is not one and it.open and it.amount]
    if one.amount:
        return None if not one.name and any(it.name for it in rivals) else one
    return None if any(it.name or not one.name for it in rivals) else one


def _by_part(transfer: Transfer, borne: Sequence[_Signs], signs: Sequence[_Signs]) -> _Signs | None:
    """A reference with a slip, or a part of one: the amount must say the same, and more where several
    orders are meant as well."""
    fitting = [one for one in borne if one.open and one.amount]
    one = _only(fitting) or _only([one for one in fitting if one.name])
    if one is None:
        return None
    rivals = [it for it in signs if it is not one and it.open and it.amount]
    if one.name:
        return one
    if any(it.name for it in rivals):
        return None
    alone = len(borne) == 1 and one.level == Level.NEAR
    return one if alone or not rivals else None


def _only(signs: Sequence[_Signs]) -> _Signs | None:
    return signs[0] if len(signs) == 1 else None


def _proposals(transfer: Transfer, signs: Sequence[_Signs]) -> tuple[Proposal, ...]:
    told = [
        Proposal(one.claim.key, _score(one), _reasons(transfer, one))
        for one in signs
        if one.open and (one.level or one.amount or one.name)
    ]
    return tuple(sorted(told, key=lambda one: (-one.score, one.key))[:SHOWN])


def _score(one: _Signs) -> int:
    return 4 * one.level + 4 * one.amount + 3 * one.name + one.time


def _reasons(transfer: Transfer, one: _Signs) -> tuple[str, ...]:
    level = _BORNE.get(one.level, "")
    amount = _amount(transfer.amount, one)
    return tuple(word for word in (level, amount, "name" if one.name else "") if word)


def _amount(amount: Decimal, one: _Signs) -> str:
    if one.amount:
        return "amount"
    return "less" if amount < one.claim.open else "more"


def _joined(text: str) -> str:
    """Letters and digits without marks and blanks: banks join words."""
    return "".join(char for char in fold(text) if char.isalnum())


def _bare_names(claim: Claim) -> tuple[str, ...]:
    """The customer's names as they stand in a text; what every company's name bears is no name, and what is
    shorter than six signs tells nothing."""
    return tuple(name for name in map(_bare, claim.names) if len(name) >= SHORTEST_NAME)


def _bare(name: str) -> str:
    plain = f" {' '.join(fold(name).replace('.', ' ').replace(',', ' ').split())} "
    for word in _LEGAL:
        plain = plain.replace(f" {word} ", " ")
    for word in _LEGAL_THAI:
        plain = plain.replace(word, "")
    return _joined(plain)
