"""How contacts and companies become one: handles and addresses unite, the stricter consent holds."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quen.fields.merging.choosing import mergeable
from quen.fields.merging.follows import Moving, follows, stays, taken_by, unites
from quen.fields.merging.ledger import settles, undoes
from quen.fields.merging.staying import Staying
from quen.people import events
from quen.people.models import (
    Address,
    Company,
    ConsentEntry,
    Contact,
    DuplicatePair,
    Handle,
    QualityCount,
    Relation,
    Stay,
)
from quen.timeline.log import record

STAGE = ("stage_id", "stage_entered_at", "round")
NAME = ("full_name", "given_name", "family_name", "name_key", "norm")
BIRTHDAY = ("birthday", "birthday_key", "birthday_calendar")
PLACE = ("street", "ward", "district", "province", "postcode", "country")
FIRST = ("phone", "email")


def declare() -> None:
    """Lend both types, and how this room's tables follow (once, at start)."""
    parts: dict[str, Any] = {"parts": FIRST, "settle": _copy_first, "settled": _copied_anew}
    named = {"full_name": NAME, "birthday": BIRTHDAY, "lifecycle_stage": STAGE}
    one_column = ("given_name", "family_name", "birthday_calendar")
    owner = {"owner_id": ("owner_id", "team_id")}
    mergeable("contact", groups={**named, **owner, **dict.fromkeys(one_column, ())}, **parts)
    figures = {"name": ("name", "name_key", "norm"), "revenue": ("revenue", "currency")}
    mergeable("company", groups={**figures, **owner}, apart=("parent_id",), **parts)
    _of_both()
    follows(Contact, "company_id", type="company", counted=_people)
    taken_by(ConsentEntry, ("contact_id",), _consents, _of(ConsentEntry, "contact"))
    staying = Staying("contact", Stay, "contact_id", chosen="lifecycle_stage")
    taken_by(Stay, ("contact_id",), staying.take)
    taken_by(Company, ("parent_id",), _branches, _of(Company, "company", "parent"))
    taken_by(Relation, ("from_id", "to_id"), _relations, _related, counted=_linked)
    taken_by(DuplicatePair, ("one_id", "other_id"), _pairs)
    stays(QualityCount, "owner_id", "team_id", why="a count by colleague and team")
    settles(Handle, _settle_identity)
    settles(Stay, staying.settle)


def _of_both() -> None:
    for key in ("contact", "company"):
        unites(
            Handle, f"{key}_id", type=key, same=("kind", "normal"), fitted=_not_first,
            joined=_stronger, counted=_reached,
        )  # fmt: skip
        unites(Address, f"{key}_id", type=key, same=PLACE, fitted=_not_first, counted=_places)


def _people(n: int) -> str:
    return ngettext("%d person", "%d people", n) % n


def _reached(n: int) -> str:
    return ngettext("%d phone or address", "%d phones and addresses", n) % n


def _places(n: int) -> str:
    return ngettext("%d postal address", "%d postal addresses", n) % n


def _linked(n: int) -> str:
    return ngettext("%d relation", "%d relations", n) % n


def _of(model: Any, type_key: str, column: str = "") -> Any:
    def rows(key: str, ids: Sequence[int]) -> QuerySet[Any] | None:
        asked = {f"{column or type_key}__in": list(ids)}
        return model._base_manager.filter(**asked) if key == type_key else None

    return rows


def _not_first(moving: Moving, row: Any) -> dict[str, Any]:
    """A row that comes along is the first only where there is none, or where it was chosen."""
    if not row.primary:
        return {}
    holder = {f"{moving.type}_id": moving.survivor.pk, "primary": True}
    of_kind = {"kind": row.kind} if isinstance(row, Handle) else {}
    standing = list(type(row).objects.filter(**holder, **of_kind))
    chosen = moving.taken(row.kind) if isinstance(row, Handle) else moving.survivor
    if getattr(row, f"{moving.type}_id") == chosen.pk:
        for one in standing:
            moving.ledger.change(one, primary=False)
        return {}
    return {"primary": False} if standing else {}


