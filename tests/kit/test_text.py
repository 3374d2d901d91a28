import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit import text as texts
from quen.kit.text import clean, fold, fold_loose, initials, one_line, prefixes, words

NAUGHTY = Path(os.environ.get("QUEN_TEST_DATA", "")) / "naughty_strings" / "blns.json"


@pytest.mark.parametrize("typed", ["nguyen anh tuyet", "tuyết", "TUYET", "ánh tuyết", "AnH"])
def test_a_vietnamese_name_is_found_however_it_is_typed(typed):
    assert all(word in fold("Nguyễn Thị Ánh Tuyết") for word in fold(typed).split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đặng", "dang"),
        ("\u00d0ức", "Đức"),
        ("hòa", "hoà"),
        ("thúy", "thuý"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("๐๘๑๒๓๔๕๖๗๘", "0812345678"),
        ("NGUYỄN\u00a0 HỒNG\t", "nguyen hong"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Łódź Ærø", "lodz aero"),
        ("so\u00adft\u200bly", "softly"),
    ],
)
def test_texts_that_people_take_for_equal_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_composed_and_decomposed_input_is_one_text():
    for name in ("Nguyễn Thị Ánh Tuyết", "Đặng Mỹ Hòa", "ẵ ỡ ộ ự"):
        assert clean(unicodedata.normalize("NFD", name)) == name
        assert fold(unicodedata.normalize("NFD", name)) == fold(name)


def test_a_thai_word_is_found_inside_text_without_spaces():
    assert fold("ข้าว") in fold("กินข้าวกับปลา")


def test_thai_vowels_and_tones_stay_and_only_the_loose_form_forgets_tones():
    assert fold("ข้าว") != fold("ขาว")
    assert fold_loose("ข้าว") == fold_loose("ขาว")
    assert fold_loose("กิน") != fold_loose("กน")


@pytest.mark.parametrize("typed", ["น\u0e4d\u0e49า", "น\u0e49\u0e4dา", "น้ำ"])
def test_sara_am_is_one_sign_however_it_was_typed(typed):
    assert fold(typed) == "น้ำ"


def test_two_sara_e_are_read_as_the_vowel_they_look_like():
    assert fold("เเม่") == fold("แม่")


def test_stored_text_keeps_joiners_direction_and_stacked_marks():
    for text in (
        "👩‍👩‍👧 family",
        "\u202etest\u202c",
        "Z\u0351\u036b\u0343\u036a\u0302algo",
        "שָׁלוֹם",
        "ﷺ",
        "½ ﬁ",
    ):
        assert clean(text) == text


def test_what_a_database_cannot_hold_is_dropped():
    assert clean("a\x00b\ud800c") == "abc"


@pytest.mark.skipif(
    not NAUGHTY.is_file(), reason="QUEN_TEST_DATA names no folder with naughty_strings"
)
def test_the_big_list_of_naughty_strings_is_stored_unchanged_and_folds_once():
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        assert clean(text) == text
        assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_and_cleaning_twice_change_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_stored_text_folds_like_the_typed_one(text):
    assert fold(clean(text)) == fold(text.replace("\x00", ""))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_folded_text_can_be_stored(text):
    assert "\x00" not in fold(text)
    fold(text).encode("utf-8")


def test_sr_23_a_header_value_has_no_line_break():
    assert one_line("Hello\r\nBcc: all@example.com") == "Hello Bcc: all@example.com"
    assert one_line("a\u2028b\x0bc\x00d") == "a b cd"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nguyễn Thị Hồng", "NT"),
        ("สมชาย วงศ์สุวรรณ", "สว"),
        ("กนกวรรณ ศรีสุข", "กศ"),
        ("เกศรา ใจดี", "กจ"),
        ("Đặng Mỹ Linh", "ĐM"),
        ("Oliver Bennett", "OB"),
        ("Lan", "L"),
        ("“thép” (việt á)", "TV"),
        ("đ\u0061\u0323ng", "Đ"),
        ("🎉 Lan", "L"),
        ("", ""),
        ("—", ""),
    ],
)
def test_an_avatar_shows_the_first_letters_of_two_words(name, letters):
    assert initials(name) == letters


def test_words_part_at_blanks_and_punctuation_and_thai_stays_whole():
    assert words("Hòa Phát-Logistics (VN), กินข้าวกับปลา") == [
        "Hòa",
        "Phát",
        "Logistics",
        "VN",
        "กินข้าวกับปลา",
    ]


def test_one_and_two_letters_find_whole_words_and_thai_beginnings():
    assert prefixes(fold("Trần An สมชาย An")) == ["tran", "an", "สม"]
    assert prefixes(fold("นิ")) == ["น"]
    assert any(p.startswith("น") for p in prefixes(fold("นิรันดร์")))


MARKED = st.text("aAeê đơ\u0300\u0301\u0302\u0309\u031b\u0e33\u0e4d\n\x85\u2028\x00\u00a0\u200b")


@given(st.one_of(st.text(), MARKED))
def test_what_is_called_clean_at_once_has_nothing_to_be_changed(typed):
    if texts._is_clean(typed):
        assert texts._DECOMPOSED.sub(texts._composed, typed) == typed
        assert not texts._NEVER_TEXT.search(typed)
        assert not texts._LINE_BREAKS.search(typed)
