"""The form of a new record, made from the catalogue: the essential fields, and the others folded."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property

from quen.fields.catalogue import Field
from quen.fields.forms.controls import control_of, has_control
from quen.fields.record_pages import RecordPage
from quen.fields.record_values import Pair, pointed_at, showing_for


class NewForm(forms.Form):
    """Controls by field key; what they hold is judged by the action, so that all words come from there."""

    use_required_attribute = False

    def __init__(
        self, known: RecordPage, user: Any, start: Mapping[str, Any], **facts: Any
    ) -> None:
        super().__init__(**facts)
        self.known, self.user = known, user
        self.described = self._described()
        self.showing = showing_for(user, self._pairs(start))
        for key, field in self.described.items():
            control = control_of(field, new=True)
            value = start.get(key)
            self.fields[key] = forms.Field(
                label=str(field.label),
                help_text=str(field.help),
                required=False,
                widget=control.widget(field, self.showing, value),
                initial=control.begin(field, value, self.showing),
            )
            self.fields[key].required = field.required  # the star; nothing is validated here
        if not self.is_bound and self.fields:
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def _described(self) -> dict[str, Field]:
        mine = self.known.fields(self.user)
        writable = {
            key: field
            for key, field in mine.items()
            if has_control(field)
            and self.user.may_write_field(field.right)
            and key != "birthday_calendar"
        }
        first = [key for key in self.known.essential if key in writable]
        needed = [key for key, field in writable.items() if field.required and key not in first]
        return {key: writable[key] for key in dict.fromkeys([*first, *needed, *writable])}

    def _pairs(self, start: Mapping[str, Any]) -> set[Pair]:
        asked = {
            **start,
            **{key: self.data.get(key) for key in self.described if self.data.get(key)},
        }
        found = (
            pointed_at(self.described[key], value)
            for key, value in asked.items()
            if key in self.described
        )
        return {pair for pair in found if pair}

    @cached_property
    def essential(self) -> list[forms.BoundField]:
        """What is asked at once."""
        return [self[key] for key in self.fields if self._is_essential(key)]

    @cached_property
    def others(self) -> list[forms.BoundField]:
        """What can be filled in as well."""
        return [self[key] for key in self.fields if not self._is_essential(key)]

    @property
    def open_others(self) -> bool:
        """Whether something among the others was refused."""
        return any(bound.errors for bound in self.others)

    def _is_essential(self, key: str) -> bool:
        return key in self.known.essential or self.described[key].required

    def given(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        told: dict[str, Any] = {}
        for key, field in self.described.items():
            control = control_of(field, new=True)
            raw = self.fields[key].widget.value_from_datadict(self.data, self.files, key)
            for name, value in control.given(field, raw).items():
                if value not in (None, "", [], {}):
                    told[name] = value
        return told

    def keep(self, given: dict[str, Any]) -> dict[str, Any]:
        """Files that are kept already need not be sent again when something else is refused."""
        for key, field in self.described.items():
            if field.kind == "file":
                self.fields[key].widget.kept = given.get(field.write) or {}
        return given

    def refuse(self, errors: Mapping[str, str], message: str) -> None:
        """Show the action's words at their fields; those of no field stand on top."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}
        written = {field.write: key for key, field in self.described.items()}
        for name, words in errors.items():
            key = name if name in self.fields else written.get(name)
            self.add_error(key, words)
        if not self._errors:
            self.add_error(None, message)
