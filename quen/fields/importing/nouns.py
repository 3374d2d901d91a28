"""Writing rows of a noun: references by name, existing records by the match key, the rest added."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions.records import NOUNS, add_many, change_many
from quen.fields.catalogue import Field, catalogue
from quen.fields.drafts import Draft, Seen, read_draft
from quen.fields.importing.objects import Batch, Outcome, Row
from quen.fields.importing.states import states
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.text import fold


@dataclass(frozen=True)
class Match:
    """How existing records are found: `key` is what a draft is compared by (empty: by nothing), `find`
    gives {key: id} for many keys at once."""

    key: Callable[[Draft], str]
    find: Callable[[Collection[str], Batch], Mapping[str, int]]


@dataclass
class Prepared:
    """A row that could be read: its draft, what it names beyond the draft, and whom it matches."""

    number: int
    draft: Draft
    keys: list[str]
    extra: dict[str, str]
    match: str = ""
    existing: int | None = None


@dataclass(frozen=True)
class NounWriter:
    """Puts rows of a noun in. `matches` find existing records, by the key that people choose; `extra` are
    keys the draft does not know; `after` gets each record with its extra cells once it stands."""

    type: str
    matches: Mapping[str, Match] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()
    fix: Callable[[Prepared, Batch], None] = lambda prepared, batch: None
    after: Callable[[Sequence[tuple[Any, Prepared]], Batch], None] = lambda pairs, batch: None

    def __call__(self, batch: Batch) -> Outcome:
        told = Outcome()
        names = Names(self.type, batch)
        read = partial(self._read, names=names, batch=batch, told=told)
        waiting = [p for number, row in batch.rows if (p := read(number, row))]
        while waiting:
            waiting = self._write(waiting, batch, told)
        return told

    def _read(
        self, number: int, row: Row, names: "Names", batch: Batch, told: Outcome
    ) -> Prepared | None:
        try:
            given = names.resolved(
                {k: v for k, v in row.items() if k not in self.extra and v.strip()}
            )
            draft = read_draft(
                self.type,
                given,
                by=batch.by,
                new=not batch.match,
                reader=batch.reader,
                known=names.known,
                seen=names.seen,
            )
            extra = {k: v for k, v in row.items() if k in self.extra}
            prepared = Prepared(number, draft, list(given), extra)
            self.fix(prepared, batch)
        except Refused as refused:
            told.refused[number] = {k: str(v) for k, v in refused.errors.items()} or {
                "": str(refused.message)
            }
            return None
        if batch.match:
            prepared.match = self.matches[batch.match].key(draft)
        return prepared

    def _write(self, waiting: list[Prepared], batch: Batch, told: Outcome) -> list[Prepared]:
        """Write what can be written now; a second row of one match key waits for the first."""
        seen: set[str] = set()
        now: list[Prepared] = []
        later: list[Prepared] = []
        for prepared in waiting:
            (later if prepared.match and prepared.match in seen else now).append(prepared)
            seen.add(prepared.match)
        self._match(now, batch)
        self._add([p for p in now if p.existing is None], batch, told)
        self._change([p for p in now if p.existing is not None], batch, told)
        return later

    def _match(self, rows: list[Prepared], batch: Batch) -> None:
        keys = {p.match for p in rows if p.match}
        found = self.matches[batch.match].find(keys, batch) if keys else {}
        for prepared in rows:
            prepared.existing = found.get(prepared.match)

    def _add(self, rows: list[Prepared], batch: Batch, told: Outcome) -> None:
        needed = self._needed(batch)
        fresh = [p for p in rows if _is_whole(p, needed, told)]
        if not fresh:
            return
        try:
            with transaction.atomic():
                ids = self._add_all(fresh, batch)
            told.created += len(fresh)
            numbers = (prepared.number for prepared in fresh)
            batch.trail.made(self.type, zip(ids, numbers, strict=True))
        except Refused as refused:
            if len(fresh) == 1:
                told.refused[fresh[0].number] = _reasons(refused)
                return
            middle = len(fresh) // 2
            self._add(fresh[:middle], batch, told)
            self._add(fresh[middle:], batch, told)

    def _add_all(self, rows: list[Prepared], batch: Batch) -> list[int]:
        share = bool(batch.options.get("share"))
        told = {"by": batch.by, "via": "import", "also": [batch.run]}
        records = add_many(NOUNS[self.type], [p.draft for p in rows], share=share, **told)
        self.after(list(zip(records, rows, strict=True)), batch)
        return [record.pk for record in records]

    def _needed(self, batch: Batch) -> list[Field]:
        """What a row that matched nobody must hold; without matching, reading has asked for it."""
        if not batch.match:
            return []
        known = catalogue(self.type, batch.by).writable()
        return [f for f in known if f.required and not f.custom]

    def _change(self, rows: list[Prepared], batch: Batch, told: Outcome) -> None:
        groups: dict[tuple[str, ...], list[Prepared]] = {}
        for prepared in rows:
            groups.setdefault(tuple(prepared.keys), []).append(prepared)
        for alike in groups.values():
            self._change_all(alike, batch, told)

    def _change_all(self, rows: list[Prepared], batch: Batch, told: Outcome) -> None:
        """Rows that fill the same fields, together; where one is refused, in halves."""
        pairs = self._targets(rows, batch, told)
        try:
            with transaction.atomic():
                changed = self._changed(pairs, batch)
        except Refused as refused:
            if len(pairs) == 1:
                told.refused[pairs[0][1].number] = _reasons(refused)
                return
            middle = len(pairs) // 2
            for half in (pairs[:middle], pairs[middle:]):
                self._change_all([prepared for _target, prepared in half], batch, told)
            return
        told.updated += changed
        told.skipped += len(pairs) - changed

    def _targets(
        self, rows: list[Prepared], batch: Batch, told: Outcome
    ) -> list[tuple[Any, Prepared]]:
        """The rows with their records as they stand, locked; what one may not change is refused."""
        visible = TYPES[self.type].visible_to(batch.by, "change").select_for_update()
        found = {it.pk: it for it in visible.filter(pk__in=[p.existing for p in rows])}
        for prepared in rows:
            if prepared.existing not in found:
                words = _("This belongs to another record already.")
                told.refused[prepared.number] = {batch.match: words}
        return [(found[p.existing], p) for p in rows if p.existing in found]

    def _changed(self, pairs: list[tuple[Any, Prepared]], batch: Batch) -> int:
        """Change the records; gives how many became other than they were."""
        if not pairs:
            return 0
        drafts = [(target, prepared.draft) for target, prepared in pairs]
        numbers = {target.pk: prepared.number for target, prepared in pairs}
        before = states(self.type, list(numbers))
        told = {"by": batch.by, "via": "import", "also": [batch.run]}
        changes = change_many(NOUNS[self.type], drafts, pairs[0][1].keys, **told)
        self.after(pairs, batch)
        batch.trail.changed(self.type, before, states(self.type, list(numbers)), numbers)
        return sum(1 for told in changes.values() if told)


def _is_whole(prepared: Prepared, needed: Sequence[Field], told: Outcome) -> bool:
    columns = prepared.draft.columns
    lacking = {f.key: _("This is required.") for f in needed if not columns.get(f.key)}
    if lacking:
        told.refused[prepared.number] = lacking
    return not lacking


def _reasons(refused: Refused) -> dict[str, str]:
    return {k: str(v) for k, v in refused.errors.items()} or {"": str(refused.message)}


class Names:
    """Finds colleagues and records by the names that files use, those of a batch in one query a field."""

    def __init__(self, type_key: str, batch: Batch) -> None:
        self.batch = batch
        self.known = {f.write: f for f in catalogue(type_key, batch.by).writable()}
        pointing = ("user", "relation")
        self.pointers = {key: f for key, f in self.known.items() if f.kind in pointing}
        self.found: dict[tuple[str, str], int | None] = {}
        self.seen: set[Seen] = set()
        for key, pointer in self.pointers.items():
            self._look_up(pointer, {row.get(key, "").strip() for _number, row in batch.rows} - {""})

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
    """By folded name among what one may see; the oldest of several."""
    norms = {name: fold(name)[:200] for name in names}
    seen: QuerySet[Any] = TYPES[pointer.related].visible_to(batch.by)
    rows = seen.filter(norm__in=set(norms.values())).order_by("-pk").values_list("norm", "pk")
    oldest: dict[str, int] = dict(rows)
    return {name: oldest[norm] for name, norm in norms.items() if norm in oldest}


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
