"""What colleagues fill in about who stands in for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quen.accounts.forms import AskedForm
from quen.accounts.models import User


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class StandInForm(AskedForm):
    """A colleague and the days."""

    stand_in = forms.ChoiceField(label=_("Who decides in your place"))
    first = forms.DateField(label=_("From"), widget=_day())
    last = forms.DateField(label=_("Until"), widget=_day())

    def __init__(self, others: list[User], **facts: Any) -> None:
        super().__init__(**facts)
        self._others = {str(one.pk): one for one in others}
        choices = [(key, one.full_name) for key, one in self._others.items()]
        self.fields["stand_in"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean_stand_in(self) -> User | None:
        return self._others.get(self.cleaned_data["stand_in"])
