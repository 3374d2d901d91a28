"""Names of places as people write them: "P. Bến Nghé", "Q1", "TP.HCM", "Phường 05"."""

import re
from functools import lru_cache

from quen.kit.text import fold

_APART = re.compile(r"[^\w]+")
_TYPES = {
    "province": ("thanh pho", "tinh", "tp", "t", "city", "province"),
    "district": ("thanh pho", "quan", "huyen", "thi xa", "tp", "tx", "q", "h", "district"),
    "ward": ("thi tran", "phuong", "xa", "tt", "p", "f", "x", "ward"),
}
# One word for one kind of place; what the table writes out is what people shorten.
_KINDS = {
    "tp": "thanh pho", "city": "thanh pho", "tx": "thi xa", "tt": "thi tran", "q": "quan", "h": "huyen",
    "p": "phuong", "f": "phuong", "x": "xa", "t": "tinh", "province": "tinh",
    "district": "", "ward": "",
}  # fmt: skip
_JOINED = re.compile(r"^(tp|tx|tt|[qhpfxt])(?=\d)|^(tp)(?=[a-z])")
_CALLED = {
    "hcm": "ho chi minh", "hcmc": "ho chi minh", "tphcm": "ho chi minh", "sai gon": "ho chi minh",
    "saigon": "ho chi minh", "hn": "ha noi", "hanoi": "ha noi", "thua thien hue": "hue",
    "tt hue": "hue", "brvt": "ba ria vung tau", "br vt": "ba ria vung tau", "vung tau": "ba ria vung tau",
    "dn": "da nang", "danang": "da nang", "hai phong city": "hai phong", "can tho city": "can tho",
    "daklak": "dak lak", "dac lak": "dak lak", "dac lac": "dak lak", "daknong": "dak nong",
    "dac nong": "dak nong", "bac can": "bac kan", "kontum": "kon tum", "gialai": "gia lai",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def keys(name: str, level: str) -> tuple[tuple[str, str], ...]:
    """How a name of a level (province, district, ward) may be looked up: (kind, bare name) pairs, the
    likelier first. The kind is empty where none was written.

    "Phường Đúc" may be the ward Đúc, or the ward Phường Đúc whose kind was left out.
    """
    text = " ".join(_APART.sub(" ", fold(name)).split())
    text = _JOINED.sub(lambda found: f"{found[0]} ", text)
    found = [_split(text, level), ("", text)]
    return tuple(dict.fromkeys((kind, _bare(bare, level)) for kind, bare in found if bare))


def _split(text: str, level: str) -> tuple[str, str]:
    for word in _TYPES[level]:
        if text.startswith(f"{word} "):
            return _KINDS.get(word, word), text[len(word) + 1 :]
    return "", text


def _bare(text: str, level: str) -> str:
    """Numbers without leading zeros, provinces by their usual name."""
    if level == "province":
        return _CALLED.get(text, text)
    return str(int(text)) if text.isdecimal() else text
