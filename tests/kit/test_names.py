import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.names import VIETNAMESE_FORMS, Parts, family_name, given_name, greeting, parts


@pytest.mark.parametrize(
    ("name", "language", "given_part", "family"),
    [
        ("Nguyễn Thị Lan", "vi", "Lan", "Nguyễn"),
        ("Tran Van Duc", "vi", "Duc", "Tran"),
        ("Lan", "vi", "Lan", ""),
        ("Oliver Bennett", "vi", "Oliver", "Bennett"),
        ("José García", "vi", "José", "García"),
        ("Nguyễn Thị Lan", "en", "Lan", "Nguyễn"),
        ("Lan Nguyễn", "vi", "Lan", "Nguyễn"),
        ("Thu Hà", "vi", "Hà", ""),
        ("Kim Oanh", "vi", "Oanh", "Kim"),
        ("สมชาย วงศ์สุวรรณ", "th", "สมชาย", "วงศ์สุวรรณ"),
        ("คุณสมชาย วงศ์สุวรรณ", "th", "สมชาย", "วงศ์สุวรรณ"),
        ("นางสาวกนกวรรณ ศรีสุข", "th", "กนกวรรณ", "ศรีสุข"),
        ("นายิกา ใจดี", "th", "นายิกา", "ใจดี"),
        ("Mr. John Smith", "en", "John", "Smith"),
        ("Chị Nguyễn Thị Lan", "vi", "Lan", "Nguyễn"),
        ("  Nguyễn   Văn  An ", "vi", "An", "Nguyễn"),
        ("", "vi", "", ""),
    ],
)
def test_the_given_name_is_found_by_the_customs_of_the_name(name, language, given_part, family):
    assert given_name(name, language) == given_part
    assert family_name(name, language) == family


def test_the_middle_name_is_told_apart():
    assert parts("Nguyễn Thị Ánh Tuyết") == Parts("Tuyết", "Nguyễn", "Thị Ánh", family_leads=True)


@pytest.mark.parametrize(
    ("name", "how", "says"),
    [
        ("Trần Văn Đức", {"gender": "male"}, "anh Đức"),
        ("Nguyễn Thị Hồng", {"gender": "female"}, "chị Hồng"),
        ("Nguyễn Thị Hồng", {}, "anh/chị Hồng"),
        ("Nguyễn Thị Hồng", {"gender": "other"}, "anh/chị Hồng"),
        ("Nguyễn Thị Hồng", {"gender": "female", "form": "cô"}, "cô Hồng"),
        ("Nguyễn Thị Hồng", {"form": "quý khách"}, "Quý khách"),
        ("", {"gender": "male"}, "Quý khách"),
        ("Oliver Bennett", {"gender": "male"}, "anh Oliver"),
    ],
)
def test_a_vietnamese_is_greeted_by_given_name_and_pronoun(name, how, says):
    assert greeting(name, "vi", **how) == says


@pytest.mark.parametrize(
    ("name", "nickname", "says"),
    [
        ("สมชาย วงศ์สุวรรณ", "", "คุณสมชาย"),
        ("สมชาย วงศ์สุวรรณ", "ต้น", "คุณต้น"),
        ("สมชาย วงศ์สุวรรณ", "คุณต้น", "คุณต้น"),
        ("คุณสมชาย วงศ์สุวรรณ", "", "คุณสมชาย"),
        ("Oliver Bennett", "", "คุณ Oliver"),
        ("", "", "คุณลูกค้า"),
    ],
)
def test_a_thai_is_greeted_with_khun_and_nickname_or_given_name(name, nickname, says):
    assert greeting(name, "th", nickname=nickname) == says


def test_english_greets_by_first_name():
    assert greeting("Oliver Bennett", "en") == "Oliver"
    assert greeting("", "en") == "Customer"


@given(st.text(), st.sampled_from(["vi", "th", "en"]), st.sampled_from(["", *VIETNAMESE_FORMS]))
def test_every_name_gets_some_greeting(name, language, form):
    assert greeting(name, language, form=form).strip()
