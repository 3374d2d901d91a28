"""Codes to scan: as NAPAS and PromptPay publish them, drawn, read back by a scanner, field by field."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
import zxingcpp

from quen.commerce.banks import banks
from quen.commerce.payment_codes import (
    can_be_scanned,
    payment_payload,
    qr_svg,
    reference_of,
)
from quen.commerce.payment_codes.emvco import closed
from quen.commerce.payment_codes.promptpay import promptpay, target
from quen.commerce.payment_codes.vietqr import vietqr
from quen.kit.money import Money

SCALE = 4


def account(kind, number, bank_bin=""):
    return SimpleNamespace(kind=kind, number=number, bank_bin=bank_bin)


def scanned(svg: str) -> str:
    """What a scanner reads from the drawn picture: its dark lines are painted and decoded."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)[1]
    grey = bytearray(b"\xff" * (side * SCALE) ** 2)
    x = y = Decimal(0)
    for verb, given in re.findall(r"([MmhH])([-\d. ]+)", path):
        numbers = [Decimal(one) for one in given.split()]
        if verb == "h":
            paint(grey, side, int(x), int(y), int(numbers[0]))
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if verb == "M" else (x + numbers[0], y + numbers[1])
    picture = memoryview(bytes(grey)).cast("B", shape=[side * SCALE, side * SCALE])
    return zxingcpp.read_barcodes(picture)[0].text


def paint(grey: bytearray, side: int, x: int, y: int, wide: int) -> None:
    for row in range(y * SCALE, (y + 1) * SCALE):
        begin = row * side * SCALE + x * SCALE
        grey[begin : begin + wide * SCALE] = bytes(wide * SCALE)


def fields(text: str) -> dict[str, str]:
    """EMVCo's fields of one level: two digits of id, two of length, the value."""
    found = {}
    while text:
        length = int(text[2:4])
        found[text[:2]], text = text[4 : 4 + length], text[4 + length :]
    return found


# "Technical Specifications on NAPAS QR Switching, Part IV", section 6.1: static and dynamic, to an account.
NAPAS_STATIC = (
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"
)
NAPAS_DYNAMIC = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
    "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E"
)
# What the library promptpay-qr, which Thai shops use, publishes as its examples.
PROMPTPAY = {
    "080-123-4567": "00020101021129370016A000000677010111011300668012345675802TH530376463046197",
    "+66-89-123-4567": "00020101021129370016A000000677010111011300668912345675802TH5303764630429C1",
    "1-1111-11111-11-1": "00020101021129370016A000000677010111021311111111111115802TH530376463047B5A",
    "0123456789012": "00020101021129370016A000000677010111021301234567890125802TH530376463040CBD",
}
PROMPTPAY_4_22 = (
    "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469"
)


def test_a_static_vietqr_is_that_of_the_specification():
    assert vietqr("970403", "0011012345678") == NAPAS_STATIC


def test_a_dynamic_vietqr_holds_the_fields_of_the_specification():
    """The published example carries a bill number besides, which a transfer does not need."""
    published = fields(NAPAS_DYNAMIC)
    ours = fields(vietqr("970403", "0011012345678", Decimal(180_000), "thanh toan don hang"))
    assert fields(published.pop("62"))["08"] == fields(ours.pop("62"))["08"]
    assert published.pop("63") != ours.pop("63")
    assert ours == published
    assert closed(NAPAS_DYNAMIC.removesuffix("63042E2E")) == NAPAS_DYNAMIC


def test_promptpay_codes_are_those_that_are_published():
    for number, payload in PROMPTPAY.items():
        assert promptpay(number) == payload, number
    assert promptpay("000-000-0000", Decimal("4.22")) == PROMPTPAY_4_22


def test_an_e_wallet_stands_in_its_own_field():
    assert target("004999012345678") == ("03", "004999012345678")
    merchant = fields(fields(promptpay("004999012345678"))["29"])
    assert merchant == {"00": "A000000677010111", "03": "004999012345678"}


