"""Whoever is given a record is told, and who asks or decides about exports."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from quen.accounts.models import User
from quen.kit.records import TYPES
from quen.kit.workspace import workspace
from quen.timeline.models import Event, EventLink
from quen.timeline.notices import Links, notice


def declare() -> None:
    """Lend the kind (once, at start)."""
    notice(
        "assigned",
        label=_("Given to you"),
        about=_("A colleague, an import or a form made a customer, company, deal or task yours"),
        kinds="*.assigned *.created",
        to=new_owners,
        mail="now",
        order=20,
    )
    notice(
        "export_asked",
        label=_("Asked for an export"),
        about=_("A colleague wants to take away more records than they may without your word"),
        kinds="export.asked",
        to=data_owner,
        mail="now",
        order=8,
    )
    notice(
        "export_unusual",
        label=_("Unusual exports and reveals"),
        about=_("A colleague takes away, or shows themselves, more than colleagues usually do"),
        kinds="export.unusual reveal.unusual",
        to=guardians,
        mail="now",
        order=6,
    )
    notice(
        "sheet_failed",
        label=_("A shared sheet cannot be read"),
        about=_(
            "A sheet that you have read regularly is no longer shared, or its columns have changed"
        ),
        kinds="sheet.failed",
        to=who_asked,
        mail="now",
        order=8,
    )
    notice(
        "export_decided",
        label=_("Decided about your export"),
        about=_("The data owner approved an export of yours, or did not"),
        kinds="export.approved export.refused",
        to=who_asked,
        mail="now",
        order=8,
    )


def data_owner(event: Event, links: Links) -> Iterable[int]:
    """Who answers for the company's data, where somebody is named."""
    owner = workspace().data_owner_id
    return [owner] if owner else ()


def guardians(event: Event, links: Links) -> Iterable[int]:
    """The data owner and the administrators, but not the colleague whom it is about."""
    people = User.objects.active().only("pk", "grants", "is_active")
    found = {one.pk for one in people if one.can("accounts.manage_roles")}
    return {*found, *data_owner(event, links)} - {event.subject_id}


def who_asked(event: Event, links: Links) -> Iterable[int]:
    """The colleagues an event is linked to."""
    return [link.record_id for link in links if link.type == "user"]


def new_owners(event: Event, links: Links) -> Iterable[int]:
    """Who owns the event's records by what it tells; a new record's owner, unless it was given on since."""
    known = TYPES.get(event.subject_type)
    if known is None or not hasattr(known.model, "owner"):
        return ()
    own = [link for link in links if link.type == event.subject_type]
    if event.kind.endswith(".assigned"):
        return _named(event, own)
    given_on = EventLink.objects.filter(
        type=event.subject_type,
        record_id__in=[link.record_id for link in own],
        event__kind=f"{event.subject_type}.assigned",
    ).values_list("record_id", flat=True)
    ids = {link.record_id for link in own} - set(given_on)
    rows = known.model._base_manager.filter(pk__in=ids, owner__isnull=False).order_by()
    return rows.values_list("owner_id", flat=True).distinct()


def _named(event: Event, links: Links) -> set[int]:
    found = set()
    for link in links:
        told = (link.data or event.data).get("changes") or {}
        for key in ("owner_id", "owner"):
            if (pair := told.get(key)) and isinstance(pair[1], int):
                found.add(pair[1])
    return found
