"""Finding colleagues and records by the names that files use, those of a batch in one query a field."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions.records import add_many
from quen.fields.catalogue import Field, catalogue
from quen.fields.drafts import Seen, read_draft
from quen.fields.importing.objects import Batch, Row
from quen.fields.nouns import NOUNS
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.text import fold


class Names:
    """The pointing fields of a type, with what the names of a batch stand for."""

    def __init__(self, type_key: str, batch: Batch) -> None:
        self.batch = batch
        self.known = {f.write: f for f in catalogue(type_key, batch.by).writable()}
        pointing = ("user", "relation")
        self.pointers = {key: f for key, f in self.known.items() if f.kind in pointing}
        self.found: dict[tuple[str, str], int | None] = {}
        self.seen: set[Seen] = set()
        for (key, name), pk in batch.known.items():
            self.found[key, fold(name)] = pk
            self.seen.add((self.pointers[key].related, pk))
        for key, pointer in self.pointers.items():
            self._look_up(pointer, self._asked(key) - {""})

    def _asked(self, key: str) -> set[str]:
        known = {name for known_key, name in self.batch.known if known_key == key}
        return {row.get(key, "").strip() for _number, row in self.batch.rows} - known

    def _look_up(self, pointer: Field, names: set[str]) -> None:
        if not names:
            return
        user = pointer.kind == "user"
        found = _colleagues(names) if user else _records(pointer, names, self.batch)
        for name, pk in found.items():
            self.found[pointer.write, fold(name)] = pk
            self.seen.add(("user" if user else pointer.related, pk))

    def resolved(self, given: Row) -> dict[str, Any]:
        """The row with ids where it had names. Raises Refused for a name that nobody has."""
        out: dict[str, Any] = dict(given)
        for key, pointer in self.pointers.items():
            if key in given:
                out[key] = self._id(pointer, given[key].strip())
        return out

    def _id(self, pointer: Field, name: str) -> int:
        pair = (pointer.write, fold(name))
        if pair not in self.found:
            user = pointer.kind == "user"
            self.found[pair] = None if user else _unnamed(pointer, name, self.batch)
        known = self.found[pair]
        if known is None:
            words = _("There is none called %s.") % name[:80]
            raise Refused(words, errors={pointer.key: words})
        return known


def _colleagues(names: set[str]) -> dict[str, int]:
    """By e-mail address, or by a folded name that only one of them bears."""
    by_mail: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for pk, email, full in User.objects.active().values_list("pk", "email", "full_name"):
        by_mail[email.lower()] = pk
        by_name.setdefault(fold(full), []).append(pk)
    mails = {name: by_mail.get(name.lower()) for name in names if "@" in name}
    same = {name: by_name.get(fold(name), []) for name in names if "@" not in name}
    alone = {name: pks[0] for name, pks in same.items() if len(pks) == 1}
    return alone | {name: pk for name, pk in mails.items() if pk}


def _records(pointer: Field, names: set[str], batch: Batch) -> dict[str, int]:
    """By name, folded as a rule, among what one may see; the oldest of several."""
    column = TYPES[pointer.related].named_by
    kept = {name: fold(name)[:200] if column == "norm" else name for name in names}
    seen: QuerySet[Any] = TYPES[pointer.related].visible_to(batch.by)
    rows = seen.filter(**{f"{column}__in": set(kept.values())}).order_by("-pk")
    oldest: dict[str, int] = dict(rows.values_list(column, "pk"))
    return {name: oldest[one] for name, one in kept.items() if one in oldest}


def _unnamed(pointer: Field, name: str, batch: Batch) -> int | None:
    """A record that none is called after: by its id, or made where the options say so."""
    if name.isdigit():
        seen = TYPES[pointer.related].visible_to(batch.by)
        return seen.filter(pk=int(name)).values_list("pk", flat=True).first()
    if pointer.related in batch.options.get("create", ()):
        draft = read_draft(pointer.related, {"name": name}, by=batch.by, new=True)
        told = {"by": batch.by, "via": "import", "also": [batch.run]}
        made = int(add_many(NOUNS[pointer.related], [draft], **told)[0].pk)
        batch.trail.made(pointer.related, [(made, batch.rows[0][0])])
        return made
    return None
