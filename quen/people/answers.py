"""Contacts and companies as the API answers them: at most one query a list of parts."""

from collections.abc import Callable, Sequence
from typing import Any

from quen.fields.actions.tags import tags_of
from quen.fields.catalogue import all_fields
from quen.fields.reading import reader_for
from quen.people.drafts import normal_of
from quen.people.facts import address_facts, handle_short, plain, stage_key
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
LISTS = ("emails", "phones", "handles", "tags", "address", "addresses")
PARTS = {"emails": "email", "phones": "phone", "handles": "phone", "currency": "revenue"}


def facts_of(type_key: str, columns: Sequence[str], model: Any) -> Callable[..., list[Facts]]:
    """A function that makes the API's objects of records, in order, at most one query a list."""
    every = ["id", *columns, "lifecycle_stage", "custom", *LISTS]
    if type_key == "company":
        every.remove("lifecycle_stage")

    def facts(ids: Sequence[int], wanted: Sequence[str] | None, user: Any) -> list[Facts]:
        keys = [k for k in wanted or every if k in every and _may_read(type_key, k, user)]
        keys = ["id", *(k for k in keys if k != "id")]
        asked = {k for k in keys if k in columns} | ({"custom"} if "custom" in keys else set())
        stage = {"stage_id"} if "lifecycle_stage" in keys else set()
        rows = {
            r["pk"]: r for r in model._base_manager.filter(pk__in=ids).values("pk", *asked, *stage)
        }
        lists = _lists_of(type_key, ids, keys)
        own = [k for k in keys if k in asked and k != "custom"]
        made = [k for k in keys if k not in own]
        return [
            {k: plain(rows[pk][k]) for k in own} | _object(rows[pk], made, lists, type_key, user)
            for pk in ids
            if pk in rows
        ]

    return facts


def _may_read(type_key: str, key: str, user: Any) -> bool:
    return user.may_read_field(f"{type_key}.{PARTS.get(key, key)}")


def _lists_of(type_key: str, ids: Sequence[int], keys: Sequence[str]) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {}
    if set(keys) & {"emails", "phones", "handles"}:
        held: dict[int, list[Any]] = {pk: [] for pk in ids}
        rows = Handle.objects.filter(**{f"{type_key}_id__in": ids}).order_by("-primary", "id")
        for row in rows.values_list(f"{type_key}_id", *HANDLE_COLUMNS, named=True):
            held[row[0]].append(row)
        found["handles"] = held
    if set(keys) & {"address", "addresses"}:
        places: dict[int, list[Address]] = {pk: [] for pk in ids}
        for place in Address.objects.filter(**{f"{type_key}_id__in": ids}):
            places[getattr(place, f"{type_key}_id")].append(place)
        found["addresses"] = places
    if "tags" in keys:
        found["tags"] = tags_of(type_key, ids)
    return found


def _object(
    row: Facts, keys: Sequence[str], lists: dict[str, dict[int, Any]], type_key: str, user: Any
) -> Facts:
    return {key: _value(key, row, lists, type_key, user) for key in keys}


def _value(key: str, row: Facts, lists: dict[str, dict[int, Any]], type_key: str, user: Any) -> Any:
    pk = row["pk"]
    if key == "id":
        return pk
    if key == "lifecycle_stage":
        return stage_key(row["stage_id"])
    if key == "custom":
        return _custom(row["custom"], type_key, user)
    if key == "tags":
        return [tag.name for tag in lists["tags"][pk]]
    if key in ("address", "addresses"):
        every = address_facts(lists["addresses"][pk])
        return every if key == "addresses" else (every[0] if every else {})
    if key in ("emails", "phones"):
        return [
            handle_short(h, with_kind=False) for h in lists["handles"][pk] if h.kind == key[:-1]
        ]
    if key == "handles":
        others = (h for h in lists["handles"][pk] if h.kind not in ("email", "phone"))
        return [handle_short(h, with_kind=True) for h in others]
    return plain(row[key])


def _custom(values: Facts, type_key: str, user: Any) -> Facts:
    """Custom values that stand in the catalogue and that this token may read."""
    known = {f.custom.key: f for f in all_fields(type_key).values() if f.custom}
    return {k: v for k, v in values.items() if k in known and user.may_read_field(known[k].right)}


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
