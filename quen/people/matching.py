"""By what rows of a file find the people and companies that stand already."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from quen.fields.drafts import Draft
from quen.fields.importing.matching import Match
from quen.people.models import Company, Contact, Handle

Found = Mapping[str, Sequence[int]]


def by_handles(holder: str, *kinds: str) -> Match:
    """By the phone or mail that identifies a record outside the trash."""

    def keys(draft: Draft) -> tuple[str, ...]:
        return tuple(
            f"{kind}:{row.normal}"
            for kind in kinds
            for part in (f"{kind}!", f"{kind}+")
            for row in draft.parts.get(part, ())
        )

    def find(wanted: Collection[str], batch: Any) -> Found:
        found: dict[str, list[int]] = {}
        for kind in kinds:
            normals = [key.removeprefix(f"{kind}:") for key in wanted if key.startswith(f"{kind}:")]
            rows = Handle.objects.filter(kind=kind, normal__in=normals, identifies=True).order_by()
            live = rows.filter(**{f"{holder}__isnull": False, f"{holder}__deleted_at": None})
            for normal, pk in live.values_list("normal", f"{holder}_id"):
                found.setdefault(f"{kind}:{normal}", []).append(pk)
        return found

    return Match(keys, find)


def by_column(model: Any, column: str, *, oldest: bool = False) -> Match:
    """By a column among what one may see; the `oldest` of several, or all of them."""

    def keys(draft: Draft) -> tuple[str, ...]:
        value = draft.columns.get(column)
        return (value,) if value else ()

    def find(wanted: Collection[str], batch: Any) -> Found:
        rows = model.objects.visible_to(batch.by).filter(**{f"{column}__in": wanted}).order_by("pk")
        return _gathered(rows.values_list(column, "pk"), oldest)

    return Match(keys, find)


def _gathered(pairs: Any, oldest: bool) -> Found:
    found: dict[str, list[int]] = {}
    for key, pk in pairs:
        if not (oldest and key in found):
            found.setdefault(key, []).append(pk)
    return found


def _name_and_company(draft: Draft) -> tuple[str, ...]:
    norm = draft.columns.get("norm")
    return (f"{norm}|{draft.columns.get('company_id') or ''}",) if norm else ()


def _find_name_and_company(wanted: Collection[str], batch: Any) -> Found:
    norms = {key.rpartition("|")[0] for key in wanted}
    rows = Contact.objects.visible_to(batch.by).filter(norm__in=norms).order_by("pk")
    pairs = (
        (f"{n}|{company or ''}", pk)
        for n, company, pk in rows.values_list("norm", "company_id", "pk")
    )
    return _gathered(((key, pk) for key, pk in pairs if key in wanted), oldest=False)


def _tax_or_name(draft: Draft) -> tuple[str, ...]:
    """The tax id says more than the name: branches of one name differ by it."""
    tax, norm = draft.columns.get("tax_id"), draft.columns.get("norm")
    return (f"tax:{tax}|{norm or ''}",) if tax else (f"name:{norm}",) if norm else ()


def _find_tax_or_name(wanted: Collection[str], batch: Any) -> Found:
    """By tax id; by name where the record bears no other tax id."""
    taxes = {key[4:].partition("|")[0] for key in wanted if key.startswith("tax:")}
    norms = {key.partition("|")[2] or key[5:] for key in wanted}
    seen = Company.objects.visible_to(batch.by).order_by("pk")
    by_tax = _gathered(seen.filter(tax_id__in=taxes).values_list("tax_id", "pk"), oldest=True)
    named = list(seen.filter(norm__in=norms).values_list("norm", "tax_id", "pk"))
    by_name = _gathered(((norm, pk) for norm, _tax, pk in named), oldest=True)
    free = _gathered(((norm, pk) for norm, tax, pk in named if not tax), oldest=True)
    found: dict[str, Sequence[int]] = {}
    for key in wanted:
        kind, _colon, rest = key.partition(":")
        tax, _bar, norm = rest.partition("|")
        ids = by_tax.get(tax) or free.get(norm, ()) if kind == "tax" else by_name.get(rest, ())
        found[key] = ids
    return found


BY_NAME_AND_COMPANY = Match(_name_and_company, _find_name_and_company)
BY_TAX_OR_NAME = Match(_tax_or_name, _find_tax_or_name)
