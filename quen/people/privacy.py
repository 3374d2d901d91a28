"""What the tables of this room hold of a person, and how it is given out and erased (SR-56)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from quen.fields.actions.files import drop_files
from quen.fields.models import Attached, File, ImportedRecord, Merge, Tagged, Value
from quen.kit.privacy import HOLDINGS, holds_person
from quen.kit.redirects import survivor, went_into
from quen.people.facts import plain
from quen.people.models import Address, ConsentEntry, Contact, Handle, Relation, Stay

KEEP = "until the contact is erased, or 60 days in the trash"
LEDGER = "until the contact is erased; the proof of consent goes with them"
_NAMES = ("full_name", "given_name", "family_name", "nickname", "name_key", "norm", "gender")
_REST = ("form_of_address", "birthday", "job_title", "source", "email", "phone")


def declare() -> None:
    """Declare every table of this room, and the tables below that hold values of contacts."""
    holds_person(Contact, keep=KEEP, export=_rows(Contact, "pk"), erase=_emptied)
    for model in (Handle, Address, Stay):
        holds_person(model, keep=KEEP, **whole_rows(model, lambda pk: Q(contact_id=pk)))
    holds_person(ConsentEntry, keep=LEDGER, **whole_rows(ConsentEntry, lambda pk: Q(contact_id=pk)))
    holds_person(Relation, keep=KEEP, **whole_rows(Relation, _related))
    holds_person(
        Tagged, keep=KEEP, **whole_rows(Tagged, lambda pk: Q(type="contact", record_id=pk))
    )
    imported = lambda pk: Q(type="contact", record_id=pk)  # noqa: E731
    holds_person(ImportedRecord, keep=KEEP, **whole_rows(ImportedRecord, imported))
    of_contact = lambda pk: Q(field__type="contact", record_id=pk)  # noqa: E731
    # Before the rows by which files are found.
    attached = lambda pk: Q(type="contact", record_id=pk)  # noqa: E731
    holds_person(File, keep=KEEP, export=_export(File, _held_by), erase=_files_dropped)
    holds_person(Attached, keep=KEEP, **whole_rows(Attached, attached))
    holds_person(Value, keep=KEEP, **whole_rows(Value, of_contact))
    holds_person(Merge, keep=KEEP, export=_export(Merge, _merged), erase=_merges_emptied)


def whole_rows(model: type[Model], of: Callable[[int], Q]) -> dict[str, Any]:
    """Export and erase for a table whose rows belong to the person alone."""

    def erase(contact_id: int) -> int:
        return model._base_manager.filter(of(contact_id)).delete()[0]

    return {"export": _export(model, of), "erase": erase}


def _rows(model: type[Model], column: str) -> Callable[[int], list[dict[str, Any]]]:
    return _export(model, lambda pk: Q(**{column: pk}))


def _export(model: type[Model], of: Callable[[int], Q]) -> Callable[[int], list[dict[str, Any]]]:
    def export(contact_id: int) -> list[dict[str, Any]]:
        rows = model._base_manager.filter(of(contact_id)).values()
        return [{key: plain(value) for key, value in row.items()} for row in rows]

    return export


def _related(contact_id: int) -> Q:
    ends = Q(from_type="contact", from_id=contact_id) | Q(to_type="contact", to_id=contact_id)
    return ends


def _held_by(contact_id: int) -> Q:
    values = Value.objects.filter(field__type="contact", field__kind="file", record_id=contact_id)
    beside = Attached.objects.filter(type="contact", record_id=contact_id)
    return Q(pk__in=values.values("reference")) | Q(pk__in=beside.values("file"))


def _files_dropped(contact_id: int) -> int:
    return drop_files(list(File.objects.filter(_held_by(contact_id)).values_list("pk", flat=True)))


def _merged(contact_id: int) -> Q:
    ids = {contact_id, survivor("contact", contact_id), *went_into("contact", [contact_id])}
    return Q(type="contact", survivor_id__in=ids - {None})


@transaction.atomic
def _merges_emptied(contact_id: int) -> int:
    """What was written down to undo merges goes, and what is left of those who went up into the person."""
    for old in went_into("contact", [contact_id]):
        for held in list(HOLDINGS.values()):
            if held.erase and held.model is not Merge:
                held.erase(old)
    rows = Merge.objects.filter(_merged(contact_id))
    return rows.update(steps=[], choices={}, emptied=True)


@transaction.atomic
def _emptied(contact_id: int) -> int:
    """A nameless stub stays, because deals and money may point at it."""
    blank = dict.fromkeys(_NAMES + _REST, "")
    rows = Contact._base_manager.filter(pk=contact_id)
    return rows.update(**blank, birthday_key=None, company=None, custom={})
