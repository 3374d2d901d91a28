"""Contacts are added, changed, handed over, thrown away and taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.actions import records
from quen.fields.drafts import Draft
from quen.fields.nouns import Pairs, noun
from quen.kit.db import move_forward
from quen.kit.refused import Refused
from quen.people import events
from quen.people.actions import lifecycle
from quen.people.actions.handles import primaries, write_parts
from quen.people.facts import value_of
from quen.people.models import Contact
from quen.people.staging import stage_named
from quen.timeline.log import touched

FIRST_STAGE = "lead"


def add_contact(given: Mapping[str, Any], *, by: User, **how: Any) -> Contact:
    """Add one contact from the API's shape. Raises Refused (errors by field) and Taken (409)."""
    added: Contact = records.add_one(CONTACT, given, by=by, **how)
    return added


def add_contacts(drafts: Sequence[Draft], *, by: User, **how: Any) -> list[Contact]:
    """Add at most 500 contacts with one event. Raises Refused for rights, Taken for handles."""
    return records.add_many(CONTACT, drafts, by=by, **how)


def change_contact(contact: Contact, given: Mapping[str, Any], *, by: User, **how: Any) -> Contact:
    """Change a contact; `version`, `expected` and errors as in `records.change_one`."""
    changed: Contact = records.change_one(CONTACT, contact, given, by=by, **how)
    return changed


def trash_contacts(contacts: Sequence[Contact], *, by: User) -> list[Contact]:
    """Move at most 500 contacts to the trash; what hangs on them stays."""
    return records.trash(CONTACT, contacts, by=by)


def restore_contacts(contacts: Sequence[Contact], *, by: User) -> list[Contact]:
    """Take at most 500 contacts out of the trash."""
    return records.restore(CONTACT, contacts, by=by)


@transaction.atomic
def set_next_step(contact_id: int, at: datetime | None, *, by: User | None) -> None:
    """Note when the next step with a contact is due; told by the event of the step itself."""
    Contact.objects.filter(pk=contact_id).update(next_step_at=at)


@touched("contact")
def touch_contacts(ids: Sequence[int], at: datetime) -> None:
    """Move the last activity forward, never back, and not for less than a minute."""
    move_forward(Contact._meta.db_table, ids, at)


def _columns(draft: Draft, by: User, now: datetime) -> dict[str, Any]:
    stage = stage_named(draft.parts.get("stage") or FIRST_STAGE)
    if stage is None:
        words = _("There is no such stage.")
        raise Refused(words, errors={"lifecycle_stage": words})
    begins = {"stage": stage, "stage_entered_at": now, "last_activity_at": now}
    return begins | primaries(draft)


def _stages_moved(pairs: Pairs, by: User, via: str) -> None:
    moved: dict[str, list[Contact]] = {}
    for contact, draft in pairs:
        if stage := draft.parts.get("stage"):
            moved.setdefault(stage, []).append(contact)
    for stage, contacts in moved.items():
        lifecycle.move_contacts(contacts, stage, by=by, tell=False)


def _created(contacts: Sequence[Contact]) -> dict[str, Any]:
    single = contacts[0] if len(contacts) == 1 else None
    return {"name": single.full_name, "source": single.source} if single else {}


CONTACT = noun(
    "contact",
    model=Contact,
    events={
        "created": events.ContactCreated,
        "changed": events.ContactChanged,
        "assigned": events.ContactAssigned,
        "deleted": events.ContactDeleted,
        "restored": events.ContactRestored,
        "merged": events.ContactMerged,
        "unmerged": events.ContactUnmerged,
    },
    value=partial(value_of, "contact"),
    columns=_columns,
    write_parts=partial(write_parts, "contact"),
    begun=lambda contacts, by, now: lifecycle.enter_first(contacts, by=by, at=now),
    changed=_stages_moved,
    also_on=lambda contact: [contact.company],
    created=_created,
)
