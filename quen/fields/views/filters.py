"""The filter builder: nested groups of conditions, the same for every list."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.fields import lists
from quen.fields.catalogue import Catalogue, Field, UnknownField, catalogue
from quen.fields.conditions import BadRule, parse
from quen.fields.kinds import KINDS, OPS
from quen.fields.views.lists import read
from quen.fields.views.types import type_or_404
from quen.kit.pages import needs
from quen.kit.render import page
from quen.timeline.kinds import askable

_INPUTS = {
    "number": "number",
    "money": "number",
    "rating": "number",
    "date": "date",
    "datetime": "date",
}
_DAYS = ("within_days", "older_than_days")
EVENT = "event:"


@require_GET
@needs("web.use")
def filter_form(request: HttpRequest, type_key: str) -> HttpResponse:
    """The builder, filled with the filter of the list as it stands."""
    spec = type_or_404(request, type_key)
    asked = read(request, type_key)
    board = spec.boards.get(request.GET.get("at", ""), "")
    root = group_of(_as_group(asked.rule), asked.catalogue)
    kept = {"sort": asked.sort.key, "columns": ",".join(f.key for f in asked.columns)}
    return page(
        request,
        "fields/filter_form.html",
        type=type_key,
        root=root,
        url=reverse(board) if board else lists.list_url(type_key),
        kept={**kept, "view": asked.view.pk if asked.view else "", "q": asked.text},
    )


@require_GET
@needs("web.use")
def condition(request: HttpRequest, type_key: str) -> HttpResponse:
    """One row: fresh, or redrawn because its field or comparison changed."""
    type_or_404(request, type_key)
    known = catalogue(type_key, request.user)
    what = request.GET.get("what", "")
    if what.startswith(EVENT):
        rule: dict[str, Any] = {"event": what.removeprefix(EVENT), "within_days": 30}
    else:
        rule = {"field": what, "op": request.GET.get("op", ""), "value": None}
    return page(request, "fields/filter_part.html#row", part=row_of(rule, known), type=type_key)


@require_GET
@needs("web.use")
def group(request: HttpRequest, type_key: str) -> HttpResponse:
    """A fresh group inside another."""
    type_or_404(request, type_key)
    known = catalogue(type_key, request.user)
    fresh = group_of({"any": [{"field": "", "op": "", "value": None}]}, known)
    return page(request, "fields/filter_part.html", part=fresh, type=type_key)


def _as_group(rule: dict[str, Any]) -> dict[str, Any]:
    if set(rule) & {"all", "any"}:
        return rule
    return {"all": [rule] if rule else [{"field": "", "op": "", "value": None}]}


def builder_of(
    request: HttpRequest, type_key: str, name: str, rule: dict[str, Any]
) -> dict[str, Any]:
    """The builder inside a settings form, filled with a rule or with what was sent under `name`."""
    if request.method == "POST":
        try:
            rule = json.loads(request.POST.get(name) or "{}")
        except ValueError:
            rule = {}
    known = catalogue(type_key, request.user)
    try:
        parse(rule, known)
    except BadRule:
        rule = {}
    grouped = rule if set(rule) & {"all", "any"} else {"all": [rule] if rule else []}
    told = json.dumps(rule, ensure_ascii=False) if rule else ""
    return {"root": group_of(grouped, known), "type": type_key, "name": name, "rule": told}


def group_of(rule: dict[str, Any], known: Catalogue) -> dict[str, Any]:
    """A group as the template draws it: its word and its parts."""
    if "not" in rule:
        inner = rule["not"]
        parts = inner.get("any", [inner])
        return {"group": "not", "parts": [_part(part, known) for part in parts]}
    word = "any" if "any" in rule else "all"
    return {"group": word, "parts": [_part(part, known) for part in rule[word]]}


def _part(rule: dict[str, Any], known: Catalogue) -> dict[str, Any]:
    return group_of(rule, known) if set(rule) & {"all", "any", "not"} else row_of(rule, known)


def row_of(rule: dict[str, Any], known: Catalogue) -> dict[str, Any]:
    """A condition as the template draws it."""
    if "event" in rule:
        return _event_row(rule, known)
    try:
        field = known.get(str(rule.get("field", "")))
    except UnknownField:
        field = next(iter(known.fields.values()))
    ops = field.ops
    op = rule["op"] if rule.get("op") in ops else ops[0]
    return {
        "choices": _choices(known, field.key),
        "ops": [(key, OPS[key], key == op) for key in ops],
        **_control(field, op, rule.get("value")),
    }


def _event_row(rule: dict[str, Any], known: Catalogue) -> dict[str, Any]:
    count = rule.get("count") or {"op": ">=", "value": 1}
    has_not = (count["op"], count["value"]) == ("=", 0)
    return {
        "event": rule["event"],
        "choices": _choices(known, EVENT + rule["event"]),
        "times": count["value"],
        "has": [
            (">=", _("at least this often"), not has_not and count["op"] == ">="),
            ("=", _("exactly this often"), count["op"] == "="),
            ("<=", _("at most this often"), count["op"] == "<="),
        ],
        "within": rule.get("within_days", ""),
    }


def _choices(known: Catalogue, chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Everything one can ask for, in groups: own fields, those of related records, events."""
    groups = [(_("Fields"), _options(known, "", chosen))]
    for prefix, other in known.related().items():
        label = str(known.fields[f"{prefix}_id"].label)
        groups.append((label, _options(other, f"{prefix}.", chosen)))
    events = [(EVENT + key, label, EVENT + key == chosen) for key, label in askable()]
    return [*groups, (_("What happened"), events)]


def _options(known: Catalogue, prefix: str, chosen: str) -> list[tuple[str, str, bool]]:
    keys = ((prefix + key, field) for key, field in known.fields.items())
    return [(key, str(field.label), key == chosen) for key, field in keys]


def _control(field: Field, op: str, value: Any) -> dict[str, Any]:
    """The control for the value: none, days, two values, choices, or a plain input."""
    if op in ("empty", "not_empty"):
        return {"control": "none"}
    if op in _DAYS:
        return {"control": "input", "input": "number", "type": "number", "value": value or 30}
    if op == "between":
        low, high = value if isinstance(value, list) and len(value) == 2 else ("", "")
        return {
            "control": "between",
            "input": _INPUTS.get(field.kind, "text"),
            "low": low,
            "high": high,
            "type": _typed(field),
        }
    if field.kind == "boolean":
        return {"control": "boolean", "value": value is not False}
    if options := _values(field, op, value):
        return {
            "control": "many" if op in ("in", "not_in") else "one",
            "options": options,
            "type": _typed(field),
        }
    return {
        "control": "list" if op in ("in", "not_in") else "input",
        "input": _INPUTS.get(field.kind, "text"),
        "type": _typed(field),
        "value": ", ".join(map(str, value)) if isinstance(value, list) else value or "",
    }


def _values(field: Field, op: str, value: Any) -> list[tuple[Any, str, bool]]:
    chosen = value if isinstance(value, list) else [value]
    listed = [(c.key, str(c.label), c.key in chosen) for c in field.options()]
    if field.kind == "user":
        return [("me", _("me"), "me" in chosen), *listed]
    return listed


def _typed(field: Field) -> str:
    """How the browser writes the value into JSON."""
    return (
        "number"
        if KINDS[field.kind].column in ("number", "reference") or _keyed_by_id(field)
        else ""
    )


def _keyed_by_id(field: Field) -> bool:
    return field.kind == "choice" and any(isinstance(c.key, int) for c in field.options())
