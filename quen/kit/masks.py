"""Phone numbers and mail addresses of which only enough is shown to tell two apart.

"+84 912 345 678" is shown as "+84 91• ••• 678", "linh@gmail.com" as "l•••@gmail.com".
"""

import re
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from quen.kit import phones

SIGN = "•"
_NUMBER = re.compile(r"\+?[\d\s().\-/]+")
_STORED = re.compile(r"\+\d{7,15}\b|[^\s,;<>@]+@[^\s,;<>@]+")
_SHORTEST = 7
# So many digits of a number are shown, behind the country code: first and last, by how long it is.
_SHOWN = ((9, 2, 3), (7, 1, 2), (4, 0, 2))


class Masked(str):
    """A value as it is shown to who may not read it whole. It can never be stored: a mask written
    over a number would lose the number."""

    __slots__ = ()

    def resolve_expression(self, *_args: Any, **_facts: Any) -> NoReturn:
        """What the database's layer asks of a value it is about to write."""
        raise ValueError("a masked value is never stored")


def phone(number: str) -> Masked:
    """A number with its middle hidden; the country code stays."""
    text = phones.shown(number)
    head, blank, rest = text.partition(" ") if text.startswith("+") else ("", "", text)
    places = [n for n, letter in enumerate(rest) if letter.isdigit()]
    first, last = next(((a, z) for long, a, z in _SHOWN if len(places) >= long), (0, 0))
    hidden = set(places[first : len(places) - last])
    return Masked(head + blank + "".join(SIGN if n in hidden else c for n, c in enumerate(rest)))


def mail(address: str) -> Masked:
    """An address with all but its first letter hidden before the @, however long it is."""
    local, at, domain = address.rpartition("@")
    return Masked(f"{(local or domain)[:1]}{SIGN * 3}{at}{domain if at else ''}")


def either(text: str) -> str:
    """A chat id, masked where it is a phone number or a mail address; any other as it stands."""
    if "@" in text:
        return mail(text)
    digits = sum(letter.isdigit() for letter in text)
    return phone(text) if digits >= _SHORTEST and _NUMBER.fullmatch(text) else text


def inside(text: str) -> str:
    """A text with the stored numbers and addresses in it masked: names of people who have none."""
    return _STORED.sub(lambda found: either(found[0]), text)


def refuse(text: str) -> None:
    """Raises ValueError, in words for a person, for a text that is a mask and no value."""
    if SIGN in text:
        raise ValueError(
            _("This is masked (•): type it whole, or leave it out to keep what stands.")
        )
