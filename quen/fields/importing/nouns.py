"""Writing rows of a noun: references by name, existing records by the match rule, the rest added."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.fields.actions.records import NOBODY, add_many, change_many
from quen.fields.catalogue import Field, catalogue
from quen.fields.drafts import SHAPES, Draft, read_draft
from quen.fields.importing.matching import Match, found_for
from quen.fields.importing.names import Names
from quen.fields.importing.objects import Batch, Outcome, Row
from quen.fields.importing.states import states
from quen.fields.nouns import NOUNS
from quen.fields.reading import EMPTY
from quen.kit.records import TYPES
from quen.kit.refused import Refused


@dataclass
class Prepared:
    """A row that could be read: what it gives, its draft, and whom it matches."""

    number: int
    given: dict[str, Any]
    draft: Draft
    extra: dict[str, str]
    more: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    existing: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The catalogue keys it writes; `more` are those that its extra cells write."""
        return (*self.given, *self.more)


@dataclass(frozen=True)
class NounWriter:
    """Puts rows of a noun in. `matches` find existing records, by the key that people choose; `cells`
    rearranges a row before it is read; `extra` are keys the draft does not know; `after` gets each
    record with its extra cells once it stands; `remark` says what of a new record deserves a look."""

    type: str
    matches: Mapping[str, Match] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()
    cells: Callable[[Row], Row] = lambda row: row
    fix: Callable[[Prepared, Batch], None] = lambda prepared, batch: None
    after: Callable[[Sequence[tuple[Any, Prepared]], Batch], None] = lambda pairs, batch: None
    remark: Callable[[Prepared], str] = lambda prepared: ""

    def __call__(self, batch: Batch) -> Outcome:
        told = Outcome()
        names = Names(self.type, batch)
        read = partial(self._read, names=names, batch=batch, told=told)
        waiting = [p for number, row in batch.rows if (p := read(number, row))]
        while waiting:
            waiting = self._write(waiting, names, batch, told)
        return told

    def _read(
        self, number: int, row: Row, names: Names, batch: Batch, told: Outcome
    ) -> Prepared | None:
        try:
            row = self.cells(row)
            unreadable = {
                k: _("Some letters could not be read.") for k, v in row.items() if "\ufffd" in v
            }
            if unreadable:
                raise Refused(_("Some letters could not be read."), errors=unreadable)
            given = names.resolved(
                {k: v for k, v in row.items() if k not in self.extra and v.strip()}
            )
            extra = {k: v for k, v in row.items() if k in self.extra}
            return self._prepared(number, given, extra, names, batch)
        except Refused as refused:
            told.refused[number] = _reasons(refused)
            return None

    def _prepared(
        self, number: int, given: dict[str, Any], extra: dict[str, str], names: Names, batch: Batch
    ) -> Prepared:
        new = not batch.match
        facts: dict[str, Any] = {"reader": batch.reader, "known": names.known, "seen": names.seen}
        draft = read_draft(self.type, given, by=batch.by, new=new, **facts)
        if batch.options.get("unowned"):
            draft.columns.setdefault("owner_id", NOBODY)
        prepared = Prepared(number, given, draft, extra)
        self.fix(prepared, batch)
        if batch.match:
            prepared.match = self.matches[batch.match].keys(draft)
        return prepared

    def _write(
        self, waiting: list[Prepared], names: Names, batch: Batch, told: Outcome
    ) -> list[Prepared]:
        """Write what can be written now; a second row of one match key waits for the first."""
        seen: set[str] = set()
        now: list[Prepared] = []
        later: list[Prepared] = []
        for prepared in waiting:
            (later if seen.intersection(prepared.match) else now).append(prepared)
            seen.update(prepared.match)
        now = self._matched(now, batch, told)
        self._add([p for p in now if p.existing is None], batch, told)
        self._change(self._to_change(now, names, batch, told), batch, told)
        return later

    def _matched(self, rows: list[Prepared], batch: Batch, told: Outcome) -> list[Prepared]:
        """Find whom the rows mean; one that may mean several waits for a person."""
        if not batch.match:
            return rows
        found = found_for(self.matches[batch.match], [p.match for p in rows], batch)
        sure = []
        for prepared, ids in zip(rows, found, strict=True):
            if len(ids) > 1 and batch.options.get("on_match") != "add":
                words = _("More than one record matches this row. Say which by hand.")
                told.refused[prepared.number] = {batch.match: words}
                told.ask.add(prepared.number)
                continue
            if not ids and batch.earlier is not None and batch.earlier.intersection(prepared.match):
                self._meets_earlier(prepared, batch, told)
                continue
            prepared.existing = ids[0] if ids and batch.options.get("on_match") != "add" else None
            sure.append(prepared)
        return sure

    def _meets_earlier(self, prepared: Prepared, batch: Batch, told: Outcome) -> None:
        """In a check: the row means one further up, which has been taken back."""
        skips = batch.options.get("on_match") == "skip"
        told.done[prepared.number] = ("skip" if skips else "update", 0)

    def _to_change(
        self, rows: list[Prepared], names: Names, batch: Batch, told: Outcome
    ) -> list[Prepared]:
        """Rows that match, as the rule for them says: all fields, only empty ones, or none."""
        matching = [p for p in rows if p.existing is not None]
        how = batch.options.get("on_match") or "update"
        if how == "skip":
            told.skipped += len(matching)
            told.done |= {p.number: ("skip", p.existing or 0) for p in matching}
            return []
        if how != "fill":
            return matching
        seen = TYPES[self.type].visible_to(batch.by).filter(pk__in=[p.existing for p in matching])
        found = {it.pk: it for it in seen}
        return [self._filling(p, found.get(p.existing), names, batch) for p in matching]

    def _filling(self, prepared: Prepared, record: Any, names: Names, batch: Batch) -> Prepared:
        """The row with only what the record lacks."""
        if record is None:
            return prepared
        value = NOUNS[self.type].value
        lacking = {
            key: given
            for key, given in prepared.given.items()
            if key not in names.known or value(record, names.known[key].key) in EMPTY
        }
        fresh = self._prepared(prepared.number, lacking, prepared.extra, names, batch)
        fresh.match, fresh.existing = prepared.match, prepared.existing
        return fresh

    def _add(self, rows: list[Prepared], batch: Batch, told: Outcome) -> None:
        needed = self._needed(batch)
        fresh = [p for p in rows if self._is_whole(p, needed, batch, told)]
        if not fresh:
            return
        try:
            with transaction.atomic():
                ids = self._add_all(fresh, batch)
            told.created += len(fresh)
            if batch.earlier is not None:
                batch.earlier.update(key for prepared in fresh for key in prepared.match)
            numbers = [prepared.number for prepared in fresh]
            told.done |= {n: ("create", pk) for n, pk in zip(numbers, ids, strict=True)}
            for prepared in fresh:
                if words := self.remark(prepared):
                    told.remark(words)
            batch.trail.made(self.type, zip(ids, numbers, strict=True))
        except Refused as refused:
            if len(fresh) == 1:
                told.refused[fresh[0].number] = _reasons(refused)
                return
            middle = len(fresh) // 2
            self._add(fresh[:middle], batch, told)
            self._add(fresh[middle:], batch, told)

    def _add_all(self, rows: list[Prepared], batch: Batch) -> list[int]:
        share = bool(batch.options.get("share")) or batch.options.get("on_match") == "add"
        told: dict[str, Any] = {"by": batch.by, "via": "import", "also": [batch.run]}
        records = add_many(NOUNS[self.type], [p.draft for p in rows], share=share, **told)
        self.after(list(zip(records, rows, strict=True)), batch)
        return [record.pk for record in records]

    def _is_whole(
        self, prepared: Prepared, needed: Sequence[Field], batch: Batch, told: Outcome
    ) -> bool:
        columns = prepared.draft.columns
        lacking = {f.key: _("This is required.") for f in needed if not columns.get(f.key)}
        if batch.match:
            lacking |= SHAPES[self.type].missing(prepared.draft)
        if lacking:
            told.refused[prepared.number] = lacking
        return not lacking

    def _needed(self, batch: Batch) -> list[Field]:
        """What a row that matched nobody must hold; without matching, reading has asked for it."""
        if not batch.match:
            return []
        known = catalogue(self.type, batch.by).writable()
        return [f for f in known if f.required and not f.custom]

    def _change(self, rows: list[Prepared], batch: Batch, told: Outcome) -> None:
        groups: dict[tuple[str, ...], list[Prepared]] = {}
        for prepared in rows:
            groups.setdefault(prepared.keys, []).append(prepared)
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
        told.updated += len(changed)
        told.skipped += len(pairs) - len(changed)
        told.done |= {
            p.number: ("update" if target.pk in changed else "skip", target.pk)
            for target, p in pairs
        }

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

    def _changed(self, pairs: list[tuple[Any, Prepared]], batch: Batch) -> set[int]:
        """Change the records; gives the ids of those that became other than they were."""
        if not pairs:
            return set()
        drafts = [(target, _owned(prepared.draft)) for target, prepared in pairs]
        numbers = {target.pk: prepared.number for target, prepared in pairs}
        before = states(self.type, list(numbers))
        told: dict[str, Any] = {"by": batch.by, "via": "import", "also": [batch.run]}
        told["share"] = bool(batch.options.get("share"))
        changes = change_many(NOUNS[self.type], drafts, pairs[0][1].keys, **told)
        self.after(pairs, batch)
        after = states(self.type, list(numbers))
        batch.trail.changed(self.type, before, after, numbers)
        return {
            pk for pk, differing in changes.items() if differing or batch.trail.notes(self.type, pk)
        }


def _owned(draft: Draft) -> Draft:
    """What stands keeps its owner, though new records are to have none."""
    if draft.columns.get("owner_id") == NOBODY:
        del draft.columns["owner_id"]
    return draft


def _reasons(refused: Refused) -> dict[str, str]:
    return {k: str(v) for k, v in refused.errors.items()} or {"": str(refused.message)}
