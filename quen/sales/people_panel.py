"""The people of a deal, what each has to say in it, and whether the decision maker is among them."""

from typing import Any

from django.urls import reverse

from quen.accounts.visibility import may
from quen.fields.forms.widgets import Chooser
from quen.sales.models import Deal, Involved


def people(deal: Deal, user: Any) -> dict[str, Any]:
    """The company, the contact and everybody with a part, each with a link where this user may open it."""
    readable = user.may_read_field("deal.contact_id")
    parts = list(Involved.objects.filter(deal=deal).select_related("contact")) if readable else []
    with_part = {one.contact_id for one in parts}
    lines = []
    if deal.company and user.may_read_field("deal.company_id"):
        lines.append(_line(deal.company, "people:company", "building", user))
    if deal.contact and readable and deal.contact_id not in with_part:
        lines.append(_line(deal.contact, "people:contact", "user", user))
    editable = deal.is_open and may(deal, user, "change")
    for one in parts:
        line = _line(one.contact, "people:contact", "user", user)
        out = reverse("sales:uninvolve", args=[deal.pk, one.contact_id]) if editable else ""
        lines.append(line | {"role": one.get_role_display(), "out": out})
    decides = any(one.role == Involved.Role.DECIDER for one in parts)
    return {
        "items": lines,
        "decider_missing": deal.is_open and readable and not decides,
        "url": reverse("sales:involve", args=[deal.pk]) if editable else "",
        "roles": Involved.Role.choices,
        "chooser": _chooser() if editable else "",
    }


def _line(record: Any, route: str, icon: str, user: Any) -> dict[str, Any]:
    seen = record.deleted_at is None and may(record, user, "view")
    name = getattr(record, "shown_name", "") or str(record)
    return {"icon": icon, "title": name, "url": reverse(route, args=[record.pk]) if seen else ""}


def _chooser() -> Any:
    url = reverse("records:choose", args=["contact"])
    return Chooser(url).render("contact", "", {"id": "involve-contact"})
