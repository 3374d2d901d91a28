"""How contacts and companies are found: names, phones, mails, tags, who they belong to."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from quen.fields.models import SearchPhone, SearchRow, Tagged
from quen.fields.reading import Reader
from quen.fields.searching import Entry, forget, holders, searchable
from quen.kit.privacy import holds_person
from quen.kit.workspace import workspace
from quen.people.drafts import normal_of
from quen.people.models import Company, Contact, Handle

CONTACT = ("full_name", "nickname", "email", "company_id", "job_title", "tags")
COMPANY = ("name", "email", "website", "tax_id", "industry", "location", "tags")
REACHED = ("phone", "email")
_BATCH = 1000
_MOST_HOLDERS = 200


def declare() -> None:
    """Lend both types to search (once, at start)."""
    searchable(
        "contact",
        entries=_contacts,
        fields=CONTACT,
        follows={"company": _people_of},
        reached=REACHED,
    )
    searchable(
        "company",
        entries=_companies,
        fields=COMPANY,
        reached=REACHED,
    )
    for model in (SearchRow, SearchPhone):
        holds_person(model, keep="as long as the record stands", erase=_erase)


@holders
def _holding(text: str) -> Iterator[tuple[str, str, int]]:
    """Those who hold precisely this phone or mail: a text is one or the other, so one query at most."""
    it = workspace()
    reader = Reader(it.language, it.country, it.zone, it.currency)
    for kind in REACHED:
        try:
            normal = normal_of(kind, text, reader)
        except ValueError:
            continue
        rows = Handle.objects.filter(kind=kind, normal=normal).order_by("pk")
        for contact, company in rows.values_list("contact_id", "company_id")[:_MOST_HOLDERS]:
            yield ("contact", kind, contact) if contact else ("company", kind, company)


def _erase(contact_id: int) -> int:
    """Rows are copies of the contact's own data, so there is nothing further to hand out."""
    forget("contact", [contact_id])
    return 1


def _people_of(companies: Sequence[int]) -> Iterator[int]:
    rows = Contact._base_manager.filter(company__in=companies, deleted_at=None)
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1000)


def _contacts(ids: Sequence[int] | None) -> Iterator[Entry]:
    columns = ("nickname", "job_title", "company__name")
    for batch in _batches(Contact, ids, ("full_name", *columns)):
        keys = [contact[0] for contact in batch]
        handles, tags = _handles("contact", keys), _tags("contact", keys)
        for pk, *reach, name, nickname, job_title, company in batch:
            text = {
                "nickname": nickname,
                "email": " ".join(handles[pk]["email"]),
                "company_id": company or "",
                "job_title": job_title,
                "tags": " ".join(tags[pk]),
            }
            yield _entry("contact", pk, reach, name, text, handles[pk]["phone"])


def _companies(ids: Sequence[int] | None) -> Iterator[Entry]:
    columns = ("website", "tax_id", "industry", "location")
    for batch in _batches(Company, ids, ("name", *columns)):
        keys = [company[0] for company in batch]
        handles, tags = _handles("company", keys), _tags("company", keys)
        for pk, *reach, name, website, tax_id, industry, location in batch:
            text = {
                "email": " ".join(handles[pk]["email"]),
                "website": website,
                "tax_id": tax_id,
                "industry": industry,
                "location": location,
                "tags": " ".join(tags[pk]),
            }
            yield _entry("company", pk, reach, name, text, handles[pk]["phone"])


def _entry(
    type_key: str, pk: int, reach: list[Any], title: str, text: dict[str, str], phones: list[str]
) -> Entry:
    at, owner_id, team_id = reach
    return Entry(type_key, pk, title, at, text, tuple(phones), owner_id, team_id)


def _batches(
    model: Any, ids: Sequence[int] | None, columns: Sequence[str]
) -> Iterator[list[tuple[Any, ...]]]:
    """Live records by id, a thousand at a time: id, activity, owner, team, then `columns`."""
    rows = model._base_manager.filter(deleted_at=None).order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    rows = rows.values_list("pk", "last_activity_at", "owner_id", "team_id", *columns)
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:_BATCH]):
        yield batch
        after = batch[-1][0]


def _handles(holder: str, keys: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    # By holder alone: with the kind SQLite would walk every phone there is.
    rows = Handle.objects.filter(**{f"{holder}__in": keys}).order_by()
    for pk, kind, normal in rows.values_list(f"{holder}_id", "kind", "normal"):
        found[pk][kind].append(normal)
    return found


def _tags(type_key: str, keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Tagged.objects.filter(type=type_key, record_id__in=keys)
    for pk, name in sorted(rows.values_list("record_id", "tag__name")):
        found[pk].append(name)
    return found
