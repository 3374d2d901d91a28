"""The part of a custom field's form that makes it a computed one."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import all_fields
from quen.fields.models import CustomField
from quen.fields.nouns import NOUNS
from quen.kit.records import TYPES

NAMES = ("expression", "rolls", "rolls_do", "rolls_field")
DOES = (
    ("count", _("How many")),
    ("sum", _("Sum")),
    ("min", _("Least")),
    ("max", _("Greatest")),
    ("avg", _("Average")),
)


def add_to(form: forms.Form, type_key: str, field: CustomField | None) -> None:
    """Put the controls on the form: for a new field, and for one that is computed."""
    spec = (field.computed if field else None) or {}
    rolled = spec.get("rollup") or {}
    if field is None or "expression" in spec:
        form.fields["expression"] = forms.CharField(
            label=_("Computed from"), required=False, max_length=1000,
            initial=spec.get("expression", ""), widget=forms.Textarea({"rows": "3", "spellcheck": "false"}),
            help_text=_("Such as: round(amount * 0.05), days(expected_close_on, today()). Empty for a field that people fill in."),
        )  # fmt: skip
    if (field is None or rolled) and (pointing := pointing_at(type_key)):
        through = f"{rolled['type']}|{rolled['through']}" if rolled else ""
        _choice(form, "rolls", _("Or rolled up from"), [("", "—"), *pointing], through)
        _choice(form, "rolls_do", _("What of them"), list(DOES), rolled.get("do", "count"))
        _choice(form, "rolls_field", _("Of which field"), [("", "—"), *_figures(pointing)],
                f"{rolled['type']}|{rolled['field']}" if rolled.get("field") else "")  # fmt: skip


def _choice(form: forms.Form, name: str, label: Any, choices: list[Any], initial: str) -> None:
    widget = forms.Select(choices=choices)
    form.fields[name] = forms.CharField(label=label, required=False, widget=widget, initial=initial)


def pointing_at(type_key: str) -> list[tuple[str, str]]:
    """The relations of other records that point at this type: ("deal|company_id", "Deals · Company")."""
    return [
        (f"{key}|{field.key}", f"{TYPES[key].plural} · {field.label}")
        for key in NOUNS
        for field in all_fields(key).values()
        if field.related == type_key and field.column
    ]


def _figures(pointing: list[tuple[str, str]]) -> list[tuple[str, str]]:
    types = dict.fromkeys(value.partition("|")[0] for value, _label in pointing)
    return [
        (f"{key}|{field.key}", f"{TYPES[key].plural} · {field.label}")
        for key in types
        for field in all_fields(key).values()
        if field.column and field.kind in ("number", "money", "date")
    ]


def spec_of(given: dict[str, Any], rule: str = "") -> dict[str, Any] | None:
    """What was filled in, as the action takes it; None for a field that people fill in."""
    if given.get("rolls"):
        child, _mark, through = given["rolls"].partition("|")
        field = str(given.get("rolls_field") or "").partition("|")[2]
        told = {"type": child, "through": through, "do": given.get("rolls_do"), "field": field}
        return {"rollup": {**told, "rule": _rule(rule)}}
    if str(given.get("expression") or "").strip():
        return {"expression": given["expression"]}
    return None


def _rule(text: str) -> Any:
    try:
        rule = json.loads(text or "{}")
    except ValueError:
        return {"broken": True}
    return {} if rule in ({"all": []}, {"any": []}) else rule
