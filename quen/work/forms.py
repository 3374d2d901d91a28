"""What is asked for a task."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TaskForm(forms.Form):
    """A task's facts; colleagues come as a ready list."""

    use_required_attribute = False

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    owner = forms.CharField(label=_("Owner"), required=False, widget=forms.Select())

    def __init__(self, colleagues: list[Any], **facts: Any) -> None:
        super().__init__(**facts)
        self.colleagues = {str(one.pk): one for one in colleagues}
        choices = [(key, one.full_name) for key, one in self.colleagues.items()]
        self.fields["owner"].widget.choices = choices

    def clean_owner(self) -> Any:
        return self.colleagues.get(self.cleaned_data["owner"])
