"""Forms of the settings: stages, kinds of relations, purposes of consent."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.people.models import Stage

LANGUAGES = (("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English"))
ENDS = (("contact", gettext_lazy("Customer")), ("company", gettext_lazy("Company")))


class Worded(forms.Form):
    """Words in three languages, under one name each ("labels_vi")."""

    use_required_attribute = False
    worded: tuple[tuple[str, Any, bool], ...] = ()

    def __init__(self, start: dict[str, dict[str, str]] | None = None, **facts: Any) -> None:
        super().__init__(**facts)
        for name, label, long in self.worded:
            for code, language in LANGUAGES:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} · {language}", required=False, max_length=2000 if long else 80,
                    initial=((start or {}).get(name) or {}).get(code, ""),
                    widget=forms.Textarea({"rows": 3}) if long else forms.TextInput(),
                )  # fmt: skip

    def words(self, name: str) -> dict[str, str]:
        """The words under `name`, by language."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code, _language in LANGUAGES}

    def refuse(self, errors: dict[str, str], message: str) -> None:
        """Show an action's words at their fields."""
        for name, told in errors.items():
            key = f"{name}_vi" if f"{name}_vi" in self.fields else name
            self.add_error(key if key in self.fields else None, told)
        if not self.errors:
            self.add_error(None, message)


class StageForm(Worded):
    """A lifecycle stage; the entry rule is a condition over contacts, as JSON."""

    worded = (("labels", gettext_lazy("Name"), False),)

    loop = forms.ChoiceField(
        label=gettext_lazy("Place in the loop"), required=False,
        choices=[("", gettext_lazy("Outside the loop")), *Stage.Loop.choices],
    )  # fmt: skip
    team = forms.ChoiceField(label=gettext_lazy("Team that owns it"), required=False)
    call_within_minutes = forms.IntegerField(
        label=gettext_lazy("Call within (minutes)"), required=False, min_value=1, max_value=100_000
    )
    entry_rule = forms.CharField(
        label=gettext_lazy("Entry rule"),
        required=False,
        widget=forms.HiddenInput(),
        max_length=20_000,
    )

    def __init__(self, teams: list[Any], **facts: Any) -> None:
        super().__init__(**facts)
        self.teams = {str(team.pk): team for team in teams}
        choices = [("", "—"), *((key, team.name) for key, team in self.teams.items())]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
        self.order_fields([*(f"labels_{code}" for code, _language in LANGUAGES), "loop", "team"])

    def clean_entry_rule(self) -> Any:
        return read_rule(self.cleaned_data["entry_rule"])

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "labels": self.words("labels"),
            "loop": given["loop"],
            "team": self.teams.get(given["team"]),
            "call_within_minutes": given["call_within_minutes"],
            "entry_rule": given["entry_rule"],
        }


def read_rule(text: str) -> dict[str, Any]:
    """A condition from the builder's JSON; nothing for an empty one. Raises ValidationError."""
    try:
        rule = json.loads(text.strip()) if text.strip() else {}
    except ValueError:
        rule = None
    if not isinstance(rule, dict):
        raise forms.ValidationError(
            _('This is no condition. It looks like {"field": …, "op": …, "value": …}.')
        )
    # The builder without a condition writes an empty group, which would let everybody in.
    return {} if rule in ({"all": []}, {"any": []}) else rule


class RelationKindForm(Worded):
    """A kind of relation, read from both ends."""

    worded = (
        ("labels", gettext_lazy("Read from the first"), False),
        ("reverse_labels", gettext_lazy("Read from the second"), False),
    )

    def __init__(self, new: bool, **facts: Any) -> None:
        super().__init__(**facts)
        if new:
            self.fields["from_type"] = forms.ChoiceField(label=_("First"), choices=ENDS)
            self.fields["to_type"] = forms.ChoiceField(label=_("Second"), choices=ENDS)

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        told = {"labels": self.words("labels"), "reverse_labels": self.words("reverse_labels")}
        return told | {
            k: self.cleaned_data[k] for k in ("from_type", "to_type") if k in self.fields
        }


class PurposeForm(Worded):
    """A purpose of consent and the wording that customers are shown."""

    worded = (("labels", gettext_lazy("Name"), False), ("wordings", gettext_lazy("Wording"), True))

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {"labels": self.words("labels"), "wordings": self.words("wordings")}
