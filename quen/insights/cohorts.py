"""What is told of leads: how many became one on some days, and with how many a deal was won since."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from quen.accounts.visibility import reach_rule
from quen.insights.models import Lead
from quen.insights.read_once import Read, once
from quen.kit.workspace import today

CAPABILITY = "people.view_contact"
WAYS = {"owner": "owner_id", "team": "team_id", "source": "source"}


@dataclass(frozen=True)
class Cohort:
    """Who became a lead on these days, as far as they have come; `by` is owner, team, source or "".
    Those that share `read` are counted once."""

    user: Any
    first: date
    last: date
    by: str = ""
    seen: Q = field(default_factory=Q)
    read: Read = field(default_factory=dict, compare=False, repr=False)

    @property
    def rows(self) -> QuerySet[Lead]:
        """The leads of these days."""
        days = (self.first, self.last)
        return Lead.objects.filter(self.seen, became_on__range=days).order_by()

    @once
    def counted(self) -> tuple[dict[str, int], dict[str, int]]:
        """For each part how many leads, and how many of them closed."""
        names = [WAYS[self.by]] if self.by else []
        sums = {"n": Count("pk"), "closed": Count("closed_on")}
        rows = (
            self.rows.values(*names).annotate(**sums).values_list(*names, "n", "closed")
            if names
            else [tuple(self.rows.aggregate(**sums).values())]
        )
        told = [(str((part[0] if part else "") or ""), n, closed) for *part, n, closed in rows]
        return {key: n for key, n, _closed in told}, {key: closed for key, _n, closed in told}


def cohort_of(
    user: Any,
    first: date,
    last: date,
    by: str = "",
    more: Q | None = None,
    read: Read | None = None,
) -> Cohort:
    """The leads that this colleague sees of these days; `more` narrows them."""
    seen = seen_by(user)
    ends = max(min(last, today()), first)
    narrowed = seen & more if more else seen
    return Cohort(user, first, ends, by, narrowed, {} if read is None else read)


def seen_by(user: Any) -> Q:
    """The condition on leads that this colleague may see: as far as the people."""
    reach, shared = user.reach(CAPABILITY), user.shared_ids("contact")
    if reach == "all":
        return Q()
    own = reach_rule(user, reach) if reach else Q(pk__in=[])
    return own | Q(contact_id__in=shared) if shared else own
