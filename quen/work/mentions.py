"""Names after an @ in what colleagues write: whom they mean, and who of them may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import Team, User
from quen.kit import records
from quen.kit.text import fold

MOST = 50
SHOWN = 8
LONGEST = 160


@dataclass(frozen=True)
class Mentioned:
    """`ids` are colleagues who are told, `unseeing` names of those who may not see the record."""

    ids: tuple[int, ...] = ()
    unseeing: tuple[str, ...] = ()


def mentioned(text: str, type_key: str, record_id: int, by: User) -> Mentioned:
    """Whom a text on a record names: "@Trần Minh", or "@Miền Bắc" for everybody in that team and below.

    The longest name counts, and marks and case do not. A bare "@" names nobody.
    """
    if "@" not in text:
        return Mentioned()
    people = list(User.objects.visible_to(by).active().order_by("pk"))
    found = _named(fold(text), people, list(Team.objects.visible_to(by)))
    named = [one for one in people if one.pk in found and one.pk != by.pk][:MOST]
    seeing = [one for one in named if records.visible(type_key, record_id, one) is not None]
    others = [one.full_name for one in named if one not in seeing]
    return Mentioned(tuple(one.pk for one in seeing), tuple(others))


def _named(folded: str, people: list[User], teams: list[Team]) -> set[int]:
    """Ids of the colleagues meant by each "@" of the text."""
    names: dict[str, set[int]] = {}
    for one in people:
        names.setdefault(fold(one.full_name), set()).add(one.pk)
    for team in teams:
        inside = {t.pk for t in teams if t.path.startswith(team.path)}
        members = {one.pk for one in people if one.team_id in inside}
        names.setdefault(fold(team.name), set()).update(members)
    found: set[int] = set()
    for part in folded.split("@")[1:]:
        if meant := max((n for n in names if n and _begins(part, n)), key=len, default=""):
            found |= names[meant]
    return found


def _begins(text: str, name: str) -> bool:
    """The name stands at the front, whole: "@Lan" does not mean Lanh."""
    after = text[len(name) : len(name) + 1]
    return text.startswith(name) and not after.isalnum()


def offered(typed: str, user: Any) -> list[dict[str, str]]:
    """Colleagues and teams whose name has a word that begins as was typed, at most eight."""
    wanted = fold(typed[:LONGEST]).strip()
    people = [(one.full_name, one.email) for one in User.objects.visible_to(user).active()]
    teams = [(one.name, _("team")) for one in Team.objects.visible_to(user)]
    hits = [pair for pair in (*people, *teams) if _fits(fold(pair[0]), wanted)]
    ordered = sorted(hits, key=lambda pair: (not fold(pair[0]).startswith(wanted), pair[0]))
    return [{"name": name, "hint": hint} for name, hint in ordered[:SHOWN]]


def _fits(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or any(word.startswith(wanted) for word in name.split())


def warning(unseeing: Iterable[str]) -> str:
    """What the writer is told where somebody they named will not read it; empty for none."""
    names = ", ".join(unseeing)
    if not names:
        return ""
    return _("%s may not see this record and is not told; share it with them first.") % names
