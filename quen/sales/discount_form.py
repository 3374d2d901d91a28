"""The limits of all roles on one form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from quen.accounts.models import Role


class LimitsForm(forms.Form):
    """A percentage for each role; empty for no limit."""

    use_required_attribute = False

    def __init__(self, roles: list[Role], limits: Mapping[int, Decimal], **facts: Any) -> None:
        super().__init__(**facts)
        self._roles = roles
        for role in roles:
            self.fields[f"role-{role.pk}"] = forms.DecimalField(
                label=role.label,
                min_value=0,
                max_value=100,
                decimal_places=2,
                required=False,
                initial=limits.get(role.pk),
            )

    def wanted(self) -> dict[Role, Decimal | None]:
        """What was filled in, by role."""
        return {role: self.cleaned_data[f"role-{role.pk}"] for role in self._roles}
