"""Whom sales tells: everybody with a part in a new deal."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from quen.kit.records import TYPES
from quen.timeline.models import Event
from quen.timeline.notices import Links, notice


def declare() -> None:
    """Lend the kind (once, at start)."""
    notice(
        "deal_new",
        label=_("A deal with a customer of yours"),
        about=_("A colleague opened a deal with a customer or company that is yours"),
        kinds="deal.created deal.won deal.lost",
        to=owners_around,
        order=25,
    )


def owners_around(event: Event, links: Links) -> Iterable[int]:
    """Who owns the customer, the company or the deal itself; an import tells nobody one by one."""
    if sum(1 for link in links if link.type == "deal") != 1:
        return ()
    found: set[int] = set()
    for link in links:
        if link.type in ("deal", "contact", "company"):
            rows = TYPES[link.type].model._base_manager.filter(
                pk=link.record_id, owner__isnull=False
            )
            found |= set(rows.values_list("owner_id", flat=True))
    return found