def _stronger(moving: Moving, standing: Handle, gone: Handle) -> None:
    """Of two equal handles the survivor's learns what the other knew better."""
    chosen = gone.primary and getattr(gone, f"{moving.type}_id") == moving.taken(gone.kind).pk
    if chosen and not standing.primary:
        others = Handle.objects.filter(
            **{moving.type: moving.survivor}, kind=gone.kind, primary=True
        )
        for one in others:
            moving.ledger.change(one, primary=False)
    if gone.identifies and not standing.identifies:
        facts = (f"{moving.type}_id", moving.survivor.pk, gone.kind, gone.normal)
        moving.ledger.note("identity", *facts)
        _identifies(*facts, now=True)
    moving.ledger.change(
        standing,
        verified_at=standing.verified_at or gone.verified_at,
        label=standing.label or gone.label,
        primary=standing.primary or chosen,
        invalid=standing.invalid and gone.invalid,
    )


def _identifies(holder: str, pk: int, kind: str, normal: str, *, now: bool) -> None:
    """By value, not by row: an editor writes a list of phones anew."""
    Handle.objects.filter(**{holder: pk}, kind=kind, normal=normal).update(identifies=now)


@undoes("identity")
def _identity_back(holder: str, pk: int, kind: str, normal: str) -> None:
    _identifies(holder, pk, kind, normal, now=False)


def _copy_first(moving: Moving) -> None:
    """The first phone and mail, as lists show them."""
    now = _first(moving.type, moving.survivor)
    for key in FIRST:
        if key in now or getattr(moving.survivor, key):
            moving.ledger.change(moving.survivor, **{key: now.get(key, "")})
    if moving.type == "contact":
        _sums(moving)


def _sums(moving: Moving) -> None:
    """The best score, and the next step that is due first."""
    steps = [one.next_step_at for one in moving.group if one.next_step_at]
    moving.ledger.change(moving.survivor, score=max(one.score for one in moving.group))
    moving.ledger.change(moving.survivor, next_step_at=min(steps, default=None))


def _first(type_key: str, it: Any) -> dict[str, str]:
    rows = Handle.objects.filter(**{type_key: it}, kind__in=FIRST).order_by("primary", "-id")
    return {row.kind: row.normal if row.kind == "phone" else row.value for row in rows}


def _copied_anew(survivor: Any) -> None:
    """Somebody changed the merged record's phones: what is left of them has a first one, and the
    copies follow it."""
    type_key = "contact" if isinstance(survivor, Contact) else "company"
    seen = set()
    for row in Handle.objects.filter(**{type_key: survivor}).order_by("-primary", "id"):
        if row.kind not in seen and not row.primary:
            Handle.objects.filter(pk=row.pk).update(primary=True)
        seen.add(row.kind)
    now = {"email": "", "phone": ""} | _first(type_key, survivor)
    type(survivor).objects.filter(pk=survivor.pk).update(**now)


def _consents(moving: Moving) -> None:
    """All entries come along; what anybody withdrew stays withdrawn, whoever gave it later."""
    if moving.type != "contact":
        return
    held = [_holding(one) for one in moving.group]
    for row in ConsentEntry.objects.filter(contact__in=moving.ids).order_by("pk"):
        moving.ledger.hand_over(row, "contact_id", contact_id=moving.survivor.pk)
        moving.count(ConsentEntry._meta.label, 1)
    refused = {key: entry for one in held for key, entry in one.items() if not entry.given}
    now = _holding(moving.survivor)
    for key, entry in refused.items():
        if now[key].given:
            _withdraw(moving, entry)


def _holding(contact: Any) -> dict[tuple[int, str], ConsentEntry]:
    found: dict[tuple[int, str], ConsentEntry] = {}
    for row in ConsentEntry.objects.filter(contact=contact.pk).select_related("purpose"):
        found.setdefault((row.purpose_id, row.channel), row)
    return found


