"""Handles and addresses of contacts and companies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from quen.fields.drafts import Draft
from quen.fields.models import ImportedRecord
from quen.fields.nouns import Pairs
from quen.kit import rows
from quen.kit.refused import Refused
from quen.people.drafts import GivenHandle
from quen.people.models import Address, Handle
from quen.people.models.handle import KINDS


class Taken(Refused):
    """A handle identifies somebody else already; says so without saying whom (SR-03)."""

    def __init__(self, handles: Iterable[GivenHandle]) -> None:
        self.handles = list(handles)
        words = _("This belongs to another record already.")
        super().__init__(
            _("%s belongs to another record already.")
            % ", ".join(sorted(row.value for row in self.handles)),
            errors={row.kind: words for row in self.handles},
            status=409,
        )


def write_parts(type_key: str, pairs: Pairs, new: bool, share: bool) -> None:
    """Store handles and addresses of the drafts. Raises Taken, unless `share`."""
    with_handles = [(it, draft) for it, draft in pairs if handle_parts(draft)]
    if with_handles:
        fresh = _given(with_handles) if new else _replacing(type_key, with_handles)
        _settle_identity(fresh, share=share)
        rows.insert(Handle, (f"{type_key}_id", *_STORED), (one.stored() for one in fresh))
    if with_handles and not new:
        _copy_primaries(type_key, with_handles)
    _write_addresses(type_key, pairs, new=new)


def handle_parts(draft: Draft) -> dict[str, list[GivenHandle]]:
    """The draft's handles by kind; "phone!" stands for the primary one alone, "phone+" for further ones."""
    return {k: v for k, v in draft.parts.items() if k.rstrip("!+") in KINDS}


@dataclass(slots=True)
class _Fresh:
    """A handle that is about to be stored."""

    holder: int
    row: GivenHandle
    identifies: bool = True
    verified_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.row.kind, self.row.normal

    def stored(self) -> tuple[Any, ...]:
        row = self.row
        kept = (row.kind, row.value, row.normal, row.label, row.primary, row.invalid)
        return (self.holder, *kept, self.identifies, self.verified_at)


_STORED = ("kind", "value", "normal", "label", "primary", "invalid", "identifies", "verified_at")


def _given(pairs: Pairs) -> list[_Fresh]:
    """All handles of new records, each value once."""
    return [
        _Fresh(it.pk, row)
        for it, draft in pairs
        for row in _each_once(handle_parts(draft).values())
    ]


def _each_once(given: Iterable[list[GivenHandle]]) -> Iterable[GivenHandle]:
    """Each value once; the first holds, which is the primary one where there is one."""
    found: dict[tuple[str, str], GivenHandle] = {}
    for of_kind in given:
        for row in of_kind:
            found.setdefault((row.kind, row.normal), row)
    return found.values()


def _replacing(type_key: str, pairs: Pairs) -> list[_Fresh]:
    """Drop what the drafts leave out of standing records; gives what is new."""
    held = _held(type_key, [it.pk for it, _draft in pairs])
    fresh: list[_Fresh] = []
    for it, draft in pairs:
        for key, wanted in handle_parts(draft).items():
            of_kind = held[it.pk, key.rstrip("!+")]
            ways = {"!": of_kind.only_primary, "+": of_kind.further}
            fresh += ways.get(key[-1], of_kind.all)(it.pk, wanted)
    Handle.objects.filter(pk__in=[row.pk for it in held.values() for row in it.gone]).delete()
    raised = [row.pk for it in held.values() for row in it.raised]
    Handle.objects.filter(pk__in=raised).update(primary=True)
    return fresh


def _held(type_key: str, ids: list[int]) -> dict[tuple[int, str], "_Held"]:
    held: dict[tuple[int, str], _Held] = defaultdict(_Held)
    for row in Handle.objects.filter(**{f"{type_key}__in": ids}).order_by():
        held[getattr(row, f"{type_key}_id"), row.kind].rows.append(row)
    return held


@dataclass
class _Held:
    """A record's handles of one kind, and what becomes of them."""

    rows: list[Handle] = field(default_factory=list)
    gone: list[Handle] = field(default_factory=list)
    raised: list[Handle] = field(default_factory=list)

    def only_primary(self, holder: int, wanted: list[GivenHandle]) -> list[_Fresh]:
        """Replace the primary one; a value the record holds already only becomes primary."""
        normals = {row.normal for row in wanted}
        self._drop([row for row in self.rows if row.primary and row.normal not in normals])
        standing = [row for row in self.rows if row.normal in normals]
        self.raised += [row for row in standing if not row.primary]
        return [] if standing else [_Fresh(holder, row) for row in wanted]

    def further(self, holder: int, wanted: list[GivenHandle]) -> list[_Fresh]:
        """Add what the record does not hold; nothing goes."""
        normals = {row.normal for row in self.rows}
        first = not any(row.primary for row in self.rows)
        fresh = [row for row in wanted if row.normal not in normals]
        return [_Fresh(holder, replace(row, primary=row.primary and first)) for row in fresh]

    def all(self, holder: int, wanted: list[GivenHandle]) -> list[_Fresh]:
        """Replace all, but keep what is known of values that stay (verified, identifies)."""
        known = {row.normal: row for row in self.rows}
        self._drop(self.rows)
        return [
            _Fresh(holder, row, old.identifies, old.verified_at)
            if (old := known.get(row.normal))
            else _Fresh(holder, row)
            for row in {row.normal: row for row in wanted}.values()
        ]

    def _drop(self, rows: list[Handle]) -> None:
        self.gone += rows
        self.rows = [row for row in self.rows if row not in rows]


