import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit import phones
from quen.kit.phones import digits_reversed, ending_reversed, parse, shown, split
from quen.kit.unreadable import Unreadable

OLD_AND_NEW = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "+84 912 345 678", "84912345678", "912345678", "0912.345.678", "(+84) 912-345-678",
        "+84(0)912345678", "+840912345678", "0084912345678", "'0912345678", "912345678.0", "SĐT: 0912 345 678",
        "０９１２３４５６７８", "\u202a0912345678\u202c", "0912/345/678",
    ],
)  # fmt: skip
def test_one_vietnamese_number_in_all_its_spellings(typed):
    assert parse(typed).e164 == "+84912345678"
    assert parse(typed).raw == typed


@pytest.mark.parametrize(("old", "new"), OLD_AND_NEW.items())
def test_old_eleven_digit_mobiles_become_their_new_numbers(old, new):
    for typed in (
        f"{old}1234567",
        f"{old} 123 4567",
        f"+84{old[1:]}1234567",
        f"84{old[1:]}1234567",
        f"{old[1:]}1234567",
    ):
        assert parse(typed).e164 == f"+84{new[1:]}1234567"


def test_landlines_keep_their_area():
    assert shown(parse("028 3822 1190").e164) == "+84 28 3822 1190"
    assert parse("2438221190").e164 == parse("024 3822 1190").e164


@pytest.mark.parametrize(
    "typed", ["081-234-5678", "+66812345678", "66812345678", "812345678", "๐๘๑-๒๓๔-๕๖๗๘"]
)
def test_one_thai_number_in_all_its_spellings(typed):
    assert parse(typed, "TH").e164 == "+66812345678"


def test_a_bangkok_landline_has_nine_digits():
    assert shown(parse("02-123-4567", "TH").e164) == "+66 2 123 4567"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("9.03E+08", "rounded"),
        ("9,03221884E+08", "rounded"),
        ("", "empty"),
        ("  ", "empty"),
        ("chưa có", "not_a_number"),
        ("0912345678, hỏi chị Lan", "not_a_number"),
        ("123", "too_short"),
        ("090322188412345678", "too_long"),
        ("00000000000", "unknown"),
        ("+999123456789", "unknown"),
        ("0903221884 / 0912345678", "several"),
        ("0903 221 884/885", "too_long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(typed, reason):
    with pytest.raises(Unreadable) as refused:
        parse(typed)
    assert refused.value.reason == reason
    assert str(refused.value)


@pytest.mark.parametrize("between", [" / ", ";", ", ", "\n", " - ", " hoặc ", " หรือ ", " "])
def test_several_numbers_in_one_cell_are_parted(between):
    assert split(f"0903221884{between}0912345678") == ["0903221884", "0912345678"]


def test_one_number_with_marks_inside_stays_one():
    for typed in (
        "0903/221/884",
        "0903,221,884",
        "0903 221 884",
        "+84 903 221 884",
        "0903 - 221 - 884",
    ):
        assert [parse(number).e164 for number in split(typed)] == ["+84903221884"]
    assert split("") == []


def test_an_extension_is_kept_apart():
    phone = parse("028 3822 1190 máy lẻ 12")
    assert (phone.e164, phone.extension) == ("+842838221190", "12")


def test_foreign_numbers_say_their_country():
    assert parse("+65 8123 4401").country == "SG"


def test_numbers_are_shown_in_groups():
    assert shown("+84903221884") == "+84 903 221 884"
    assert shown("+66812345678") == "+66 81 234 5678"
    assert shown("not a number") == "not a number"


@pytest.mark.parametrize(
    "typed", ["1884", "221 884", "0903221884", "84903221884", "+84 903 221 884"]
)
def test_the_last_digits_and_the_whole_number_find_it(typed):
    assert digits_reversed("+84903221884").startswith(ending_reversed(typed))


def test_an_old_number_finds_the_migrated_one():
    stored = digits_reversed(parse("01631234567").e164)
    assert stored.startswith(ending_reversed("0163 123 4567"))


@given(st.integers(0, 9_999_999), st.sampled_from(["090", "035", "077", "058", "083"]))
def test_what_is_shown_reads_back_as_itself(rest, prefix):
    stored = parse(f"{prefix}{rest:07}").e164
    assert parse(shown(stored)).e164 == stored


@given(st.text(max_size=40), st.sampled_from(["VN", "TH", "US"]))
def test_any_text_is_read_or_refused(text, country):
    try:
        phone = parse(text, country)
    except Unreadable:
        return
    assert parse(phone.e164, country).e164 == phone.e164


@pytest.mark.parametrize("country", ["VN", "TH", "FR", "ID"])
def test_the_short_way_reads_a_mobile_as_the_long_way_does(country, monkeypatch):
    """Thousands of random numbers, so that no rule of the long way is forgotten."""
    chance = random.Random(country)
    begins = ("0", f"+{phonenumbers.country_code_for_region(country)}")
    typed = [
        chance.choice(begins)
        + "".join(chance.choices("0123456789", k=chance.choice((8, 9, 9, 10))))
        for _n in range(2_000)
    ]
    short = {raw: found for raw in typed if (found := phones._mobile(raw, country))}
    assert len(short) > 100
    monkeypatch.setattr(phones, "_mobile", lambda raw, country: None)
    assert short == {raw: phones.parse(raw, country) for raw in short}
