import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.sorting import name_key


def in_order(names, **how):
    shuffled = list(names)
    random.Random(1).shuffle(shuffled)
    return sorted(shuffled, key=lambda name: name_key(name, **how).encode())


@pytest.mark.parametrize(
    "names",
    [
        [
            "An",
            "Ánh",
            "Ăn",
            "Ân",
            "Bình",
            "Dũng",
            "Đạt",
            "Em",
            "Êm",
            "Oanh",
            "Ô",
            "Ơn",
            "Uyên",
            "Ưng",
            "Yến",
        ],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Lan", "Lán", "Lan Anh", "Lang"],
        ["Da", "Dư", "Đa", "\u00d0ức", "Em"],
        ["7-Eleven", "An", "กนก"],
    ],
)
def test_vietnamese_names_sort_by_their_alphabet_then_by_tone(names):
    assert in_order(names) == names


def test_letters_of_all_words_count_before_any_tone():
    assert in_order(["Hà An", "Ha Bình", "Há Cúc"]) == ["Hà An", "Ha Bình", "Há Cúc"]


def test_old_and_new_tone_placement_sort_alike():
    assert name_key("Hòa") == name_key("Hoà")


def test_lists_sort_by_given_name_then_family_when_asked():
    names = ["Trần Thị An", "Nguyễn Văn Bình", "Lê Đức", "Oliver Bennett"]
    assert in_order(names, family_first=False) == [
        "Trần Thị An",
        "Nguyễn Văn Bình",
        "Lê Đức",
        "Oliver Bennett",
    ]
    assert in_order(names) == ["Lê Đức", "Nguyễn Văn Bình", "Oliver Bennett", "Trần Thị An"]


def test_people_with_one_given_name_sort_by_family():
    assert in_order(["Vũ An", "Bùi An", "Lê An"], family_first=False) == [
        "Bùi An",
        "Lê An",
        "Vũ An",
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["กนก", "เกศ", "ขวัญ", "แขก"],  # a leading vowel counts after its consonant
        ["ไก", "ขา"],
        ["กา", "ก่า", "ก้า"],
        ["สมชาย", "สมหญิง", "สุดา", "แสง", "หมู"],
    ],
)
def test_thai_names_sort_as_in_a_dictionary(names):
    assert in_order(names) == names


def test_a_name_without_letters_still_has_a_key():
    assert name_key("🎉")
    assert name_key("---")


@given(st.text(min_size=1))
def test_every_name_has_a_key_that_a_database_can_hold(name):
    assert "\x00" not in name_key(name)
    name_key(name.encode("utf-8", "ignore").decode()).encode("utf-8")
