"""A Vietnamese sheet as shops keep it, with every fault there is, and the truth behind it.

The same seed gives the same sheet. Faults: titles above the header, two header rows with merged groups,
merged companies, phones of 11 digits, without their zero, with dots, several in a cell, in full width,
rounded by the spreadsheet; names in capitals, in parts (NFD), with blanks nobody sees; days as text, as
numbers, in the Buddhist era; several mails; empty rows; the same person again, under the same phone or,
as a twin, under another.
"""

import io
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from openpyxl import Workbook

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi")
_MIDDLES = ("Thị", "Văn", "Minh", "Thu", "Đức", "Ngọc", "Quang", "Thanh")
_GIVEN = ("Hồng", "Đức", "Mai", "Lan", "Hùng", "Tuấn", "Phượng", "Quỳnh", "Sơn", "Thảo", "Ý", "Ưng")
_PLACES = ("Hà Nội", "TP HCM", "Đà Nẵng", "Bình Dương", "Cần Thơ", "Hải Phòng")
_GROUPS = ("VIP", "Lẻ", "Đại lý")
_BETWEEN = (" / ", ";", ", ", " - ", " hoặc ", "\n")
_OLD = {"77": "0122", "78": "0128", "33": "0163", "35": "0165"}
_NOW = ("90", "91", "93", "97", "98", *_OLD)


@dataclass
class Person:
    """Who stands behind a row, and how the row is written. `rounded`: the phone is lost; `twin`: somebody
    who stands above under another phone."""

    name: str
    phones: list[str]
    mails: list[str]
    company: str
    birthday: str
    province: str
    group: str
    rounded: bool = False
    again: bool = False
    twin: bool = False
    cells: list[object] = field(default_factory=list)


@dataclass
class Ugly:
    """The workbook, and its people in the order of the rows."""

    content: bytes
    people: list[Person]

    @property
    def single(self) -> list[Person]:
        return [one for one in self.people if not one.again and not one.rounded]


def ugly_sheet(rows: int, seed: int = 7) -> Ugly:
    """A sheet of so many rows."""
    chance = random.Random(seed)
    people: list[Person] = []
    company, left = "", 0
    for n in range(rows):
        if left == 0:
            left = chance.choice((1, 1, 1, 2, 3))
            company = f"Công ty {chance.choice(('Thép', 'Xi măng', 'Gạch'))} {chance.randrange(rows // 8 + 2)}"
        left -= 1
        twin = _twin(people, n, chance)
        people.append(twin or _again(people, chance, company) or _person(n, company, chance))
    for one in people:
        one.cells = _cells(one, chance)
    return Ugly(_book(people, chance), people)


def _person(n: int, company: str, chance: random.Random) -> Person:
    name = f"{chance.choice(_FAMILIES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"
    count = 2 if chance.random() < 0.1 else 1
    phones = [f"+84{chance.choice(_NOW)}{n * 2 + k:07}" for k in range(count)]
    mails = [f"k{n}@shop{n % 7}.vn"] if chance.random() < 0.6 else []
    day = date(1955, 1, 1) + timedelta(days=chance.randrange(18_000))
    birthday = day.isoformat() if chance.random() < 0.7 else ""
    return Person(
        name.upper() if chance.random() < 0.15 else name,
        phones,
        mails,
        company,
        birthday,
        chance.choice(_PLACES),
        chance.choice(_GROUPS),
        rounded=chance.random() < 0.01,
    )


def _twin(people: list[Person], n: int, chance: random.Random) -> Person | None:
    """One in a hundred has a second phone and was written down anew, without marks."""
    old = people[-1] if people else None
    if old is None or n % 100 != 60 or old.again or not old.birthday:
        return None
    name = unicodedata.normalize("NFD", old.name.replace("Đ", "D").replace("đ", "d"))
    name = "".join(c for c in name if not unicodedata.combining(c))
    phone = f"+84{chance.choice(_NOW)}{n * 2:07}"
    facts = {"name": name, "phones": [phone], "mails": [], "rounded": False, "twin": True}
    return Person(**{**vars(old), **facts})


