"""What a customer bought so far, beside the customer."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields.showing import words_for
from quen.insights import showing
from quen.insights.customers.telling import reads_amounts
from quen.insights.purchase_kinds import sees_some
from quen.insights.worth_lines import line_of
from quen.insights.worths import worth_of
from quen.kit.panels import panel
from quen.people.models import Company


def declare() -> None:
    """Lend the panel (once, at start)."""
    for type_key in ("contact", "company"):
        panel(
            type_key,
            "worth",
            label=gettext_lazy("Bought so far"),
            template="insights/worth_panel.html",
            needs=f"people.view_{type_key}",
            facts=bought,
            order=12,
        )


def bought(record: Any, user: Any) -> dict[str, Any] | None:
    """Their purchases, the value where one may know it, the days; nothing while there is none."""
    if not sees_some(user):
        return None
    told = worth_of(record.pk if isinstance(record, Company) else -record.pk, user)
    if told is None:
        return None
    words = words_for(user)
    line = line_of(told, words)
    rows = [
        (_("Purchases"), showing.number(told.purchases, words.language)),
        (_("Value of purchases"), line["worth"] if reads_amounts(user) else ""),
        (_("Without a rate"), line["missing"] if reads_amounts(user) else ""),
        (_("First purchase"), line["first"]),
        (_("Last purchase"), f"{line['last']} · {line['since']}"),
    ]
    return {"rows": [row for row in rows if row[1]], "active": told.is_active}
