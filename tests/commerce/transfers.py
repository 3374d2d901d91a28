"""Fixture transfers: orders, what their customers send, and which order each transfer truly pays.

The truth is made, not judged: a transfer is written for an order that was drawn (or for none), in one of the
ways in which people and banks garble references, and remembers that order. A way is a function of the order
and the dice; its share of all transfers stands in `WAYS`. What tunes the matching and what tests it are
drawn with different seeds. Sure is what the matching books by itself: on another order than the truth, or for
a transfer that pays none, it is a false match. Matched counts over the transfers that pay an order.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from quen.commerce.matching.facts import Claim, Transfer
from quen.commerce.references import checked
from quen.kit.text import fold

START = date(2026, 3, 2)
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLE = ["Thị", "Văn", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quốc", "Kim", "Xuân", "Hoài", "Gia"]
GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hồng",
    "Khánh",
    "Lan",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Thảo",
    "Uyên",
    "Vinh",
    "Yến",
]
TRADES = ["Thép", "Gỗ", "Vải", "Sơn", "Điện", "Nước", "Giấy", "Nhựa", "Kính", "Gạch"]
PLACES = [
    "Bến Nghé",
    "Tân Bình",
    "Hải Châu",
    "Cầu Giấy",
    "Long Biên",
    "Thủ Đức",
    "Ninh Kiều",
    "Đông Hà",
]
BANKS = ("MBVCB.{n}.", "IBFT ", "CT DEN:{n} ", "", "TK 0{n} ", "NHAN TU {n} TRACE {n} ", "QR - ")
FORMS = (
    "{ref} {name} thanh toan", "{name} chuyen khoan {ref}", "tt don hang {ref}", "{ref}",
    "thanh toan {ref} cam on shop", "CK {ref} - {name}",
)  # fmt: skip
NOISE = (
    "luong thang 3", "hoan tien shopee", "tra no anh ba", "nop tien mat tai quay", "lai tien gui",
    "chuyen tien an trua", "tien nha thang 4", "rut vi momo", "phi quan ly tai khoan",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A transfer and the order it truly pays; None pays none."""

    way: str
    transfer: Transfer
    truth: int | None