def _again(people: list[Person], chance: random.Random, company: str) -> Person | None:
    """One in twenty is somebody who was there, under the same phone."""
    if not people or chance.random() >= 0.05:
        return None
    old = chance.choice(people)
    if old.rounded or old.again:
        return None
    facts = {**vars(old), "again": True, "company": company}
    return Person(**facts)


def _cells(one: Person, chance: random.Random) -> list[object]:
    name = unicodedata.normalize("NFD", one.name) if chance.random() < 0.2 else one.name
    name = name.replace(" ", "\u00a0", 1) if chance.random() < 0.1 else name
    name = f"\u200b{name} " if chance.random() < 0.1 else name
    mails = chance.choice(("; ", ", ", " / ")).join(one.mails)
    return [
        name,
        _day(one.birthday, chance),
        "9.03E+08" if one.rounded else _phones(one.phones, chance),
        mails.upper() if chance.random() < 0.1 else mails,
        one.province,
        one.group,
    ]


def _phones(phones: list[str], chance: random.Random) -> object:
    typed = [_phone(phone[3:], chance, alone=len(phones) == 1) for phone in phones]
    return typed[0] if len(typed) == 1 else chance.choice(_BETWEEN).join(map(str, typed))


def _phone(digits: str, chance: random.Random, *, alone: bool) -> object:
    """Nine digits as somebody might have typed them."""
    kind = chance.randrange(8)
    if digits[:2] in _OLD and kind < 5:
        return f"{_OLD[digits[:2]]}{digits[2:]}"
    if kind == 0 and alone:
        return int(digits)
    if kind == 1:
        return f"0{digits[:2]}.{digits[2:5]}.{digits[5:]}"
    if kind == 2:
        return f"+84 {digits}"
    if kind == 3:
        return "".join(chr(ord(c) + 0xFEE0) for c in f"0{digits}")
    return f"0{digits}"


def _day(birthday: str, chance: random.Random) -> object:
    if not birthday:
        return None
    day = date.fromisoformat(birthday)
    return chance.choice(
        (
            f"{day:%d/%m/%Y}",
            f"{day:%d}-{day:%m}-{day:%Y}",
            f"{day:%d/%m}/{day.year + 543}",
            day,
            (day - date(1899, 12, 30)).days,
        )
    )


def _book(people: list[Person], chance: random.Random) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["DANH SÁCH KHÁCH HÀNG"])
    sheet.append(["Cập nhật tháng 3"])
    sheet.append([])
    sheet.append(["STT", "Công ty", "Khách hàng", None, "Liên hệ", None, None, "Nhóm"])
    sheet.append([None, None, "Họ tên", "Ngày sinh", "SĐT", "Email", "Tỉnh", None])
    for cells in ("A1:H1", "A4:A5", "B4:B5", "C4:D4", "E4:G4", "H4:H5"):
        sheet.merge_cells(cells)
    begun, before = 0, ""
    for n, one in enumerate(people, 1):
        if chance.random() < 0.01:
            sheet.append([])
            before = ""
        row = sheet.max_row + 1
        same = one.company == before and n % 3
        for column, value in enumerate([n, None if same else one.company, *one.cells], 1):
            sheet.cell(row=row, column=column, value=value)
        if same:
            _merge(sheet, begun, row)
        else:
            begun, before = row, one.company
    book.save(out)
    return out.getvalue()


def _merge(sheet, first: int, last: int) -> None:
    for merged in list(sheet.merged_cells.ranges):
        if merged.min_row == first and merged.min_col == 2:
            sheet.unmerge_cells(str(merged))
    sheet.merge_cells(start_row=first, end_row=last, start_column=2, end_column=2)
