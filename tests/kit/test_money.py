from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.amounts import parse_amount
from quen.kit.money import Money, decimals, short, shown
from quen.kit.unreadable import Unreadable


def money(amount, currency="VND"):
    return Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5tr", 5_000_000),
        ("1,2 tỷ", 1_200_000_000),
        ("1.2 tỷ", 1_200_000_000),
        ("50k", 50_000),
        ("500 nghìn", 500_000),
        ("1.200.000", 1_200_000),
        ("1.200.000 ₫", 1_200_000),
        ("1.200.000đ", 1_200_000),
        ("1.200.000 VNĐ", 1_200_000),
        ("1,200,000", 1_200_000),
        ("1 200 000", 1_200_000),
        ("1,200.00", 1_200),
        ("1tr2", 1_200_000),
        ("1tr250", 1_250_000),
        ("2 tỷ 3", 2_300_000_000),
        ("2 tỷ 300 triệu", 2_300_000_000),
        ("0,5 TRIỆU", 500_000),
        ("-1.200.000 ₫", -1_200_000),
        ("(1.200.000)", -1_200_000),
        ("１２０００", 12_000),
    ],
)
def test_vietnamese_sellers_type_dong_their_way(typed, amount):
    assert parse_amount(typed, "vi", "VND") == money(amount)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,200.50", "1200.50"),
        ("1,200.50 ฿", "1200.50"),
        ("฿1,234.50", "1234.50"),
        ("๑,๒๐๐.๕๐ บาท", "1200.50"),
        ("3 ล้าน", "3000000"),
        ("1.5 ล้านบาท", "1500000"),
        ("2 ลบ.", "2000000"),
        ("2 พันล้าน", "2000000000"),
        ("5 พัน", "5000"),
        ("3 แสน", "300000"),
        ("500 บ.", "500"),
        ("1.2M", "1200000"),
        ("1,200", "1200"),
        ("1.200", "1.2"),
    ],
)
def test_thai_sellers_type_baht_their_way(typed, amount):
    assert parse_amount(typed, "th", "THB").amount == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("abc", "not_an_amount"),
        ("tr", "not_an_amount"),
        ("5trx", "not_an_amount"),
        ("12.34.56", "not_an_amount"),
        ("300 triệu 2 tỷ", "not_an_amount"),
        ("3 ล้าน 5", "not_an_amount"),
        ("1.2E+09", "rounded"),
        ("$500", "other_currency"),
        ("500 บาท", "other_currency"),
        ("1.200,5", "decimals"),
        ("1" + "0" * 15, "too_big"),
    ],
)
def test_what_is_no_clear_amount_is_refused_with_its_reason(typed, reason):
    with pytest.raises(Unreadable) as refused:
        parse_amount(typed, "vi", "VND")
    assert refused.value.reason == reason
    assert str(refused.value)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "full", "brief"),
    [
        ("412500000", "VND", "vi", "412.500.000 ₫", "412,5 tr ₫"),
        ("2270000000", "VND", "vi", "2.270.000.000 ₫", "2,27 tỷ ₫"),
        ("86000000", "VND", "vi", "86.000.000 ₫", "86 tr ₫"),
        ("1200000", "VND", "vi", "1.200.000 ₫", "1,2 tr ₫"),
        ("999960000", "VND", "vi", "999.960.000 ₫", "1 tỷ ₫"),
        ("999500000", "VND", "vi", "999.500.000 ₫", "999,5 tr ₫"),
        ("950000", "VND", "vi", "950.000 ₫", "950.000 ₫"),
        ("-5000000", "VND", "vi", "-5.000.000 ₫", "-5 tr ₫"),
        ("1234.5", "THB", "th", "฿1,234.50", "฿1,234.50"),
        ("7000", "THB", "vi", "7.000,00 ฿", "7.000 ฿"),
        ("7000", "THB", "th", "฿7,000.00", "฿7,000"),
        ("1200000", "THB", "th", "฿1,200,000.00", "1.2 ลบ."),
        ("2270000000", "VND", "th", "₫2,270,000,000", "₫2,270 ล้าน"),
        ("1234.5", "THB", "en", "฿1,234.50", "฿1,234.50"),
        ("2270000000", "VND", "en", "₫2,270,000,000", "₫2.27B"),
        ("1234.5", "CHF", "en", "CHF 1,234.50", "CHF 1,234.50"),
        ("0", "VND", "vi", "0 ₫", "0 ₫"),
    ],
)
def test_money_is_shown_as_each_language_writes_it(amount, currency, language, full, brief):
    assert shown(money(amount, currency), language) == full
    assert short(money(amount, currency), language) == brief


def test_currencies_know_their_decimals():
    assert [decimals(code) for code in ("VND", "THB", "USD", "JPY", "KWD")] == [0, 2, 2, 0, 3]


def test_amounts_of_two_currencies_do_not_mix():
    assert money(1) + money(2) == money(3)
    assert money(5) - money(7) == -money(2)
    assert money(1) < money(2) <= money(2)
    with pytest.raises(ValueError, match="rate"):
        money(1) + money(1, "THB")
    with pytest.raises(ValueError, match="rate"):
        money(1) < money(1, "THB")  # noqa: B015


def test_money_is_exact_or_not_made():
    with pytest.raises(TypeError):
        Money(0.1, "VND")
    with pytest.raises(TypeError):
        money("NaN")
    with pytest.raises(ValueError, match="ISO"):
        money(1, "vnd")
    assert (money("10.005", "THB") * 2).rounded() == money("20.01", "THB")
    assert money("2.5").rounded() == money(3)


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from(["VND", "THB", "USD"]),
    st.sampled_from(["vi", "th", "en"]),
)
def test_what_is_shown_reads_back_as_itself(amount, currency, language):
    told = Money(amount, currency).rounded()
    assert parse_amount(shown(told, language), language, currency) == told


@given(st.text(max_size=30), st.sampled_from(["vi", "th", "en"]), st.sampled_from(["VND", "THB"]))
def test_any_text_is_read_or_refused(text, language, currency):
    try:
        read = parse_amount(text, language, currency)
    except Unreadable:
        return
    assert read == read.rounded()
