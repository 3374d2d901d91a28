"""What is like a contact or company about to be made: the same phone, mail, chat id or tax id, wherever it
stands, and the same name at the same company."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from quen.fields import searching
from quen.fields.alike import Alike, Found, blanks, likeness
from quen.fields.reading import Reader
from quen.kit.records import TYPES
from quen.kit.workspace import workspace
from quen.people.drafts import normal_of
from quen.people.duplicates.facts import bare
from quen.people.duplicates.kinds import KINDS
from quen.people.facts import value_of
from quen.people.models import Company, Handle

NAMED = {"contact": "full_name", "company": "name"}
OWN = {"contact": frozenset[str](), "company": frozenset({"tax_id"})}
LISTS = {"phone": "phones", "email": "emails"}
SHOWN = 5


def declare() -> None:
    """Lend the warning of both types (once, at start)."""
    for key in NAMED:
        likeness(key, look=partial(look, key), joined=partial(joined, key), own=OWN[key])


def look(type_key: str, given: Mapping[str, Any], user: Any) -> Found:
    """Exact values first, then names; only what `user` may see, each record once."""
    found = Found()
    _by_handles(given, user, found)
    if type_key == "company":
        _by_tax_id(str(given.get("tax_id") or "").strip(), user, found)
    _by_name(type_key, given, user, found)
    once: dict[tuple[str, int], Alike] = {}
    for one in found.alike:
        once.setdefault((one.type, one.record.pk), one)
    found.alike = list(once.values())[:SHOWN]
    return found


def _by_handles(given: Mapping[str, Any], user: Any, found: Found) -> None:
    for kind, value in _typed(given):
        rows = list(Handle.objects.filter(kind=kind, normal=value)[:50])
        for type_key in NAMED:
            ids = {getattr(row, f"{type_key}_id") for row in rows} - {None}
            if not ids:
                continue
            readable = user.may_read_field(f"{type_key}.{kind}")
            seen = TYPES[type_key].visible_to(user).in_bulk(ids) if readable else {}
            words = _("same phone") if kind == "phone" else _("same e-mail")
            found.alike += [Alike(type_key, row, words, shareable=True) for row in seen.values()]
            hidden = (
                {getattr(row, f"{type_key}_id") for row in rows if row.identifies}
                - {None}
                - set(seen)
            )
            found.hidden = found.hidden or bool(hidden)


def _by_tax_id(tax_id: str, user: Any, found: Found) -> None:
    if not tax_id or not user.may_read_field("company.tax_id"):
        return
    rows = list(TYPES["company"].visible_to(user).filter(tax_id=tax_id)[:SHOWN])
    found.alike += [Alike("company", row, _("same tax id")) for row in rows]
    standing = Company.objects.filter(tax_id=tax_id, deleted_at=None)
    found.hidden = found.hidden or (not rows and standing.exists())


def _typed(given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Every phone and mail that can be read, as it is compared."""
    it = workspace()
    reader = Reader(it.language, it.country, it.zone, it.currency)
    for kind, listed in LISTS.items():
        raw = given.get(listed) or given.get(kind) or []
        for one in raw if isinstance(raw, list) else [raw]:
            value = one.get("value") if isinstance(one, Mapping) else one
            try:
                yield kind, normal_of(kind, str(value or ""), reader)
            except ValueError:
                continue  # the form says so itself


def _by_name(type_key: str, given: Mapping[str, Any], user: Any, found: Found) -> None:
    name = str(given.get(NAMED[type_key]) or "").strip()
    if len(name) < 4 or not user.may_read_field(f"{type_key}.{NAMED[type_key]}"):
        return
    sought = bare(name) if type_key == "company" else name
    ids = searching.ids_for(user, type_key, sought, limit=20)
    rows = TYPES[type_key].visible_to(user).in_bulk(ids)
    for pk in ids:
        if pk in rows and (why := _same_name(type_key, name, given, rows[pk])):
            found.alike.append(Alike(type_key, rows[pk], why))


def _same_name(type_key: str, name: str, given: Mapping[str, Any], row: Any) -> str:
    kind = KINDS["name"]
    theirs = getattr(row, NAMED[type_key])
    pair = (bare(name), bare(theirs)) if type_key == "company" else (name, theirs)
    one, other = (kind.prepare(text) for text in pair)
    if one is None or other is None or kind.compare(one, other) < kind.rare_from:
        return ""
    company = str(given.get("company_id") or "")
    if type_key == "contact" and company and row.company_id and company != str(row.company_id):
        return ""
    return _("same name")


def joined(type_key: str, record: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Empty fields are filled; phones and mails are added to those that stand."""
    value = partial(value_of, type_key)
    plain = {key: told for key, told in given.items() if key not in (*LISTS, *LISTS.values())}
    changes = blanks(value, record, {k: v for k, v in plain.items() if k != "tags"})
    typed = list(_typed(given))
    for kind, listed in LISTS.items():
        standing = value(record, listed)
        held = set(
            Handle.objects.filter(**{type_key: record}, kind=kind).values_list("normal", flat=True)
        )
        fresh = [{"value": normal} for k, normal in typed if k == kind and normal not in held]
        if fresh:
            kept = ("value", "label", "primary", "invalid")
            changes[listed] = [{k: row[k] for k in kept} for row in standing] + fresh
    return changes
