"""The checks of the data's quality, and how many records fail each, as far as a user may see them.

A check is a condition, so that its count opens a list with the same records and the list's bulk edit.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quen.accounts.visibility import reach_rule
from quen.fields.lists import list_url
from quen.kit.records import TYPES
from quen.people.models import DuplicatePair, QualityCount

IDLE_DAYS = 180


@dataclass(frozen=True)
class Check:
    """`rule` finds the records that fail; `mend` says what to do in the list that opens."""

    key: str
    type: str
    label: str | Promise
    rule: Mapping[str, Any]
    mend: str | Promise = ""


def _rule(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


CHECKS: tuple[Check, ...] = (
    Check("contact.name", "contact", _("No name"), _rule("full_name", "empty"), _("Open and fill in, or move to the trash.")),
    Check("contact.phone", "contact", _("No phone"), _rule("phone", "empty"), _("Export the list for a round of calls or messages.")),
    Check("contact.wrong_phone", "contact", _("Invalid phone"), _rule("wrong_reach", "is", "phone"), _("Open and correct the number.")),
    Check("contact.bounced", "contact", _("Mail that bounced"), _rule("wrong_reach", "is", "email"), _("Ask for another address.")),
    Check("contact.owner", "contact", _("Nobody in charge"), _rule("owner_id", "empty"), _("Select all and give them an owner.")),
    Check("contact.idle", "contact", _("No activity for 180 days"), _rule("last_activity_at", "older_than_days", IDLE_DAYS), _("Select all and change the stage, or write to them once more.")),
    Check("contact.address", "contact", _("Address in the old format"), _rule("address_format", "is", "old"), _("Districts ended in July 2025: give the new province and ward.")),
    Check("company.phone", "company", _("No phone"), _rule("phone", "empty"), _("Export the list for a round of calls or messages.")),
    Check("company.tax_id", "company", _("No tax id"), _rule("tax_id", "empty"), _("Open and fill in before the next invoice.")),
    Check("company.owner", "company", _("Nobody in charge"), _rule("owner_id", "empty"), _("Select all and give them an owner.")),
    Check("company.idle", "company", _("No activity for 180 days"), _rule("last_activity_at", "older_than_days", IDLE_DAYS), _("Select all and change the stage, or write to them once more.")),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """How many records fail a check, where they are listed, and when they were counted (None: now)."""

    label: str | Promise
    mend: str | Promise
    count: int
    url: str
    at: datetime | None


def figures(type_key: str, user: Any) -> list[Figure]:
    """The checks of a type whose field this user may read, and the pairs to judge: three queries."""
    reach = user.reach(TYPES[type_key].capability)
    kept = QualityCount.objects.filter(key__startswith=f"{type_key}.")
    at = dict(kept.values_list("key").annotate(Max("at")))
    mine = kept if reach == "all" else kept.filter(reach_rule(user, reach))
    counts = dict(mine.values_list("key").annotate(Sum("count")))
    told = [
        Figure(check.label, check.mend, counts.get(check.key, 0), list_of(check), at.get(check.key))
        for check in CHECKS
        if check.type == type_key and user.may_read_field(f"{type_key}.{check.rule['field']}")
    ]
    return [_pairs(type_key, user), *told]


def _pairs(type_key: str, user: Any) -> Figure:
    waiting = DuplicatePair.objects.of(type_key, user).waiting().order_by().values("pk")[:10_000]
    url = reverse("people:duplicates", args=[type_key])
    return Figure(_("Duplicates"), _("Judge the most certain first."), waiting.count(), url, None)


def list_of(check: Check) -> str:
    """The list of the records that fail."""
    return f"{list_url(check.type)}?{urlencode({'filter': json.dumps(check.rule)})}"
