"""What a computed field is made of, checked: an expression, or a roll-up of records that point here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quen.fields.catalogue import Catalogue, Field, all_fields
from quen.fields.computed.language import BadExpression, Node, fields_of, read
from quen.fields.conditions import BadRule, parse
from quen.fields.models import CustomField
from quen.kit.records import TYPES

RESULTS = ("number", "money", "text", "date", "boolean")
DOES = ("count", "sum", "min", "max", "avg")
_ASKABLE = (
    *RESULTS,
    "long_text",
    "rating",
    "choice",
    "datetime",
    "url",
    "email",
    "phone",
    "tax_id",
)


class Everybody:
    """Who asks when a roll-up is worked out: all records count, whoever reads the figure."""

    language = "vi"
    masked = False

    def may_read_field(self, field: str) -> bool:
        return True

    def reach(self, capability: str) -> str:
        return "all"

    def can(self, capability: str) -> bool:
        return True


@dataclass(frozen=True)
class RollUp:
    """`do` over `field` of records of `type` whose `through` points here, as far as `rule` lets them."""

    type: str
    through: Field
    do: str
    field: Field | None
    rule: dict[str, Any]


def tree_of(spec: Mapping[str, Any], type_key: str, own: str = "") -> Node:
    """The expression of a spec. Raises BadExpression for fields that are not there or go in a circle."""
    tree = read(str(spec.get("expression") or ""))
    known = all_fields(type_key)
    for key in sorted(fields_of(tree)):
        field = known.get(key)
        if field is None or field.kind not in _ASKABLE or not (field.column or field.custom):
            raise BadExpression(_("There is no field %s to reckon with.") % key)
        if key == f"custom.{own}" or f"custom.{own}" in leads_to(field, known):
            raise BadExpression(_("“%s” would go in a circle.") % field.label)
    return tree


def leads_to(
    field: Field, known: Mapping[str, Field], seen: frozenset[str] = frozenset()
) -> set[str]:
    """The keys that a computed field depends on, through others too."""
    spec = field.custom.computed if field.custom else None
    if not spec or "expression" not in spec or field.key in seen:
        return set()
    try:
        keys = fields_of(read(spec["expression"]))
    except BadExpression:
        return set()
    found = set(keys)
    for key in keys & set(known):
        found |= leads_to(known[key], known, seen | {field.key})
    return found


def roll_up_of(spec: Mapping[str, Any], type_key: str) -> RollUp:
    """The roll-up of a spec. Raises BadExpression."""
    told = spec["rollup"]
    children = all_fields(str(told.get("type"))) if told.get("type") in TYPES else {}
    through = children.get(str(told.get("through")))
    if through is None or through.related != type_key or not through.column:
        raise BadExpression(_("Choose records that point at this one."))
    do, field = str(told.get("do")), children.get(str(told.get("field") or ""))
    if do not in DOES:
        raise BadExpression(_("Choose what is done with them."))
    if do != "count" and (
        field is None or not field.column or field.kind not in ("number", "money", "date")
    ):
        raise BadExpression(_("Choose a number, an amount or a day of theirs."))
    rule = told.get("rule") or {}
    try:
        parse(rule, everybody(str(told["type"])))
    except BadRule as error:
        raise BadExpression(error.message) from None
    return RollUp(str(told["type"]), through, do, field, rule)


def everybody(type_key: str) -> Catalogue:
    """All fields of a type, for a rule that no user asks."""
    return Catalogue(type_key, Everybody(), all_fields(type_key))


def checked(spec: Any, type_key: str, kind: str, own: str = "") -> dict[str, Any] | None:
    """The spec in its form, None for a field that people fill in. Raises BadExpression."""
    if not spec:
        return None
    if kind not in RESULTS:
        raise BadExpression(_("A computed field is a number, money, text, a day, or yes or no."))
    if "rollup" in spec:
        it = roll_up_of(spec, type_key)
        field = it.field.key if it.field else ""
        told = {"type": it.type, "through": it.through.key, "do": it.do, "field": field}
        return {"rollup": {**told, "rule": it.rule}}
    tree_of(spec, type_key, own)
    return {"expression": str(spec["expression"]).strip()}


def spec_of(field: CustomField) -> dict[str, Any]:
    """What a computed field is made of."""
    return dict(field.computed or {})


def computed_of(type_key: str) -> list[CustomField]:
    """The live computed fields of a type, each after those it depends on."""
    known = all_fields(type_key)
    rows = [f for f in known.values() if f.custom and f.custom.computed]
    ordered = sorted(rows, key=lambda f: (len(leads_to(f, known) & set(known)), f.key))
    return [f.custom for f in ordered if f.custom]