def orders(dice: random.Random, count: int = 400) -> list[Claim]:
    """Orders with numbers in a row; half of their amounts are shared by several, an eighth is closed, a
    quarter is paid in two parts, some customers have several."""
    usual = [Decimal(dice.randrange(2, 400) * 50000) for _n in range(count // 8)]
    people: list[str] = []
    made = []
    for n in range(1, count + 1):
        name = dice.choice(people) if people and dice.random() < 0.15 else _name(dice)
        people.append(name)
        amount = (
            dice.choice(usual) if dice.random() < 0.5 else Decimal(dice.randrange(10**5, 10**8))
        )
        half = (amount / 2).quantize(Decimal(1))
        parts = (amount,) if dice.random() < 0.75 else (half, amount - half)
        on = START + timedelta(days=n // 8)
        number = f"DH-2026-{n:04d}"
        claim = Claim(
            n, checked(number), number, "VND", on, on + timedelta(days=dice.choice((7, 30))),
            () if dice.random() < 0.125 else parts, (name,),
        )  # fmt: skip
        made.append(claim)
    return made


def _name(dice: random.Random) -> str:
    if dice.random() < 0.3:
        return f"Công ty TNHH {dice.choice(TRADES)} {dice.choice(PLACES)} {dice.randrange(1, 99)}"
    return f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}"


def _bank(text: str, dice: random.Random) -> str:
    """As a bank writes it: in front its own signs, capitals without marks, at times without blanks."""
    plain = fold(text).upper()
    if dice.random() < 0.1:
        plain = plain.replace(" ", "")
    return dice.choice(BANKS).format(n=dice.randrange(10**5, 10**6)) + plain


def _with(claim: Claim, reference: str, dice: random.Random, *, name: bool | None = None) -> str:
    form = dice.choice(FORMS)
    if name is not None:
        form = "{ref} {name} thanh toan" if name else "tt don hang {ref}"
    return _bank(form.format(ref=reference, name=claim.names[0]), dice)


def _asked(claim: Claim, dice: random.Random) -> Decimal:
    return dice.choice((claim.parts[0], claim.open))


def _pays(claim: Claim, dice: random.Random, text: str, **facts) -> Transfer:
    day = claim.ordered_on + timedelta(days=dice.randrange(0, 20))
    payer = claim.names[0].upper() if dice.random() < 0.3 else ""
    told = Transfer(_asked(claim, dice), "VND", day, text, fold(payer).upper())
    return replace(told, **facts)


def exact(claim, dice, every):
    return _pays(claim, dice, _with(claim, claim.reference, dice))


def number_alone(claim, dice, every):
    written = claim.number if dice.random() < 0.5 else claim.number.replace("-", " ")
    return _pays(claim, dice, _with(claim, written, dice, name=dice.random() < 0.8))


def swapped(claim, dice, every):
    ref = claim.reference
    at = dice.choice([n for n in range(len(ref) - 1) if ref[n] != ref[n + 1]])
    return _pays(claim, dice, _with(claim, ref[:at] + ref[at + 1] + ref[at] + ref[at + 2 :], dice))


def missing(claim, dice, every):
    at = dice.randrange(len(claim.reference))
    return _pays(claim, dice, _with(claim, claim.reference[:at] + claim.reference[at + 1 :], dice))


def wrong_sign(claim, dice, every):
    at = dice.randrange(2, len(claim.reference))
    sign = dice.choice("0123456789")
    return _pays(
        claim, dice, _with(claim, claim.reference[:at] + sign + claim.reference[at + 1 :], dice)
    )


def letters_for_digits(claim, dice, every):
    return _pays(
        claim, dice, _with(claim, claim.reference.replace("0", "O").replace("1", "I"), dice)
    )


def apart(claim, dice, every):
    ref = claim.reference
    written = dice.choice(
        (f"{ref[:2]} {ref[2:6]} {ref[6:]}", "-".join(ref[n : n + 4] for n in range(0, 12, 4)))
    )
    return _pays(claim, dice, _with(claim, written.lower(), dice))


def cut(claim, dice, every):
    """The bank cut the text: the last one to three signs are gone."""
    text = _bank(f"{claim.names[0]} thanh toan {claim.reference}", dice)
    return _pays(claim, dice, text[: -dice.randrange(1, 4)])


def name_alone(claim, dice, every):
    """No reference; only where the amount and the name mean one order, or nobody could know."""
    return _pays(claim, dice, _bank(f"{claim.names[0]} thanh toan tien hang", dice))


def part_paid(claim, dice, every):
    """A round sum on account."""
    less = (claim.open / 3).quantize(Decimal(1))
    return _pays(claim, dice, _with(claim, claim.reference, dice, name=True), amount=less)


def over_paid(claim, dice, every):
    return _pays(
        claim,
        dice,
        _with(claim, claim.reference, dice),
        amount=claim.open + dice.randrange(1, 9) * 1000,
    )


def by_another(claim, dice, every):
    """Somebody else pays, with the right reference."""
    other = replace(claim, names=(_name(dice),))
    return _pays(other, dice, _with(other, claim.reference, dice, name=True), payer="")


def wrong_reference(claim, dice, every):
    """The customer copied the reference of an older order, of somebody else; their name and amount stand."""
    other = dice.choice([one for one in every if one.names != claim.names])
    return _pays(claim, dice, _with(claim, other.reference, dice, name=True), payer="")


def foreign(claim, dice, every):
    """Money that has nothing to do with an order; every second one of an amount that somebody owes."""
    text = _bank(f"{_name(dice)} {dice.choice(NOISE)}", dice)
    amount = claim.open if dice.random() < 0.5 else Decimal(dice.randrange(10**4, 10**8))
    return _pays(claim, dice, text, amount=amount, payer="")


def nameless_twin(claim, dice, every):
    """An amount that somebody owes, and not a word that says who: it pays no order anybody could name."""
    return _pays(
        claim, dice, _bank(dice.choice(("chuyen tien", "thanh toan", "ck")), dice), payer=""
    )


Way = Callable[[Claim, random.Random, list[Claim]], Transfer]
WAYS: tuple[tuple[Way, int], ...] = (
    (exact, 40), (number_alone, 6), (swapped, 5), (missing, 5), (wrong_sign, 4),
    (letters_for_digits, 4), (apart, 4), (cut, 4), (name_alone, 5), (part_paid, 3), (over_paid, 3),
    (by_another, 3), (wrong_reference, 2), (foreign, 8), (nameless_twin, 4),
)  # fmt: skip
PAYS_NONE = (foreign, nameless_twin)


def cases(seed: int, count: int = 500) -> tuple[list[Claim], list[Case]]:
    """The orders, and transfers for them; the same for the same seed."""
    dice = random.Random(seed)
    every = orders(dice)
    waiting = [one for one in every if one.parts]
    ways, weights = zip(*WAYS, strict=True)
    made = []
    for way in dice.choices(ways, weights, k=count):
        claim = dice.choice(waiting)
        transfer = way(claim, dice, every)
        made.append(Case(way.__name__, transfer, None if way in PAYS_NONE else claim.key))
    return every, made
