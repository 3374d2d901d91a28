"""People found in whatever was pasted: a list, a chat, a signature.

Each line is parted into phones, mails, names, companies and places; what is left is a note. A second
phone of another line, a second name or an empty line begins the next person.
"""

import re
from dataclasses import dataclass, field

import phonenumbers
from django.utils.translation import gettext as _

from quen.kit import phones
from quen.kit.text import clean, fold
from quen.kit.workspace import workspace
from quen.people import looks

MOST_LINES = 20_000
# "[10:32, 15/03/2026] Lan:", "10:32 Lan Nguyễn:", "15/03/2026 10:32 - Lan:"
_CHAT = re.compile(
    r"^\s*(?:\[[^\]]{4,40}\]|\d{1,2}[:h]\d{2}(?::\d{2})?(?:\s*[AP]M)?|\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d{2})"
    r"\s*-?\s*(?:[^:\n]{1,60}:)?\s*"
)
_NUMBERED = re.compile(r"^\s*(?:\d{1,4}[.)]\s+|[-*•]\s+)")
_MAIL = re.compile(r"[^\s;,/|<>()\[\]\"]+@[^\s;,/|<>()\[\]\"]+\.[^\s;,/|<>()\[\]\".]+")
_LABEL = re.compile(
    r"^(?:họ tên|họ và tên|tên|khách hàng|khách|kh|sđt|đt|điện thoại|di động|tel|phone|mobile|email|mail|"
    r"địa chỉ|đ/c|dc|công ty|cty|name|address|company|ชื่อ|โทร|เบอร์|ที่อยู่|อีเมล)\s*(?:[:：]\s*|$)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:anh|chị|cô|chú|bác|ông|bà|em|a\.|c\.|mr\.?|ms\.?|mrs\.?|คุณ)\s*", re.IGNORECASE
)
_PLACE = re.compile(
    r"\b(?:so nha|duong|pho|phuong|quan|huyen|tinh|thanh pho|tp|xa|ap|thon|ngo|hem|khu|kdc|p\.?\d+|q\.?\d+)\b"
    r"|ซอย|ถนน|ตำบล|แขวง|เขต|อำเภอ|จังหวัด|หมู่"
    r"|\b(?:street|road|ward|district)\b"
)
_PARTS = re.compile(r"\s*[,;|\t]\s*|\s+[-–]\s+")


@dataclass
class Found:
    """What was found of one person."""

    name: str = ""
    company: str = ""
    phones: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def stands(self) -> bool:
        return bool(self.phones or self.mails or (self.name and (self.places or self.company)))


def people_in(text: str) -> list[list[str]]:
    """A table of the people in a text, the header first; names alone are no people yet."""
    found: list[Found] = [Found()]
    for line in clean(text).splitlines()[:MOST_LINES]:
        if not line.strip():
            found.append(Found())
            continue
        _read_line(_NUMBERED.sub("", _CHAT.sub("", line)), found)
    header = [_("Name"), _("Phone"), _("E-mail"), _("Address"), _("Company"), _("Note")]
    rows = [_row(one) for one in found if one.stands()]
    return [header, *rows]


def _row(one: Found) -> list[str]:
    return [
        one.name,
        " / ".join(dict.fromkeys(one.phones)),
        ", ".join(dict.fromkeys(one.mails)),
        ", ".join(one.places),
        one.company,
        "; ".join(one.notes)[:400],
    ]


def _read_line(line: str, found: list[Found]) -> None:
    mails = _MAIL.findall(line)
    rest, numbers = _without_phones(_MAIL.sub(" , ", line))
    parts = [_LABEL.sub("", part.strip(" .:()<>/–-\"'")) for part in _PARTS.split(rest)]
    told = [(kind, part) for part in parts if part and (kind := _kind(part))]
    names = [part for kind, part in told if kind == "name"]
    now = found[-1]
    if (numbers and now.phones) or (names and now.name and not _same(names[0], now.name)):
        found.append(now := Found())
    now.phones += numbers
    now.mails += mails
    for kind, part in told:
        _take(now, kind, part)


def _take(now: Found, kind: str, part: str) -> None:
    if kind == "name" and not now.name:
        now.name = _TITLE.sub("", part).strip() or part
    elif kind == "company" and not now.company:
        now.company = part
    elif kind == "place":
        now.places.append(part)
    else:
        now.notes.append(part)


def _same(one: str, other: str) -> bool:
    return fold(_TITLE.sub("", one)) == fold(other)


def _without_phones(line: str) -> tuple[str, list[str]]:
    """The line without its phone numbers, and the numbers as typed."""
    country, numbers = workspace().country, []
    matcher = phonenumbers.PhoneNumberMatcher(
        line, country, leniency=phonenumbers.Leniency.POSSIBLE
    )
    rest = line
    for match in matcher:
        try:
            phones.parse(match.raw_string, country)
        except ValueError:
            continue
        numbers.append(match.raw_string)
        rest = rest.replace(match.raw_string, " , ", 1)
    return rest, numbers


def _kind(part: str) -> str:
    """What a piece of a line is: place, company, name or note; empty for leftovers of no letter."""
    if not any(c.isalpha() for c in part):
        return ""
    if looks.is_company(part):
        return "company"
    titled = _TITLE.sub("", part)
    folded = fold(part)
    if looks.is_province(part) or (_PLACE.search(folded) and not looks.is_name(part)):
        return "place"
    if titled != part and 1 <= len(titled.split()) <= 5 and titled[:1].isupper():
        return "name"
    return "name" if looks.is_name(part) or (part.startswith("คุณ")) else "note"
