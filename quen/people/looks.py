"""What columns of people and companies hold, seen from their values: phones, mails, days, tax ids, names.

Provinces are those of Vietnam before July 2025, which hold the later ones, and of Thailand.
"""

import re
from collections.abc import Callable, Sequence

from quen.kit import names, phones, taxids
from quen.kit.text import fold, has_thai
from quen.kit.workspace import workspace

LOOKED_AT = 30
_PROVINCES = """
An Giang, Bà Rịa - Vũng Tàu, Bình Dương, Bình Phước, Bình Thuận, Bình Định, Bạc Liêu, Bắc Giang,
Bắc Kạn, Bắc Ninh, Bến Tre, Cao Bằng, Cà Mau, Cần Thơ, Gia Lai, Huế, Hà Giang, Hà Nam, Hà Nội,
Hà Tĩnh, Hòa Bình, Hưng Yên, Hải Dương, Hải Phòng, Hậu Giang, Hồ Chí Minh, Khánh Hòa, Kiên
Giang, Kon Tum, Lai Châu, Long An, Lào Cai, Lâm Đồng, Lạng Sơn, Nam Định, Nghệ An, Ninh Bình,
Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sài Gòn,
Sóc Trăng, Sơn La, TP HCM, TPHCM, Thanh Hóa, Thái Bình, Thái Nguyên, Tiền Giang, Trà Vinh, Tuyên
Quang, Tây Ninh, Vĩnh Long, Vĩnh Phúc, Yên Bái, Điện Biên, Đà Nẵng, Đắk Lắk, Đắk Nông, Đồng Nai,
Đồng Tháp, กรุงเทพมหานคร, สมุทรปราการ, นนทบุรี, ปทุมธานี, พระนครศรีอยุธยา, อ่างทอง, ลพบุรี,
สิงห์บุรี, ชัยนาท, สระบุรี, ชลบุรี, ระยอง, จันทบุรี, ตราด, ฉะเชิงเทรา, ปราจีนบุรี, นครนายก,
สระแก้ว, นครราชสีมา, บุรีรัมย์, สุรินทร์, ศรีสะเกษ, อุบลราชธานี, ยโสธร, ชัยภูมิ, อำนาจเจริญ,
หนองบัวลำภู, ขอนแก่น, อุดรธานี, เลย, หนองคาย, มหาสารคาม, ร้อยเอ็ด, กาฬสินธุ์, สกลนคร, นครพนม,
มุกดาหาร, เชียงใหม่, ลำพูน, ลำปาง, อุตรดิตถ์, แพร่, น่าน, พะเยา, เชียงราย, แม่ฮ่องสอน,
นครสวรรค์, อุทัยธานี, กำแพงเพชร, ตาก, สุโขทัย, พิษณุโลก, พิจิตร, เพชรบูรณ์, ราชบุรี, กาญจนบุรี,
สุพรรณบุรี, นครปฐม, สมุทรสาคร, สมุทรสงคราม, เพชรบุรี, ประจวบคีรีขันธ์, นครศรีธรรมราช, กระบี่,
พังงา, ภูเก็ต, สุราษฎร์ธานี, ระนอง, ชุมพร, สงขลา, สตูล, ตรัง, พัทลุง, ปัตตานี, ยะลา, นราธิวาส,
บึงกาฬ
"""
_PREFIX = re.compile(r"^(?:tinh|thanh pho|tp|จังหวัด)[. ]*")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4})|(\d{4})-\d\d-\d\d")
_COMPANY = re.compile(
    r"^(?:cong ty|cty|tnhh|ctcp|doanh nghiep|dntn|tap doan|hop tac xa|htx|บริษัท|หจก|ห้างหุ้นส่วน)\b"
    r"|\b(?:ltd|inc|llc|co|corp|jsc|company|gmbh|จำกัด)\b"
)
_known = frozenset(fold(name) for name in _PROVINCES.replace("\n", " ").split(", "))


def looks_of_people(values: Sequence[str]) -> dict[str, float]:
    """Fields of a person that a column with these values may be."""
    return _shares(
        values,
        phone=(_is_phone, 0.85),
        email=(_is_mail, 0.95),
        birthday=(_is_birthday, 0.5),
        province=(is_province, 0.75),
        full_name=(is_name, 0.7),
        company_id=(is_company, 0.6),
    ) | _shares(values, **{"companies.tax_id": (_is_tax_id, 0.8)})


def looks_of_companies(values: Sequence[str]) -> dict[str, float]:
    """Fields of a company that a column with these values may be."""
    return _shares(
        values,
        phone=(_is_phone, 0.85),
        email=(_is_mail, 0.95),
        tax_id=(_is_tax_id, 0.85),
        province=(is_province, 0.75),
        name=(is_company, 0.75),
    )


def _shares(
    values: Sequence[str], **asked: tuple[Callable[[str], bool], float]
) -> dict[str, float]:
    seen = [value.strip() for value in values[:LOOKED_AT]]
    found = {}
    for key, (fits, most) in asked.items():
        share = sum(map(fits, seen)) / len(seen)
        if share >= 0.6:
            found[key] = most * share
    return found


def _is_phone(text: str) -> bool:
    if not 8 <= sum(c.isdigit() for c in text) <= 26 or _DAY.fullmatch(text):
        return False
    try:
        return bool([phones.parse(one, workspace().country) for one in phones.split(text)])
    except ValueError:
        return False


def _is_mail(text: str) -> bool:
    return _MAIL.search(text) is not None


def _is_birthday(text: str) -> bool:
    day = _DAY.fullmatch(text)
    year = int(day[1] or day[2]) if day else 0
    return 1930 <= (year - 543 if year > 2400 else year) <= 2015


def is_province(text: str) -> bool:
    """Whether it is the name of a province."""
    return _PREFIX.sub("", fold(text)) in _known


def is_name(text: str) -> bool:
    """Whether it looks like a person's whole name."""
    words = text.split()
    if not 2 <= len(words) <= 6 or any(c.isdigit() for c in text) or is_company(text):
        return False
    if has_thai(text):
        return len(words) == 2
    parted = names.parts(text, "vi")
    return parted.family_leads and bool(parted.family) and not is_province(text)


def is_company(text: str) -> bool:
    """Whether it says itself that it is a company."""
    return _COMPANY.search(fold(text)) is not None


def _is_tax_id(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return (
        len(digits) in (10, 13)
        and not digits.startswith("09")
        and any(not taxids.read(text, country).warning for country in ("VN", "TH"))
    )
