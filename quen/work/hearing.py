"""Whose a quick note is: people whose phone, mail or name stands in it, then what one worked on last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quen.fields import searching
from quen.fields.models.attached import HOLDERS
from quen.fields.recent import recent_records
from quen.fields.searching import Hit
from quen.kit.text import clean
from quen.people.pasting import people_in

SHOWN = 6
READ = 4000  # letters of a shared page or chat that are looked through
MOST_CLUES = 4


@dataclass(frozen=True)
class Heard:
    """What a text says of a person."""

    name: str = ""
    phones: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    @property
    def handles(self) -> list[str]:
        return [*self.phones, *self.mails]

    @property
    def given(self) -> dict[str, Any]:
        """The person as the API would be given them. A number is no name: names are never masked."""
        facts: dict[str, Any] = {"full_name": self.name} if self.name else {}
        if self.phones:
            facts["phones"] = [{"value": one} for one in self.phones]
        if self.mails:
            facts["emails"] = [{"value": one} for one in self.mails]
        return facts


def heard_in(text: str) -> Heard | None:
    """The first person in a text who has a phone or a mail."""
    for name, phones, mails, *_rest in people_in(clean(text)[:READ])[1:]:
        if phones or mails:
            return Heard(name, _parted(phones, " / "), _parted(mails, ", "))
    return None


def unknown_in(text: str, lines: list[dict[str, Any]]) -> Heard | None:
    """The person in a text, where none of these lines was found by their phone or mail."""
    heard = heard_in(text)
    known = heard and {_("In the text: %s") % one for one in heard.handles}
    return None if known and any(line["why"] in known for line in lines) else heard


def _parted(text: str, sign: str) -> list[str]:
    return [one for one in text.split(sign) if one]


def whose(text: str, title: str, typed: str, user: Any) -> list[dict[str, Any]]:
    """Records of `user`'s that the note may belong on, the likeliest first, each with the reason."""
    clues = [(typed, "")] if typed.strip() else _clues(text, title)
    found = _found(clues, user)
    if typed.strip():
        return found
    seen = {one["on"] for one in found}
    late = (_line(hit, _("Worked on lately")) for hit in recent_records(user, SHOWN, HOLDERS))
    return [*found, *(one for one in late if one["on"] not in seen)][:SHOWN]


def _clues(text: str, title: str) -> list[tuple[str, str]]:
    heard = heard_in(text) or Heard()
    told = _("In the text: %s")
    clues = [(one, told % one) for one in heard.handles]
    names = dict.fromkeys(filter(None, (heard.name, clean(title).strip()[:80])))
    return [*clues, *((one, told % one) for one in names)][:MOST_CLUES]


def _found(clues: Iterable[tuple[str, str]], user: Any) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for clue, why in clues:
        for hit in _hits(clue, user):
            line = _line(hit, why)
            found.setdefault(line["on"], line)
    return list(found.values())[:SHOWN]


def _hits(clue: str, user: Any) -> Iterator[Hit]:
    for group in searching.find(user, clue, HOLDERS, limit=SHOWN).groups:
        yield from group.hits


def _line(hit: Hit, why: str) -> dict[str, Any]:
    return {
        "on": f"{hit.type}-{hit.id}",
        "title": hit.title,
        "sub": hit.subtitle,
        "icon": hit.icon,
        "why": why,
    }
