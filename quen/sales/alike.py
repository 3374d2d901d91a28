"""What is like a deal about to be opened: an open one of the same name with the same customer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from quen.fields.alike import Alike, Found, blanks, likeness
from quen.kit.asked import id_in
from quen.kit.text import fold
from quen.sales.actions.deals import value_of
from quen.sales.models import Deal

SHOWN = 5


def declare() -> None:
    """Lend the warning of deals (once, at start)."""
    likeness("deal", look=look, joined=lambda deal, given: blanks(value_of, deal, given))


def look(given: Mapping[str, Any], user: Any) -> Found:
    """Open deals with the same customer or company and the same name but for marks."""
    name, whom = fold(str(given.get("name") or "")), Q(pk__in=[])
    for key in ("contact_id", "company_id"):
        if pk := id_in(str(given.get(key) or "")):
            whom |= Q(**{key: pk})
    if not name or not user.may_read_field("deal.name"):
        return Found()
    rows = Deal.objects.visible_to(user).open().filter(whom, norm=name)
    return Found([Alike("deal", row, _("same name, same customer")) for row in rows[:SHOWN]])
