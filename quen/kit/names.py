"""What the parts of a full name are, and how to address its bearer.

The full name as people write it is the truth; parts are worked out. Vietnamese names run family,
middle, given, and people are addressed by the given name, the last word. Thai and Western names
begin with the given name.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from quen.kit.text import clean, fold, has_thai

# What a Vietnamese addresses another by, chosen per contact; the first two follow from the sex.
VIETNAMESE_FORMS = ("anh", "chị", "em", "cô", "chú", "bác", "ông", "bà", "bạn", "quý khách")

_BY_GENDER = {"male": "anh", "female": "chị"}
_NAMELESS = {"vi": "Quý khách", "th": "คุณลูกค้า", "en": "Customer"}
_FAMILIES = frozenset(
    """
    an au bach banh be bui ca cao chau che chu chung chuong co cu cung dam dang dao dau diep
    dinh do doan dong du duong giang giap ha han ho hoang hua huu huynh khuat khuong khuu
    kieu kim la lai lam lang le lieu lo luc luong luu luyen ly ma mac mach mai man mau ngac
    ngan nghi nghiem ngo ngu nguyen nham nhan ninh nong on ong pham phan phi pho phu phung
    quach quan sam son sung ta tang tao thach thai than thi thieu thinh thoi tiet tieu to
    ton tong tra tran trang trieu trinh truong tu tuong ung uong vi viem vien vo vu vuong xa
    y yen
    """.split()  # noqa: SIM905, as a list it would fill a hundred lines
)
_SURELY_FAMILIES = frozenset(
    ("nguyen", "tran", "le", "pham", "huynh", "phan", "bui", "ngo", "truong", "trinh")
)
# Letters of no other common language, and the shape of a Vietnamese syllable without its marks.
_VIETNAMESE_LETTER = re.compile(
    "[ăđơưảạằẳẵắặầẩẫấậẻẽẹềểễếệỉĩịỏọồổỗốộờởỡớợủũụừửữứựỳỷỹỵ]", re.IGNORECASE
)
_SYLLABLE = re.compile(
    "(?:ngh?|nh|kh|ch|gh|gi|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_VIETNAMESE_TITLE = re.compile(r"(?:anh|chị|ông|bà|cô|chú|bác)\s+(?=(\w+)\s+\w)", re.IGNORECASE)
_WESTERN_TITLE = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|khun)\b\.?\s+(?=\S)", re.IGNORECASE)
# A Thai title is written onto the name; a vowel sign after it means that the word only begins alike.
_THAI_TITLE = re.compile(
    r"(?:นางสาว|น\.ส\.|คุณ|นาย|นาง|ด\.ช\.|ด\.ญ\.)\s*(?=[\u0e01-\u0e2e\u0e40-\u0e44a-zA-Z])"
)


@dataclass(frozen=True)
class Parts:
    """The parts of one name; a one-word name is a given name alone."""

    given: str
    family: str = ""
    middle: str = ""
    family_leads: bool = False


@lru_cache(maxsize=20_000)  # a name's own parts and its sort key ask for the same
def parts(full_name: str, language: str = "vi") -> Parts:
    """Part a full name. `language` is the customer's; it decides where the name itself does not.

    A foreign name among Vietnamese ones is read given name first, a Vietnamese one abroad family first;
    "Thu Hà" has no family name.
    """
    found = _without_title(" ".join(clean(full_name).split())).split()
    if len(found) < 2:
        return Parts(given=" ".join(found))
    first, *between, last = found
    middle = " ".join(between)
    if not _family_leads(found, language):
        return Parts(given=first, family=last, middle=middle)
    if fold(first) in _FAMILIES:
        return Parts(given=last, family=first, middle=middle, family_leads=True)
    return Parts(given=last, middle=" ".join(found[:-1]), family_leads=True)


def given_name(full_name: str, language: str = "vi") -> str:
    """Say what the bearer is called: Lan for "Nguyễn Thị Lan", สมชาย for "คุณสมชาย วงศ์สุวรรณ"."""
    return parts(full_name, language).given


def family_name(full_name: str, language: str = "vi") -> str:
    """Say the family name, empty for a one-word name."""
    return parts(full_name, language).family


def given_first(full_name: str, language: str = "vi") -> str:
    """Write a name in the order for sorting by given name: given, family, middle."""
    told = parts(full_name, language)
    order = (
        (told.given, told.family, told.middle)
        if told.family_leads
        else (told.given, told.middle, told.family)
    )
    return " ".join(filter(None, order))


def greeting(
    full_name: str, language: str, gender: str = "", nickname: str = "", form: str = ""
) -> str:
    """Address a customer in their language: "chị Hồng", "คุณสมชาย", "Oliver".

    `gender` is "male", "female" or anything else for unknown, which gives "anh/chị Hồng"; `form`, one
    of VIETNAMESE_FORMS, wins over it. Thai and English use the nickname where there is one. Without
    a name, or for the form "quý khách", the polite word for a customer stands alone.
    """
    given = given_name(full_name, language)
    if language == "vi":
        return _vietnamese(given, form.strip().lower() or _BY_GENDER.get(gender, "anh/chị"))
    called = " ".join(clean(nickname).split()) or given
    if not called:
        return _NAMELESS.get(language, _NAMELESS["en"])
    return _thai(called) if language == "th" else called


def _vietnamese(given: str, form: str) -> str:
    return f"{form} {given}" if given and form != "quý khách" else _NAMELESS["vi"]


def _thai(called: str) -> str:
    called = _THAI_TITLE.sub("", called, count=1) if _THAI_TITLE.match(called) else called
    return f"คุณ{called}" if has_thai(called) else f"คุณ {called}"


def _without_title(name: str) -> str:
    for title in (_THAI_TITLE, _WESTERN_TITLE):
        if found := title.match(name):
            return name[found.end() :]
    vietnamese = _VIETNAMESE_TITLE.match(name)
    if vietnamese and fold(vietnamese[1]) in _SURELY_FAMILIES:
        return name[vietnamese.end() :]
    return name


def _family_leads(found: list[str], language: str) -> bool:
    name = " ".join(found)
    if has_thai(name):
        return False
    local = language == "vi" or _VIETNAMESE_LETTER.search(name) is not None
    first, last = fold(found[0]), fold(found[-1])
    if first in _SURELY_FAMILIES:
        return local
    if last in _SURELY_FAMILIES and (first not in _FAMILIES or language != "vi"):
        return False
    return local and all(_SYLLABLE.fullmatch(fold(word)) for word in found)