def _settle_identity(fresh: Sequence[_Fresh], *, share: bool) -> None:
    """Each (kind, value) identifies one holder: whoever stands already, else the first of the list."""
    asked = [one for one in fresh if one.identifies]
    taken = identifying(one.key for one in asked)
    taken -= _freed(taken) if taken else set()
    clashing = []
    for one in asked:
        if one.key in taken:
            one.identifies = False
            clashing.append(one.row)
        taken.add(one.key)
    if clashing and not share:
        raise Taken(clashing)


def _freed(taken: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Free the values that only stand with records which an undone import threw away: what is undone
    stands in nobody's way. Taken out of the trash later, such a record shares the value."""
    held = Handle.objects.filter(normal__in={normal for _kind, normal in taken}, identifies=True)
    undone = ImportedRecord.objects.filter(
        outcome=ImportedRecord.Outcome.UNDONE, before__isnull=True, record_id=OuterRef("holder")
    )
    freed: dict[int, tuple[str, str]] = {}
    for holder in ("contact", "company"):
        trashed = held.filter(**{f"{holder}__deleted_at__isnull": False})
        trashed = trashed.annotate(holder=F(f"{holder}_id"))
        found = trashed.filter(Exists(undone.filter(type=holder)))
        freed |= {
            pk: (kind, value) for pk, kind, value in found.values_list("pk", "kind", "normal")
        }
    ids = [pk for pk, key in freed.items() if key in taken]
    Handle.objects.filter(pk__in=ids).update(identifies=False)
    return {freed[pk] for pk in ids}


def identifying(keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these (kind, normal value) that identify somebody."""
    normals: dict[str, set[str]] = {}
    for kind, normal in keys:
        normals.setdefault(kind, set()).add(normal)
    taken: set[tuple[str, str]] = set()
    # Kind by kind: the unique index begins with it, and values alone would walk every handle.
    for kind, many in normals.items():
        rows = Handle.objects.filter(kind=kind, normal__in=many, identifies=True).order_by()
        taken.update((kind, normal) for normal in rows.values_list("normal", flat=True))
    return taken


def primaries(draft: Draft) -> dict[str, str]:
    """The primary phone and mail of a new record, as its own columns: lists show them without a join."""
    shown: dict[str, GivenHandle] = {}
    for of_kind in handle_parts(draft).values():
        for row in of_kind:
            kept = shown.get(row.kind)
            if kept is None or (row.primary and not kept.primary):
                shown[row.kind] = row
    return {
        kind: row.normal if kind == "phone" else row.value
        for kind, row in shown.items()
        if kind in ("email", "phone")
    }


def _copy_primaries(type_key: str, pairs: Pairs) -> None:
    """Copy the primary phone and mail onto records that stand."""
    ids = [it.pk for it, _draft in pairs]
    held: dict[tuple[int, str], str] = {}
    # By holder alone: with the kind SQLite would walk every phone there is.
    found = Handle.objects.filter(**{f"{type_key}__in": ids}).order_by("primary", "-id")
    for pk, kind, value, normal in found.values_list(f"{type_key}_id", "kind", "value", "normal"):
        held[pk, kind] = normal if kind == "phone" else value
    for it, _draft in pairs:
        it.email, it.phone = held.get((it.pk, "email"), ""), held.get((it.pk, "phone"), "")


def _write_addresses(type_key: str, pairs: Pairs, *, new: bool) -> None:
    given = [(it, d.parts["addresses"]) for it, d in pairs if "addresses" in d.parts]
    before: dict[tuple[int, str, str], dict[str, Any]] = {}
    if given and not new:
        stood = Address.objects.filter(**{f"{type_key}__in": [it for it, _rows in given]})
        before = _converted_ones(type_key, stood)
        stood.delete()
    fresh = [
        Address(
            **{type_key: it}, **facts, **before.get((it.pk, facts["ward"], facts["province"]), {})
        )
        for it, many in given
        for facts in many
    ]
    Address.objects.bulk_create(fresh, batch_size=1000)


def _converted_ones(type_key: str, stood: Any) -> dict[tuple[int, str, str], dict[str, Any]]:
    """What converted addresses were before, by holder and place: a changed street does not lose it."""
    keys = ("given", "old_ward", "old_district", "old_province", "sweep_id")
    rows = stood.exclude(old_province="").values_list(f"{type_key}_id", "ward", "province", *keys)
    return {tuple(row[:3]): dict(zip(keys, row[3:], strict=True)) for row in rows}
