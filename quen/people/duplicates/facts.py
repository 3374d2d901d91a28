"""What is compared of contacts and companies, read from the database in plain rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.kit.text import fold
from quen.people.duplicates.specs import Spec, spec
from quen.people.models import Address, Company, Contact, Handle

SPECS: dict[str, Spec] = {
    "contact": spec(
        ("name", "name"), ("phones", "phones"), ("emails", "mails"), ("birthday", "day"),
        ("company", "name"), ("province", "text"),
    ),
    "company": spec(
        ("name", "name"), ("tax_id", "sign"), ("phones", "phones"), ("emails", "mails"),
        ("website", "text"), ("location", "text"),
    ),
}  # fmt: skip
# The catalogue's field behind each compared one: whoever may not read it learns nothing of it (SR-06).
RIGHTS = {
    "contact": {
        "name": "full_name", "phones": "phone", "emails": "email", "birthday": "birthday",
        "company": "company_id", "province": "province",
    },
    "company": {
        "name": "name", "tax_id": "tax_id", "phones": "phone", "emails": "email",
        "website": "website", "location": "location",
    },
}  # fmt: skip
LABELS = {
    "name": _("name"),
    "phones": _("phone"),
    "emails": _("e-mail"),
    "birthday": _("birthday"),
    "company": _("company"),
    "province": _("province"),
    "tax_id": _("tax id"),
    "website": _("website"),
    "location": _("location"),
}
# What a company's name has in common with half of all companies.
_FORMS = frozenset(
    [
        "cong",
        "ty",
        "tnhh",
        "co",
        "phan",
        "cp",
        "mtv",
        "tm",
        "dv",
        "tmdv",
        "sx",
        "xnk",
        "dntn",
        "doanh",
        "nghiep",
        "tu",
        "nhan",
        "mot",
        "thanh",
        "vien",
        "thuong",
        "mai",
        "dich",
        "vu",
        "company",
        "co",
        "ltd",
        "jsc",
        "corp",
        "corporation",
        "inc",
        "limited",
        "group",
        "บริษัท",
        "จำกัด",
        "มหาชน",
        "หจก",
    ]
)


def records(type_key: str, ids: Sequence[int] | None = None) -> tuple[list[int], list[Any]]:
    """Ids of live records and what is compared of each, prepared; in the order of their ids."""
    known = SPECS[type_key]
    plain = _contacts(ids) if type_key == "contact" else _companies(ids)
    told = [(pk, known.prepared(facts)) for pk, facts in plain]
    return [pk for pk, _one in told], [one for _pk, one in told]


def _contacts(ids: Sequence[int] | None) -> Iterable[tuple[int, dict[str, Any]]]:
    rows = _live(Contact, ids).values_list("pk", "full_name", "birthday", "company__name")
    found = list(rows)
    handles = _handles("contact", ids)
    places = _provinces(ids)
    for pk, name, birthday, company in found:
        yield pk, {
            "name": name, "birthday": birthday, "company": bare(company or ""),
            "phones": handles[pk]["phone"], "emails": handles[pk]["email"],
            "province": places.get(pk, ""),
        }  # fmt: skip


def _companies(ids: Sequence[int] | None) -> Iterable[tuple[int, dict[str, Any]]]:
    columns = ("pk", "name", "tax_id", "website", "location")
    found = list(_live(Company, ids).values_list(*columns))
    handles = _handles("company", ids)
    for pk, name, tax_id, website, location in found:
        site = website.partition("://")[2] or website
        yield pk, {
            "name": bare(name), "tax_id": tax_id, "location": location,
            "website": site.removeprefix("www.").rstrip("/"),
            "phones": handles[pk]["phone"], "emails": handles[pk]["email"],
        }  # fmt: skip


def bare(name: str) -> str:
    """A company's name without its legal form; the name itself where nothing else is left."""
    kept = [word for word in name.split() if fold(word).strip(".,") not in _FORMS]
    return " ".join(kept) or name


def _live(model: Any, ids: Sequence[int] | None) -> Any:
    rows = model._base_manager.filter(deleted_at=None).order_by("pk")
    return rows if ids is None else rows.filter(pk__in=ids)


def _handles(holder: str, ids: Sequence[int] | None) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Handle.objects.filter(**{f"{holder}__isnull": False}).order_by()
    rows = rows if ids is None else rows.filter(**{f"{holder}__in": ids})
    for pk, kind, normal in rows.values_list(f"{holder}_id", "kind", "normal").iterator(5_000):
        found[pk][kind].append(normal)
    return found


def _provinces(ids: Sequence[int] | None) -> dict[int, str]:
    rows = Address.objects.filter(contact__isnull=False).exclude(province="").order_by("primary")
    rows = rows if ids is None else rows.filter(contact__in=ids)
    return dict(rows.values_list("contact_id", "province"))
