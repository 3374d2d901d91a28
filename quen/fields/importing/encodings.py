"""In which letters a text file is written: found out from its bytes, and decoded line by line.

TCVN3 (the .VnTime fonts) is TCVN 5712:1993, as in glibc's charmap TCVN5712-1; VNI-Windows writes a tone
behind its vowel, as in xvnkb's vni.h. Python knows neither.
"""

import codecs
import itertools
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from quen.kit.text import fold

HEAD = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What people may choose, with the name they know it by.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1258": "Windows-1258 (Tiếng Việt)",
    "tcvn3": "TCVN3 (.VnTime)",
    "vni": "VNI-Windows",
    "cp874": "Windows-874 / TIS-620 (ไทย)",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "koi8-r": "KOI8-R",
    "mac-cyrillic": "Mac Cyrillic",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "Korean (949)",
    "shift_jis": "Shift JIS",
}
_TCVN3_CODES = (
    "A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE B5 B6 B7 B8 B9 BB BC BD BE C6 C7 C8 C9 CA CB CC CE CF "
    "D0 D1 D2 D3 D4 D5 D6 D7 D8 DC DD DE DF E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF F1 F2 F3 F4 "
    "F5 F6 F7 F8 F9 FA FB FC FD FE"
)
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3 = dict(zip((int(c, 16) for c in _TCVN3_CODES.split()), _TCVN3_LETTERS, strict=True))
# .VnTimeH shows the small letters as capitals: between capitals they were meant so.
_CELL = re.compile(r"[^;,\t|\"\r\n]+")
_INNER_CAPITAL = re.compile(r"(?<=[^\W\d_])[A-Z]")
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_ROOFS = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVES = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_ALONE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_UPON = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_BELOW = re.compile(r"[\u0e01-\u0e2e\u0e31\u0e34-\u0e39\u0e48-\u0e4c]")
_WORD = re.compile(r"[^\W\d_]+")
# The shape of a Vietnamese syllable without its marks.
_SYLLABLE = re.compile(
    "(?:ngh?|nh|kh|ch|gh|gi|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def encoding_of(path: Path) -> str:
    """The encoding of a text file: its mark, else UTF-8, else what its words are likely to be."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if marked := next((name for mark, name in _BOMS if head.startswith(mark)), ""):
        return marked
    return _wide(head) or ("utf-8-sig" if _is_utf8(path) else _likely(head))


def line_reader(encoding: str) -> tuple[str, Callable[[str], str]]:
    """What Python opens a file with, and what makes letters of each of its lines."""
    if encoding == "tcvn3":
        return "latin-1", _from_tcvn3
    if encoding == "vni":
        return "cp1252", _from_vni
    if encoding == "cp1258":
        return "cp1258", lambda line: unicodedata.normalize("NFC", line)
    return encoding, str


def _wide(head: bytes) -> str:
    """UTF-16 and UTF-32 without a mark, from where their zeros stand."""
    zeros = [head[n : HEAD // 4 : 4].count(0) * 4 for n in range(4)]
    most = len(head[: HEAD // 4]) // 2
    if all(n > most for n in zeros[1:]) or all(n > most for n in zeros[:3]):
        return "utf-32-le" if zeros[0] <= most else "utf-32-be"
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    return ""


def _is_utf8(path: Path) -> bool:
    """Whether the whole file is; a few broken letters among very many whole ones do not matter."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    wrong = many = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            text = decoder.decode(chunk)
            if not text.isascii():
                lost = text.count("\ufffd")
                wrong, many = wrong + lost, many + sum(1 for c in text if c > "\x7f") - lost
            if wrong * 100 > many:
                return False
    return wrong * 100 <= many


def _likely(head: bytes) -> str:
    """The encoding in which most words with marks are words: Thai, or syllables of Vietnamese."""
    lines = [line for line in head.splitlines() if not line.isascii()][:2000]
    sample = b"\n".join(lines)
    found = {name: _score(sample, name) for name in ("cp874", "cp1258", "tcvn3", "vni")}
    best = max(found, key=lambda name: found[name])
    return best if found[best] > 0.6 else "cp1252"


def _score(sample: bytes, encoding: str) -> float:
    opened, letters = line_reader(encoding)
    text = letters(sample.decode(opened, errors="replace"))
    if encoding == "cp874":
        return _thai_score(text)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    lost = text.count("\ufffd") + sum(
        1 for c in text if not c.isalpha() and c > "\x7f" and c not in " –“”’…•₫"
    )
    good = sum(1 for word in words if _is_vietnamese(word))
    return good / (len(words) + lost) if words else 0


def _thai_score(text: str) -> float:
    """The share of Thai letters, where they stand together and their marks upon consonants."""
    strange = [c for c in text if c > "\x7f"]
    pairs = list(itertools.pairwise(text))
    runs = sum(1 for a, b in pairs if _THAI.match(a) and _THAI.match(b))
    loose = sum(1 for a, b in pairs if _UPON.match(b) and not _BELOW.match(a))
    marks = sum(1 for c in strange if _UPON.match(c))
    thai = sum(1 for c in strange if _THAI.match(c))
    if runs <= len(strange) * 0.6 or loose * 20 > marks or marks * 20 < thai:
        return 0
    return thai / len(strange)


def _is_vietnamese(word: str) -> bool:
    cased = word.islower() or word.isupper() or word.istitle()
    return cased and _SYLLABLE.fullmatch(fold(word)) is not None and _allowed(word)


def _allowed(word: str) -> bool:
    known = _TCVN3_LETTERS + _TCVN3_LETTERS.upper()
    return all(c.isascii() or c in known for c in word)


def _from_tcvn3(line: str) -> str:
    return _CELL.sub(_in_capitals, line.translate(_TCVN3))


def _in_capitals(found: re.Match[str]) -> str:
    """A cell of capitals whose marked letters came small: a capital stands within a word, and no small
    letter without a mark."""
    cell = found[0]
    capitals = _INNER_CAPITAL.search(cell) and not any("a" <= c <= "z" for c in cell)
    return cell.upper() if capitals else cell


def _vni_pairs() -> dict[str, str]:
    pairs = dict(_VNI_ALONE)
    marks = [(base, mark, tone) for base in "aeouyôö" for mark, tone in _VNI_TONES.items()]
    marks += [(b, m, _CIRCUMFLEX + t) for b in "aeo" for m, t in _VNI_ROOFS.items()]
    marks += [("a", mark, _BREVE + tone) for mark, tone in _VNI_BREVES.items()]
    for base, mark, tone in marks:
        plain = {"ô": "o" + _HORN, "ö": "u" + _HORN}.get(base, base)
        pairs[base + mark] = unicodedata.normalize("NFC", plain + tone)
    capitals = {k.upper(): v.upper() for k, v in pairs.items()}
    mixed = {k[0].upper() + k[1]: v.upper() for k, v in pairs.items() if len(k) == 2}
    return {**mixed, **capitals, **pairs}


_VNI = _vni_pairs()
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def _from_vni(line: str) -> str:
    return _VNI_SIGNS.sub(lambda found: _VNI[found[0]], line)