@pytest.mark.parametrize("amount", [1, 180_000, 1_200_000, 9_999_999_999_999])
@pytest.mark.parametrize("reference", ["BG-2026-0042", "Đơn hàng số 7", ""])
def test_a_scanner_reads_bank_account_amount_and_reference_from_a_vietqr(amount, reference):
    payee = account("bank_vn", "19036852", "970407")
    payload = payment_payload(payee, Money(Decimal(amount), "VND"), reference)
    read = scanned(qr_svg(payload))
    assert read == payload
    told = fields(read)
    merchant = fields(told["38"])
    assert fields(merchant["01"]) == {"00": "970407", "01": "19036852"}
    assert (merchant["00"], merchant["02"]) == ("A000000727", "QRIBFTTA")
    assert (told["01"], told["53"], told["54"], told["58"]) == ("12", "704", str(amount), "VN")
    expected = {"08": reference_of(reference)} if reference else {}
    assert fields(told.get("62", "")) == expected
    assert read == closed(read[:-8])


@pytest.mark.parametrize(("amount", "text"), [("4.22", "4.22"), ("1000", "1000.00"), ("0.5", "0.50")])  # fmt: skip
def test_a_scanner_reads_whom_to_pay_and_how_much_from_a_promptpay_code(amount, text):
    payee = account("promptpay", "0812345678")
    payload = payment_payload(payee, Money(Decimal(amount), "THB"), "QT-2569-0001")
    read = scanned(qr_svg(payload))
    told = fields(read)
    assert read == payload
    assert fields(told["29"])["01"] == "0066812345678"
    assert (told["53"], told["54"], told["58"]) == ("764", text, "TH")
    assert "62" not in told
    assert read == closed(read[:-8])


def test_without_an_amount_the_payer_chooses_one():
    payload = payment_payload(account("bank_vn", "19036852", "970407"), None, "BG20260042")
    told = fields(payload)
    assert told["01"] == "11"
    assert "54" not in told


def test_what_cannot_be_paid_makes_no_code():
    vn, th = account("bank_vn", "19036852", "970407"), account("promptpay", "0812345678")
    for payee, money in (
        (vn, Money(Decimal("0.5"), "VND")),
        (vn, Money(Decimal(0), "VND")),
        (vn, Money(Decimal(-5), "VND")),
        (vn, Money(Decimal(10**14), "VND")),
        (vn, Money(Decimal(5), "THB")),
        (th, Money(Decimal("1.234"), "THB")),
        (account("bank", "DE02120300000000202051"), Money(Decimal(5), "EUR")),
    ):
        with pytest.raises(ValueError, match=r"paid|code"):
            payment_payload(payee, money)
    for number in ("12345", "08123456789", "abc", "1812345678"):
        with pytest.raises(ValueError, match="PromptPay"):
            target(number)
    assert can_be_scanned(vn, "VND")
    assert not can_be_scanned(vn, "THB")
    assert not can_be_scanned(account("bank", "1"), "VND")


def test_a_reference_is_what_every_bank_lets_through():
    assert reference_of("BG-2026-0042") == "BG20260042"
    assert reference_of("Đơn hàng số 7, chị Hồng") == "DONHANGSO7CHIHONG"
    assert reference_of("ใบเสนอราคา 12") == "12"
    long = reference_of("Thanh toan hop dong so HDKT-2026-000123")
    assert len(long) == 25
    assert long.endswith("HDKT2026000123")


def test_every_bank_has_a_number_of_six_digits_of_its_own():
    known = banks()
    assert len(known) > 50
    assert all(re.fullmatch(r"\d{6}", one.bin) and one.name and one.short for one in known)
    assert len({one.bin for one in known}) == len({one.short for one in known}) == len(known)
    names = {one.bin: one.short for one in known}
    assert (names["970436"], names["970415"], names["970418"]) == (
        "Vietcombank",
        "VietinBank",
        "BIDV",
    )
