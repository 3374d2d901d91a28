"""What is filled in about a care plan and its lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.models import Role
from quen.automation.telling import kinds_words
from quen.kit.records import TYPES
from quen.people.forms import Worded
from quen.work.actions.caring import MOST_DAYS
from quen.work.actions.caring import TYPES as CARED
from quen.work.care.starts import STARTS
from quen.work.models import CareLine, CarePlan


class PlanForm(Worded):
    """A plan: its name, what it goes along with, what it starts on."""

    worded = (("labels", gettext_lazy("Name"), False),)
    _KEYS = ("type", "starts_on", "stops_on_answer", "is_shown")

    type = forms.ChoiceField(label=gettext_lazy("For"))
    starts_on = forms.ChoiceField(label=gettext_lazy("Starts by itself on"), required=False)
    stops_on_answer = forms.BooleanField(
        label=gettext_lazy("Stops when the customer answers: a message, a call of theirs, a booking, a yes or no to a quote"),
        required=False,
    )  # fmt: skip
    is_shown = forms.BooleanField(
        label=gettext_lazy("The customer can follow it on a page of their own"), required=False
    )

    def __init__(self, plan: CarePlan | None, **facts: Any) -> None:
        initial = {key: getattr(plan, key) for key in self._KEYS} if plan else {}
        start = {"labels": plan.labels} if plan else None
        super().__init__(start=start, initial=initial, **facts)
        self.fields["type"].choices = [(key, TYPES[key].label) for key in CARED]  # type: ignore[attr-defined]
        kinds = [(kind, kinds_words([kind])) for kind in STARTS]
        self.fields["starts_on"].choices = [("", _("nothing: it is assigned")), *kinds]  # type: ignore[attr-defined]
        self.order_fields(["labels_vi", "labels_th", "labels_en"])

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {"labels": self.words("labels"), **{k: self.cleaned_data[k] for k in self._KEYS}}


class LineForm(Worded):
    """A line: when, what, by whom, in which words."""

    worded = (
        ("labels", gettext_lazy("What is done (subject of a mail)"), False),
        ("texts", gettext_lazy("Words; {name} is the customer"), True),
        ("shown", gettext_lazy("What the customer reads on their page"), False),
    )
    _KEYS = ("days", "working", "kind", "whom")

    days = forms.IntegerField(
        label=gettext_lazy("Days after the start"), min_value=0, max_value=MOST_DAYS
    )
    working = forms.BooleanField(label=gettext_lazy("Count working days only"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CareLine.Kind.choices)
    whom = forms.ChoiceField(label=gettext_lazy("By whom"))

    def __init__(self, line: CareLine | None, roles: list[Role], **facts: Any) -> None:
        given = line or CareLine()
        start = {name: getattr(given, name) for name in ("labels", "texts", "shown")}
        initial = {key: getattr(given, key) for key in self._KEYS}
        super().__init__(start=start, initial=initial, **facts)
        named = [(f"role:{role.key}", role.label) for role in roles]
        self.fields["whom"].choices = [("owner", _("the record's owner")), *named]  # type: ignore[attr-defined]
        self.order_fields([*self._KEYS, "labels_vi", "labels_th", "labels_en"])

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        told = {name: self.words(name) for name in ("labels", "texts", "shown")}
        return told | {key: self.cleaned_data[key] for key in self._KEYS}


def roles() -> list[Role]:
    """The roles that a line may go to."""
    return list(Role.objects.order_by("name"))