def _withdraw(moving: Moving, entry: ConsentEntry) -> None:
    source = _("Merged: the stricter consent holds")[:80]
    moving.ledger.add(
        ConsentEntry(
            contact_id=moving.survivor.pk, purpose=entry.purpose, channel=entry.channel, given=False,
            wording=entry.wording, wording_version=entry.wording_version, language=entry.language,
            source=source, at=moving.now, by=moving.by,
        )
    )  # fmt: skip
    told = events.ConsentWithdrawn(
        purpose=entry.purpose.label, channel=entry.channel, source=source
    )
    record(told, on=[moving.survivor], by=moving.by)


def _settle_identity(pk: int, values: dict[str, Any]) -> dict[str, Any]:
    """A handle that identifies somebody else by now comes back without identifying."""
    if not values.get("identifies"):
        return values
    row = Handle.objects.filter(pk=pk).first()
    kind, normal = (values.get(k) or getattr(row, k, "") for k in ("kind", "normal"))
    others = Handle.objects.filter(kind=kind, normal=normal, identifies=True).exclude(pk=pk)
    return {**values, "identifies": False} if others.exists() else values


def _pairs(moving: Moving) -> None:
    """What was judged of a loser is judged of the survivor; a pair within the group is settled."""
    group = {one.pk for one in moving.group}
    ends = Q(one_id__in=moving.ids) | Q(other_id__in=moving.ids)
    for row in DuplicatePair.objects.filter(ends, type=moving.type).order_by("pk"):
        both = {moving.survivor.pk if pk in group else pk for pk in (row.one_id, row.other_id)}
        same = {"type": moving.type, "one_id": min(both), "other_id": max(both)}
        if len(both) == 1 or DuplicatePair.objects.filter(**same).exclude(pk=row.pk).exists():
            moving.ledger.drop(row)
        else:
            moving.ledger.hand_over(row, "one_id", one_id=min(both), other_id=max(both))


def _branches(moving: Moving) -> None:
    """Branches come along, and no company stands below itself."""
    if moving.type != "company":
        return
    group = {one.pk: one for one in moving.group}
    source = moving.taken("parent_id")
    parent, seen = source.parent_id, set[int]()
    while parent in group and parent not in seen:
        seen.add(parent)
        parent = group[parent].parent_id
    parent = None if parent in group else parent
    if parent and _stands_below(parent, set(group)):
        parent = None
    moving.ledger.change(moving.survivor, parent_id=parent)
    for loser in moving.losers:
        rows = Company._base_manager.filter(parent=loser.pk).exclude(pk__in=list(group))
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        moving.ledger.move(Company, "parent_id", ids, loser.pk, moving.survivor.pk)
        moving.count("people.Branch", len(ids))


def _stands_below(company_id: int, group: set[int]) -> bool:
    """Whether the road up from this company leads through the group."""
    seen, at = set[int](), company_id
    while at and at not in seen:
        seen.add(at)
        at = Company._base_manager.filter(pk=at).values_list("parent_id", flat=True).first() or 0
        if at in group:
            return True
    return False


def _related(type_key: str, ids: Sequence[int]) -> QuerySet[Relation]:
    ends = Q(from_type=type_key, from_id__in=ids) | Q(to_type=type_key, to_id__in=ids)
    return Relation.objects.filter(ends)


def _relations(moving: Moving) -> None:
    """Both ends come along; what would join the survivor to itself, or is there already, goes."""
    pk, group = moving.survivor.pk, {one.pk for one in moving.group}
    for row in _related(moving.type, moving.ids).order_by("pk"):
        now = {}
        if row.from_type == moving.type and row.from_id in group:
            now["from_id"] = pk
        if row.to_type == moving.type and row.to_id in group:
            now["to_id"] = pk
        if len(now) == 2 or _joined_already(row, now):
            moving.ledger.drop(row)
            continue
        moving.ledger.hand_over(row, next(iter(now)), **now)
        moving.count(Relation._meta.label, 1)


def _joined_already(row: Relation, now: dict[str, int]) -> bool:
    ends = {"from_id": row.from_id, "to_id": row.to_id, **now}
    same = Relation.objects.filter(
        kind=row.kind_id, from_type=row.from_type, to_type=row.to_type, **ends
    )
    return same.exclude(pk=row.pk).exists()
