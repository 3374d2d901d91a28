"""Handles and addresses of contacts and companies."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.actions.records import Pairs
from quen.fields.drafts import Draft
from quen.kit.refused import Refused
from quen.people.models import Address, Handle
from quen.people.models.handle import KINDS


class Taken(Refused):
    """A handle identifies somebody else already; says so without saying whom (SR-03)."""

    def __init__(self, handles: Iterable[Handle]) -> None:
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
    fresh = [
        row
        for it, draft in pairs
        for key, rows in handle_parts(draft).items()
        for row in _placed(it, type_key, key, rows, new=new)
    ]
    if fresh:
        _settle_identity(fresh, share=share)
        Handle.objects.bulk_create(fresh, batch_size=1000)
    if not new:
        _copy_primaries(type_key, [(it, d) for it, d in pairs if handle_parts(d)])
    _write_addresses(type_key, pairs, new=new)


def handle_parts(draft: Draft) -> dict[str, list[Handle]]:
    """The draft's handles by kind; "phone!" stands for the primary one alone."""
    return {k: v for k, v in draft.parts.items() if k.removesuffix("!") in KINDS}


def _placed(it: Any, type_key: str, key: str, rows: list[Handle], *, new: bool) -> list[Handle]:
    if not new:
        held = Handle.objects.filter(kind=key.removesuffix("!"), **{type_key: it})
        rows = _primary_kept(held, rows) if key.endswith("!") else _all_kept(held, rows)
    # Copies: a batch that is refused is tried again in parts, from the drafts as they were.
    unique = [copy(row) for row in {(row.kind, row.normal): row for row in rows}.values()]
    for row in unique:
        setattr(row, type_key, it)
    return unique


def _primary_kept(held: Any, rows: list[Handle]) -> list[Handle]:
    """Replace the primary one; a value the record holds already only becomes primary."""
    wanted = {row.normal for row in rows}
    held.filter(primary=True).exclude(normal__in=wanted).delete()
    return [] if held.filter(normal__in=wanted).update(primary=True) else rows


def _all_kept(held: Any, rows: list[Handle]) -> list[Handle]:
    """Replace all, but keep what is known of values that stay (verified, identifies)."""
    before = {row.normal: row for row in held}
    for row in rows:
        if old := before.get(row.normal):
            row.verified_at, row.identifies = old.verified_at, old.identifies
    held.delete()
    return rows


def _settle_identity(fresh: list[Handle], *, share: bool) -> None:
    """Each (kind, value) identifies one holder: whoever stands already, else the first of the list."""
    asked = [row for row in fresh if row.identifies]
    holders = Handle.objects.filter(normal__in={row.normal for row in asked}, identifies=True)
    taken = set(holders.values_list("kind", "normal"))
    clashing = []
    for row in asked:
        if (row.kind, row.normal) in taken:
            row.identifies = False
            clashing.append(row)
        taken.add((row.kind, row.normal))
    if clashing and not share:
        raise Taken(clashing)


def primaries(draft: Draft) -> dict[str, str]:
    """The primary phone and mail of a new record, as its own columns: lists show them without a join."""
    shown: dict[str, Handle] = {}
    for rows in handle_parts(draft).values():
        for row in rows:
            kept = shown.get(row.kind)
            if kept is None or (row.primary and not kept.primary):
                shown[row.kind] = row
    return {kind: _shown(row) for kind, row in shown.items() if kind in ("email", "phone")}


def _shown(row: Handle) -> str:
    return row.normal if row.kind == "phone" else row.value


def _copy_primaries(type_key: str, pairs: Pairs) -> None:
    """Copy the primary phone and mail onto records that stand."""
    if not pairs:
        return
    held: dict[tuple[int, str], str] = {}
    rows = Handle.objects.filter(
        **{f"{type_key}__in": [it for it, _draft in pairs]}, kind__in=("email", "phone")
    )
    for row in rows.order_by("primary", "-id"):
        held[getattr(row, f"{type_key}_id"), row.kind] = _shown(row)
    for it, _draft in pairs:
        it.email, it.phone = held.get((it.pk, "email"), ""), held.get((it.pk, "phone"), "")


def _write_addresses(type_key: str, pairs: Pairs, *, new: bool) -> None:
    given = [(it, d.parts["addresses"]) for it, d in pairs if "addresses" in d.parts]
    if given and not new:
        Address.objects.filter(**{f"{type_key}__in": [it for it, _rows in given]}).delete()
    rows = [Address(**{type_key: it}, **facts) for it, many in given for facts in many]
    Address.objects.bulk_create(rows, batch_size=1000)
