"""Addresses in one line: "12 Lê Lợi, P. Bến Nghé, Q.1, TP.HCM"."""

import re
from dataclasses import dataclass

from quen.people.places.converting import State, convert

_PARTED = re.compile(r"\s*[,;\n]\s*|\s+-\s+")
_COUNTRY = ("viet nam", "vietnam", "vn")


@dataclass(frozen=True)
class Parts:
    """A line taken apart; `district` is empty for an address of today."""

    street: str
    ward: str
    district: str
    province: str


def from_line(text: str) -> Parts | None:
    """The parts of a line whose end names places that there are; None where that cannot be told."""
    found = [part for part in _PARTED.split(text.strip()) if part]
    if found and found[-1].casefold().replace("ệ", "e") in _COUNTRY:
        found.pop()
    for count in (3, 2):
        if len(found) < count:
            continue
        end = found[-count:]
        ward, district = end[0], end[1] if count == 3 else ""
        if convert(end[-1], district, ward).state is not State.UNKNOWN:
            return Parts(", ".join(found[:-count]), ward, district, end[-1])
    return None
