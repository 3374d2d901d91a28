"""Who gets what of a colleague's book: companies, their people, and their deals stay together."""

from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any

from quen.people.models import Company, Contact
from quen.sales.models import Deal
from quen.work.models import Task

Shares = dict[int, int]


def shares(leaver: Any, receivers: Iterable[int]) -> dict[str, Shares]:
    """{type: {record: new owner}}, in turn; open deals and tasks go with their customer."""
    turn = cycle(list(receivers))
    companies = dict(zip(_of(Company, leaver), turn, strict=False))
    contacts = dict(_contacts(leaver, companies, turn))
    deals = dict(_deals(leaver, companies, contacts, turn))
    known = {"company": companies, "contact": contacts, "deal": deals}
    return {**known, "task": dict(_tasks(leaver, known, turn))}


def _of(model: Any, leaver: Any) -> list[int]:
    rows = model.objects.filter(owner=leaver, deleted_at=None).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _contacts(leaver: Any, companies: Shares, turn: Iterator[int]) -> Iterator[tuple[int, int]]:
    rows = Contact.objects.filter(owner=leaver, deleted_at=None).order_by("pk")
    for pk, company in rows.values_list("pk", "company_id").iterator():
        yield pk, companies.get(company) or next(turn)


def _deals(
    leaver: Any, companies: Shares, contacts: Shares, turn: Iterator[int]
) -> Iterator[tuple[int, int]]:
    rows = Deal.objects.filter(owner=leaver, deleted_at=None).open().order_by("pk")
    for pk, contact, company in rows.values_list("pk", "contact_id", "company_id").iterator():
        yield pk, contacts.get(contact) or companies.get(company) or next(turn)


def _tasks(leaver: Any, known: dict[str, Shares], turn: Iterator[int]) -> Iterator[tuple[int, int]]:
    rows = Task.objects.filter(owner=leaver, deleted_at=None).open().order_by("pk")
    for pk, key, record in rows.values_list("pk", "type", "record_id").iterator():
        yield pk, known.get(key, {}).get(record) or next(turn)
