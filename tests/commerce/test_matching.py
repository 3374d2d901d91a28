"""Matching: sure only where nothing else can well be meant, and then nearly always."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from quen.commerce.matching.bearing import Bearings, Level, one_slip
from quen.commerce.matching.deciding import Claims, judge
from quen.commerce.matching.facts import Claim, Transfer
from quen.commerce.references import checked
from tests.commerce.transfers import PAYS_NONE, cases

DAY = date(2026, 11, 20)
TUNED = (1, 2, 3, 4, 5)  # what the rules were looked at with
TESTED = (101, 102, 103)


def claim(key, *parts, name="Nguyễn Thị Hồng", **facts) -> Claim:
    number = f"DH-2026-{key:04d}"
    amounts = tuple(Decimal(part) for part in parts)
    told = Claim(key, checked(number), number, "VND", DAY, DAY, amounts, (name,))
    return replace(told, **facts)


def sure(text, amount, *claims, payer="", day=DAY) -> int | None:
    transfer = Transfer(Decimal(amount), "VND", day, text, payer)
    return judge(transfer, Claims(claims)).sure


REF = checked("DH-2026-0001")


@pytest.mark.parametrize("seed", TESTED)
def test_five_hundred_transfers_are_matched_without_a_false_one(seed):
    """How the truth is made stands in `tests/commerce/transfers.py`. Judging 500 takes most of a second."""
    assert seed not in TUNED
    claims, made = cases(seed, 500)
    known = Claims(claims)
    none = {way.__name__ for way in PAYS_NONE}
    told = [(case, judge(case.transfer, known).sure) for case in made]
    assert [case for case, found in told if found not in (None, case.truth)] == []
    paying = [found for case, found in told if case.way not in none]
    assert len(paying) > 400
    assert sum(found is not None for found in paying) >= 0.95 * len(paying)


def test_the_same_seed_makes_the_same_transfers():
    assert cases(7, 50) == cases(7, 50)
    assert cases(7, 50) != cases(8, 50)


@pytest.mark.parametrize(
    "text",
    [
        f"MBVCB.12345.{REF}.CT tu 0123",
        REF.lower(),
        REF.replace("0", "O"),
        f"{REF[:2]} {REF[2:6]} {REF[6:]} thanh toán",
        f"chuyenkhoan{REF}nguyenvana",
        REF[:5] + REF[6] + REF[5] + REF[7:],
        REF[:4] + REF[5:],
        f"thanh toan {REF[:-2]}",
        "Trả tiền đơn DH-2026-0001",
    ],
)
def test_a_reference_is_found_however_it_is_written(text):
    assert sure(text, 500000, claim(1, 500000), claim(2, 700000)) == 1


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ("ABCD", "ABCD", True), ("ABCD", "ABDC", True), ("ABCD", "ABD", True), ("ABD", "ABCD", True),
        ("ABCD", "ABXD", True), ("ABCD", "BADC", False), ("ABCD", "AXYD", False), ("ABCD", "AB", False),
        ("", "A", True), ("ABCD", "BCDA", False),
    ],
)  # fmt: skip
def test_one_slip_is_one_sign_or_two_neighbours(left, right, told):
    assert one_slip(left, right) is told


def test_a_longer_number_is_not_taken_for_the_shorter_one_in_it():
    known = Bearings(
        [
            (1, checked("DH-2026-1234"), "DH-2026-1234"),
            (2, checked("DH-2026-12345"), "DH-2026-12345"),
        ]
    )
    assert known.found(checked("DH-2026-12345"))[2] == Level.WHOLE
    assert known.found(checked("DH-2026-12345")).get(1, 0) < Level.WHOLE


def test_part_payment_and_over_payment_are_sure_with_the_whole_reference():
    one, other = claim(1, 500000), claim(2, 700000, name="Trần Văn Nam")
    assert sure(REF, 100000, one, other) == 1
    assert sure(REF, 520000, one, other) == 1
    assert sure(REF, 5000000, one, other) is None
    assert sure(REF[:4] + REF[5:], 100000, one, other) is None


def test_a_reference_is_not_believed_where_another_customer_fits_better():
    one, other = claim(1, 500000), claim(2, 700000, name="Trần Văn Nam")
    assert sure(f"{REF} Tran Van Nam", 700000, one, other) is None
    assert sure(f"{REF} khong ten", 700000, one, other) is None
    twin = claim(2, 500000, name="Trần Văn Nam")
    assert sure(f"{REF} TRAN VAN NAM", 500000, one, twin) is None
    assert sure(f"{REF} ai do", 500000, one, twin) == 1


def test_a_closed_order_takes_no_money_and_hides_nothing():
    closed = claim(1)
    assert sure(REF, 500000, closed, claim(2, 500000, name="Trần Văn Nam")) is None


def test_amount_and_name_are_sure_together_and_not_alone():
    one, other = claim(1, 500000), claim(2, 700000, name="Trần Văn Nam")
    assert sure("nguyen thi hong tra tien", 500000, one, other) == 1
    assert sure("tra tien", 500000, one, other, payer="NGUYEN THI HONG") == 1
    assert sure("chuyen tien", 500000, one, other) is None
    assert sure("nguyen thi hong", 400000, one, other) is None
    assert sure("nguyen thi hong", 500000, one, claim(2, 500000)) is None
    assert sure("nguyen thi hong", 500000, one, day=DAY + timedelta(days=120)) is None


def test_a_company_is_known_without_what_every_company_is_called():
    one = claim(1, 500000, name="Công ty TNHH Thép Bến Nghé 7")
    assert sure("CTY TNHH THEP BEN NGHE 7 CK", 500000, one) == 1
    assert sure("CONG TY TNHH", 500000, one) is None


def test_a_part_that_was_agreed_on_fits_and_two_of_them_together():
    one = claim(1, 300000, 200000, 500000)
    for amount in (300000, 200000, 500000, 1000000):
        assert one.asks(Decimal(amount))
    assert not one.asks(Decimal(700000))


def test_a_person_is_told_why_an_order_is_proposed():
    claims = Claims([claim(1, 500000), claim(2, 500000, name="Trần Văn Nam")])
    told = judge(Transfer(Decimal(500000), "VND", DAY, "tran van nam"), claims).proposals
    assert told[0].key == 2
    assert told[0].reasons == ("amount", "name")
    other = Transfer(Decimal(500000), "THB", DAY, "tran van nam")
    assert judge(other, claims).proposals == ()


def short(key, *parts, **facts) -> Claim:
    """An order of a company that counts "0001", "0002", since before such patterns were refused."""
    number = f"{key:04d}"
    return claim(key, *parts, reference=checked(number), number=number, **facts)


def test_a_short_reference_is_believed_as_a_word_with_the_amount_alone():
    one, other = short(1, 500000), short(2, 700000, name="Trần Văn Nam")
    bears = f"TT {one.reference} cam on"
    assert sure(bears, 500000, one, other) == 1
    assert sure(bears, 400000, one, other) is None
    assert sure(f"MBVCB.5839{one.reference}1.chuyen tien", 500000, one, other) is None
    assert sure(one.reference[:-1], 500000, one, other) is None
    assert sure(bears, 500000, one, short(2, 500000, name="Trần Văn Nam")) is None
    assert sure(f"{bears} nguyen thi hong", 500000, one, short(2, 500000, name="Bùi An")) == 1


def test_the_digits_that_banks_write_around_a_text_pay_no_order_with_a_short_number():
    """500 transfers of strangers for amounts that somebody owes."""
    dice = random.Random(1)
    amounts = [dice.randrange(300, 1900) * 1000 for _n in range(300)]
    known = Claims(short(n, one, name=f"Khách số {n}x") for n, one in enumerate(amounts, 1))
    digits = lambda count: "".join(dice.choices("0123456789", k=count))  # noqa: E731
    for _n in range(500):
        text = f"MBVCB.{digits(10)}.{digits(6)}1.CT tu 0{digits(9)} NGUYEN VAN A toi 0071001234567"
        strange = Transfer(Decimal(dice.choice(amounts)), "VND", DAY, text, "NGUYEN VAN A")
        assert judge(strange, known).sure is None, text
