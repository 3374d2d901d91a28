"""Contacts and companies as the API answers them: at most one query a list of parts."""

from collections.abc import Callable, Sequence
from typing import Any

from quen.fields.actions.tags import tag_names_of
from quen.fields.catalogue import all_fields
from quen.fields.masking import Mask, mask_for
from quen.fields.reading import reader_for
from quen.kit.plain_rows import rows_by
from quen.people.drafts import normal_of
from quen.people.facts import stage_key
from quen.people.models import Address, Handle

Facts = dict[str, Any]

CONTACT_COLUMNS = [
    "full_name",
    "given_name",
    "family_name",
    "nickname",
    "gender",
    "language",
    "form_of_address",
    "birthday",
    "birthday_calendar",
    "company_id",
    "job_title",
    "source",
    "email",
    "phone",
    "owner_id",
    "team_id",
    "score",
    "next_step_at",
    "stage_entered_at",
    "last_activity_at",
    "created_at",
    "updated_at",
    "version",
]
COMPANY_COLUMNS = [
    "name",
    "tax_id",
    "website",
    "email",
    "phone",
    "industry",
    "employees",
    "revenue",
    "currency",
    "founded",
    "location",
    "parent_id",
    "source",
    "owner_id",
    "team_id",
    "last_activity_at",
    "created_at",
    "updated_at",
    "version",
]
HANDLE_COLUMNS = ("kind", "value", "normal", "label", "primary", "verified_at", "invalid")
ADDRESS_COLUMNS = (
    "label",
    "street",
    "ward",
    "district",
    "province",
    "postcode",
    "country",
    "primary",
)
LISTS = ("emails", "phones", "handles", "tags", "address", "addresses")
PARTS = {"emails": "email", "phones": "phone", "handles": "phone", "currency": "revenue"}
FURTHER = {"lifecycle_stage": "stage_id", "custom": "custom"}
Lists = dict[str, dict[int, Any]]


def facts_of(type_key: str, columns: Sequence[str], model: Any) -> Callable[..., list[Facts]]:
    """A function that makes the API's objects of records, in order, at most one query a list."""
    every = [*columns, "lifecycle_stage", "custom", *LISTS]
    if type_key == "company":
        every.remove("lifecycle_stage")

    def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
        keys = [k for k in wanted or every if k in every and _may_read(type_key, k, user)]
        own = dict.fromkeys(FURTHER.get(k, k) for k in keys if k in FURTHER or k in columns)
        mask = mask_for(user, type_key)
        names = ("id", *own, *(("owner_id",) if mask and "owner_id" not in own else ()))
        rows = {
            row[0]: dict(zip(names, row, strict=True)) for row in rows_by(model, names, "id", ids)
        }
        found = [rows[pk] for pk in ids if pk in rows]
        _read_further(found, keys, type_key, user)
        lists = _lists_of(type_key, ids, set(keys))
        shown = [(key, lists[key]) for key in keys if key in LISTS]
        whole = [row | {key: held[row["id"]] for key, held in shown} for row in found]
        return _masked(whole, mask, named="owner_id" in own) if mask else whole

    return facts


def _masked(rows: Sequence[Facts], mask: Mask, *, named: bool) -> list[Facts]:
    """The rows as the token's colleague may read them; the owner is told only where asked for."""
    told = []
    for row in rows:
        owner = row["owner_id"]
        shown = {key: mask.value(key, value, owner) for key, value in row.items()}
        if "custom" in row:
            shown["custom"] = mask.custom(row["custom"], owner)
        if not named:
            del shown["owner_id"]
        told.append(shown)
    return told


def _may_read(type_key: str, key: str, user: Any) -> bool:
    return bool(user.may_read_field(f"{type_key}.{PARTS.get(key, key)}"))


def _read_further(rows: Sequence[Facts], keys: Sequence[str], type_key: str, user: Any) -> None:
    """Columns that the API shows in other words: the stage by its key, custom values by rights."""
    if "lifecycle_stage" in keys:
        for row in rows:
            row["lifecycle_stage"] = stage_key(row.pop("stage_id"))
    if "custom" in keys:
        known = _known_custom(type_key, user)
        for row in rows:
            row["custom"] = {k: v for k, v in row["custom"].items() if k in known}


def _known_custom(type_key: str, user: Any) -> set[str]:
    """Keys of the custom fields that stand in the catalogue and that this token may read."""
    fields = (f for f in all_fields(type_key).values() if f.custom)
    return {f.custom.key for f in fields if user.may_read_field(f.right)}  # type: ignore[union-attr]


def _lists_of(type_key: str, ids: Sequence[int], keys: set[str]) -> Lists:
    found: Lists = {}
    if keys & {"emails", "phones", "handles"}:
        found |= _handles_of(type_key, ids)
    if keys & {"address", "addresses"}:
        found |= _addresses_of(type_key, ids)
    if "tags" in keys:
        found["tags"] = tag_names_of(type_key, ids)
    return found


def _handles_of(type_key: str, ids: Sequence[int]) -> Lists:
    """Handles by how the API parts them: phones, addresses of mail, and the rest with their kind."""
    lists: Lists = {key: {pk: [] for pk in ids} for key in ("emails", "phones", "handles")}
    holder = f"{type_key}_id"
    columns = (holder, *HANDLE_COLUMNS)
    for pk, kind, value, normal, *rest in rows_by(
        Handle, columns, holder, ids, '"primary" DESC, id'
    ):
        label, primary, verified_at, invalid = rest
        facts = {
            "value": normal if kind == "phone" else value,
            "label": label,
            "primary": primary,
            "verified_at": verified_at,
            "invalid": invalid,
        }
        if kind in ("email", "phone"):
            lists[f"{kind}s"][pk].append(facts)
        else:
            lists["handles"][pk].append({"kind": kind, **facts})
    return lists


def _addresses_of(type_key: str, ids: Sequence[int]) -> Lists:
    """All addresses, and the first of them."""
    places: dict[int, list[Facts]] = {pk: [] for pk in ids}
    holder = f"{type_key}_id"
    columns = (holder, *ADDRESS_COLUMNS)
    for pk, *rest in rows_by(Address, columns, holder, ids, '"primary" DESC, id'):
        places[pk].append(dict(zip(ADDRESS_COLUMNS, rest, strict=True)))
    first = {pk: every[0] if every else {} for pk, every in places.items()}
    return {"addresses": places, "address": first}


def holder_of(kind: str, holder: str) -> Callable[[Any, Any], Any]:
    """A function that finds whom a handle identifies, for batches that match by it."""

    def match(value: Any, user: Any) -> Any:
        try:
            normal = normal_of(kind, str(value), reader_for(user))
        except ValueError:
            return None
        rows = Handle.objects.filter(kind=kind, normal=normal, identifies=True)
        row = rows.filter(**{f"{holder}__isnull": False}).select_related(holder).first()
        return getattr(row, holder) if row else None

    return match
