"""Made people of Vietnam and Thailand with a known truth, and the errors that their second records bear.

The error model, each with its chance, drawn anew for each copy (a copy bears at least one):

    marks dropped        0.40   Nguyễn Thị Hồng -> Nguyen Thi Hong
    order swapped        0.15   Hồng Nguyễn Thị
    middle word left out 0.15   Nguyễn Hồng
    nickname             0.08   Bé Hồng, ชื่อเล่น in front of the name
    transliteration      0.10   Thai: ท to t by the royal system's table; Vietnamese: ph->f, qu->kw and the like
    slip of typing       0.15   a letter wrong, left out, doubled, or two swapped, in name or mail
    phone moved          0.20   another number; of those, half still have the old one too
    phone missing        0.15
    mail missing         0.25   another mail with the same words before the @ in a fifth
    birthday missing     0.40   day and month swapped in a twentieth
    company missing      0.30

Of the people 60 % have a birthday, 70 % a mail, 95 % a phone; names are as common as in the two
countries, so that many different people share one; one in fifty shares a phone with somebody else.
"""

import random
from dataclasses import dataclass
from typing import Any

from quen.kit.text import fold
from quen.web.demo import names

THAI = dict(
    zip(
        "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
        ["k", "kh", "kh", "kh", "ng", "ch", "ch", "ch", "s", "ch", "y", "d", "t", "th", "th", "th", "n", "d", "t", "th", "th", "th", "n", "b", "p", "ph", "f", "ph", "f", "ph", "m", "y", "r", "l", "w", "s", "s", "s", "h", "l", "o", "h"],
        strict=True,
    )
) | {"ะ": "a", "ั": "a", "า": "a", "ิ": "i", "ี": "i", "ึ": "ue", "ื": "ue", "ุ": "u", "ู": "u", "เ": "e",
     "แ": "ae", "โ": "o", "ใ": "ai", "ไ": "ai", "ำ": "am"}  # fmt: skip
SOUNDS = (("ph", "f"), ("qu", "kw"), ("ng", "nk"), ("y", "i"), ("c", "k"))


@dataclass
class Made:
    """A record, and who it is."""

    who: int
    facts: dict[str, Any]


def people(size: int, seed: int = 7, thai: float = 0.3, twice: float = 0.2) -> list[Made]:
    """`size` records; a share `twice` of the people stands in them two or three times."""
    dice = random.Random(seed)
    made: list[Made] = []
    firms = [f"Công ty TNHH {dice.choice(names.VI_FAMILIES)} {n}" for n in range(max(size // 8, 3))]
    who = 0
    while len(made) < size:
        who += 1
        facts = _person(dice, who, dice.random() < thai, firms, made)
        made.append(Made(who, facts))
        if dice.random() < twice:
            made += [Made(who, _copy(dice, facts)) for _n in range(dice.choice((1, 1, 1, 2)))]
    dice.shuffle(made)
    return made[:size]


def _person(dice, who, thai, firms, others) -> dict[str, Any]:
    name = _thai_name(dice) if thai else _vietnamese_name(dice)
    phone = f"+{'66' if thai else '84'}9{dice.randrange(10**8):08d}"
    if others and dice.random() < 0.02:
        phone = (dice.choice(others).facts["phones"] or [phone])[0]
    word = fold(name).replace(" ", "") if not thai else f"khun{dice.randrange(10**6)}"
    mail = f"{word}{dice.randrange(1000)}@{dice.choice(('gmail.com', 'yahoo.com', 'example.vn'))}"
    return {
        "name": name,
        "phones": [phone] if dice.random() < 0.95 else [],
        "emails": [mail] if dice.random() < 0.7 else [],
        "birthday": f"{dice.randrange(1955, 2008)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
        if dice.random() < 0.6
        else "",
        "company": dice.choice(firms) if dice.random() < 0.5 else "",
        "province": dice.choice(("Hà Nội", "Đà Nẵng", "Cần Thơ", "Huế", "กรุงเทพ", "เชียงใหม่")),
    }


def _vietnamese_name(dice) -> str:
    family = dice.choices(names.VI_FAMILIES, names.VI_WEIGHTS)[0]
    middle, given = dice.choice((names.VI_FEMALE, names.VI_MALE))
    return f"{family} {dice.choice(middle)} {dice.choice(given)}"


def _thai_name(dice) -> str:
    first = dice.choice(names.TH_MALE + names.TH_FEMALE)
    return f"{first} {dice.choice(names.TH_FAMILIES)}"


def _copy(dice, facts) -> dict[str, Any]:
    """The same person a second time, with errors."""
    copy = {key: list(v) if isinstance(v, list) else v for key, v in facts.items()}
    while copy == facts:
        copy = _with_errors(dice, facts)
    return copy


def _with_errors(dice, facts) -> dict[str, Any]:
    chance = dice.random
    birthday = "" if chance() < 0.4 else facts["birthday"]
    if birthday and chance() < 0.05:
        year, month, day = birthday.split("-")
        birthday = f"{year}-{day}-{month}"
    reach = {"phones": _phones(dice, facts["phones"]), "emails": _emails(dice, facts["emails"])}
    company = "" if chance() < 0.3 else facts["company"]
    name = _misspelt(dice, facts["name"])
    return {**facts, **reach, "name": name, "birthday": birthday, "company": company}


def _misspelt(dice, name: str) -> str:
    chance = dice.random
    thai = any("\u0e00" <= c <= "\u0e7f" for c in name)
    if chance() < 0.10:
        name = _transliterated(name)
    elif chance() < 0.40 and not thai:
        name = fold(name).title()
    words = name.split()
    if chance() < 0.15:
        words = [words[-1], *words[:-1]]
    if chance() < 0.15 and len(words) > 2:
        del words[1]
    if chance() < 0.08:
        words = ["น้อง" if thai else dice.choice(("Bé", "Cu", "Chị", "Anh")), *words]
    name = " ".join(words)
    return _slip(dice, name) if chance() < 0.15 else name


def _phones(dice, phones: list[str]) -> list[str]:
    if dice.random() < 0.20:
        fresh = f"{phones[0][:3] if phones else '+84'}8{dice.randrange(10**8):08d}"
        return [fresh, *phones] if dice.random() < 0.5 else [fresh]
    return [] if dice.random() < 0.15 else list(phones)


def _emails(dice, emails: list[str]) -> list[str]:
    if not emails or dice.random() < 0.25:
        return []
    if dice.random() < 0.2:
        return [emails[0].partition("@")[0] + "@outlook.com"]
    return [_slip(dice, emails[0])] if dice.random() < 0.05 else list(emails)


def _transliterated(name: str) -> str:
    if any("\u0e00" <= c <= "\u0e7f" for c in name):
        return "".join(THAI.get(c, c if c == " " else "") for c in name).title()
    text = fold(name)
    for sound, other in SOUNDS:
        text = text.replace(sound, other)
    return text.title()


def _slip(dice, text: str) -> str:
    at = dice.randrange(max(len(text) - 1, 1))
    way = dice.randrange(4)
    letter = dice.choice("abcdeghiklmnopqrstuvxy")
    return {
        0: text[:at] + letter + text[at + 1 :],
        1: text[:at] + text[at + 1 :],
        2: text[: at + 1] + text[at:],
        3: text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
    }[way]
