"""What a customer bought so far, in the words of a reader."""

from typing import Any

from django.utils.translation import gettext, ngettext

from quen.fields.showing import Words
from quen.insights import showing
from quen.insights.worths import Worth
from quen.kit import days, money
from quen.kit.workspace import workspace


def line_of(told: Worth, words: Words) -> dict[str, Any]:
    """Its figures: what it is worth in the company's currency first, `missing` names what has no rate."""
    base, language = workspace().currency, words.language
    order = sorted(told.worth, key=lambda currency: (currency != base, currency))
    sums = (money.shown(money.Money(told.worth[one], one), language) for one in order)
    n = told.days_since
    return {
        "worth": " · ".join(sums),
        "missing": ", ".join(one for one in order if one != base),
        "purchases": showing.number(told.purchases, language),
        "first": days.shown_day(told.first, language, words.showing.era),
        "last": days.shown_day(told.last, language, words.showing.era),
        "since": ngettext("%d day ago", "%d days ago", n) % n if n else gettext("today"),
        "active": told.is_active,
    }
