"""The form of a custom field: names in three languages, kind, choices with colours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quen.fields.forms import computed
from quen.fields.kinds import CUSTOM_KINDS, KINDS
from quen.fields.models import CustomField
from quen.fields.nouns import NOUNS
from quen.kit.records import TYPES

LANGUAGES = (("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English"))
HUES = (
    ("1", _("Teal")),
    ("2", _("Blue")),
    ("3", _("Violet")),
    ("4", _("Pink")),
    ("5", _("Red")),
    ("6", _("Orange")),
    ("7", _("Amber")),
    ("8", _("Lime")),
    ("9", _("Green")),
    ("10", _("Cyan")),
    ("11", _("Indigo")),
    ("12", _("Stone")),
)
EMPTY_ROWS = 2


class CustomFieldForm(forms.Form):
    """`language` is the one that the person writes in; its name comes first and is enough."""

    use_required_attribute = False

    def __init__(
        self, language: str, type_key: str, field: CustomField | None = None, **facts: Any
    ) -> None:
        super().__init__(**facts)
        self.language, self.field = language, field
        for code, label in sorted(LANGUAGES, key=lambda pair: pair[0] != language):
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Name") if code == language else label, required=False, max_length=80
            )
        if field is None:
            self._kind_fields()
        computed.add_to(self, type_key, field)
        self.fields["section"] = forms.CharField(
            label=_("Section"), required=False, max_length=60,
            help_text=_("A heading of its own on the record page; empty for the common one."),
        )  # fmt: skip
        self.fields["help"] = forms.CharField(label=_("Help"), required=False, max_length=300)
        self.fields["required"] = forms.BooleanField(
            label=_("Every new record needs it"), required=False
        )

    def _kind_fields(self) -> None:
        kinds = [(key, KINDS[key].label) for key in CUSTOM_KINDS]
        self.fields["kind"] = forms.CharField(
            label=_("Kind"), widget=forms.Select(choices=kinds), initial="text"
        )
        types = [("", "—"), *((key, TYPES[key].label) for key in NOUNS)]
        self.fields["related"] = forms.CharField(
            label=_("Points at"), required=False, widget=forms.Select(choices=types),
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        told = {
            "labels": {code: given[f"label_{code}"] for code, _name in LANGUAGES},
            "help": {self.language: given["help"]},
            "required": given["required"],
            "section": given["section"],
            "choices": self._choices(),
        }
        if self.field is None:
            told |= {"kind": given["kind"], "related": given["related"]}
        if self.field is None or self.field.computed:
            told["computed"] = computed.spec_of(given, self.data.get("rolls_rule", ""))
        return told

    def _choices(self) -> list[dict[str, Any]]:
        data: Any = self.data
        rows = zip(
            data.getlist("choice_key"),
            data.getlist("choice"),
            data.getlist("choice_color"),
            strict=False,
        )
        known = {str(c["key"]): c["labels"] for c in self.field.choices} if self.field else {}
        return [
            {"key": key, "labels": {**known.get(key, {}), self.language: label}, "color": color}
            for key, label, color in rows
            if label.strip()
        ]

    def choice_rows(self) -> list[dict[str, str]]:
        """The choices as they stand in the form, and empty rows for more."""
        if self.is_bound:
            rows = [
                {"key": str(c["key"]), "label": c["labels"][self.language], "color": c["color"]}
                for c in self._choices()
            ]
        else:
            rows = [_row(c, self.language) for c in (self.field.choices if self.field else [])]
        fresh = [
            {"key": "", "label": "", "color": HUES[(len(rows) + n) % 12][0]}
            for n in range(EMPTY_ROWS)
        ]
        return [*rows, *fresh]

    def has_choices(self) -> bool:
        """Whether choices are asked for: always for a new field, whose kind is still open."""
        return self.field is None or self.field.kind in ("choice", "choices")


def _row(choice: dict[str, Any], language: str) -> dict[str, str]:
    labels = choice["labels"]
    label = labels.get(language) or next(iter(labels.values()), "")
    return {"key": str(choice["key"]), "label": label, "color": str(choice.get("color", ""))}


def start_of(field: CustomField, language: str) -> dict[str, Any]:
    """The form's values for a field that stands."""
    labels = {f"label_{code}": field.labels.get(code, "") for code, _name in LANGUAGES}
    told = {
        "help": field.help.get(language, ""),
        "required": field.required,
        "section": field.section,
    }
    return labels | told
