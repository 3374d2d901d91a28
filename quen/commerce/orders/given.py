"""What the API's callers give of an order, read with care."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.drafts import Invalid
from quen.fields.resources import Facts
from quen.people.models import Company, Contact

GIVEN = {
    "contact_id", "company_id", "currency", "language", "title", "terms", "ordered_on", "lines",
    "schedule",
}  # fmt: skip


def order_given(given: Facts, user: Any) -> Facts:
    """What `place_order` takes of it. Raises Invalid with errors by field."""
    if unknown := sorted(set(given) - GIVEN):
        raise Invalid(_("There is no field called %s.") % unknown[0], {unknown[0]: _("Unknown.")})
    told: Facts = {
        key: str(given.get(key) or "") for key in ("currency", "language", "title", "terms")
    }
    if told["currency"] and not (len(told["currency"]) == 3 and told["currency"].isupper()):
        words = _("A currency has three letters, such as VND.")
        raise Invalid(words, {"currency": words})
    for key, model in (("contact", Contact), ("company", Company)):
        told[key] = _record(given.get(f"{key}_id"), model, f"{key}_id", user)
    told["ordered_on"] = given_day(given.get("ordered_on"), "ordered_on")
    told["lines"] = _objects(given.get("lines") or [], "lines")
    if given.get("schedule") is not None:
        told["schedule"] = _objects(given["schedule"], "schedule")
    return told


def _record(pk: Any, model: Any, key: str, user: Any) -> Any:
    if pk is None:
        return None
    fine = isinstance(pk, int) and 0 < pk < 2**62
    found = model.objects.visible_to(user).filter(pk=pk).first() if fine else None
    if found is None:
        words = _("There is no such record.")
        raise Invalid(words, {key: words})
    return found


def _objects(given: Any, key: str) -> list[Mapping[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        words = _("This is a list of objects.")
        raise Invalid(words, {key: words})
    return given


def given_day(given: Any, key: str) -> date | None:
    """A day as programs write it. Raises Invalid with the error at `key`."""
    try:
        return date.fromisoformat(given) if given else None
    except (TypeError, ValueError):
        words = _("A day is written as 2026-11-30.")
        raise Invalid(words, {key: words}) from None
