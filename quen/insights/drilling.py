"""From a figure to the records behind it: the list of their type, with the conditions that make the figure."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse

from quen.fields.lists import SPECS
from quen.insights.dimensions import dimension_of
from quen.insights.measures import Measure


def rule_behind(
    measure: Measure, first: date, last: date, values: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """The filter of the records behind; None where a list has no condition for a value (a currency)."""
    parts = list(measure.rule)
    if measure.day_field:
        days = [first.isoformat(), last.isoformat()]
        parts.append({"field": measure.day_field, "op": "between", "value": days})
    for name, value in (values or {}).items():
        known = dimension_of(measure.type, name)
        if not known.field:
            return None
        parts.append(known.rule(value))
    return {"all": parts}


def records_url(
    measure: Measure, first: date, last: date, values: Mapping[str, str] | None = None
) -> str:
    """The list's address with that filter, "" where there is none."""
    if measure.behind:
        told = {"from": first.isoformat(), "to": last.isoformat(), **(values or {})}
        return f"{reverse(measure.route_behind, args=[measure.behind])}?{urlencode(told)}"
    rule = rule_behind(measure, first, last, values)
    spec = SPECS.get(measure.type)
    if rule is None or spec is None:
        return ""
    return f"{reverse(spec.route)}?filter={quote(json.dumps(rule))}"
