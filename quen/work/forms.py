"""What is asked for a task, a call or a meeting."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quen.kit.refused import Refused
from quen.work.models import Task
from quen.work.planning import MORNING, due_moment, moment_of, reminder


class TaskForm(forms.Form):
    """A task's facts; colleagues come as a ready list. Hours are the owner's own."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Kind"), choices=Task.Kind.choices, required=False)
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=10080)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    remind = forms.CharField(
        label=_("Remind"),
        required=False,
        max_length=60,
        help_text=_("As “45 minutes”, “1 day” before it is due, or “tomorrow 9:00”."),
    )
    repeats = forms.ChoiceField(label=_("Repeats"), choices=Task.Repeats.choices, required=False)
    owner = forms.CharField(label=_("Owner"), required=False, widget=forms.Select())
    text = forms.CharField(
        label=_("Details"), required=False, widget=forms.Textarea({"rows": 3}), max_length=20_000
    )

    def __init__(self, colleagues: list[Any], zone: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.zone = zone
        self.colleagues = {str(one.pk): one for one in colleagues}
        choices = [(key, one.full_name) for key, one in self.colleagues.items()]
        self.fields["owner"].widget.choices = choices

    def clean_owner(self) -> Any:
        return self.colleagues.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        owner = given.get("owner")
        zone = owner.zone if owner else self.zone
        given["at"] = moment_of(given.get("due_on"), given.get("hour"), zone)
        given["remind_at"] = self._reminder(given, zone)
        return given

    def _reminder(self, given: dict[str, Any], zone: str) -> datetime | None:
        due = given["at"] or moment_of(given.get("due_on"), MORNING, zone)
        try:
            return reminder(given.get("remind") or "", due, timezone.now(), zone)
        except Refused as refused:
            self.add_error("remind", str(refused.message))
            return None

    @property
    def facts(self) -> dict[str, Any]:
        """What the form says, as the actions take it; what it did not ask for is left out."""
        keys = ("due_on", "at", "minutes", "place", "remind_at", "repeats", "text")
        asked = {"at": "hour", "remind_at": "remind"}
        given = {k: self.cleaned_data[k] for k in keys if asked.get(k, k) in self.data}
        return {"title": self.cleaned_data["title"], "owner": self.cleaned_data["owner"], **given}


def start_of(task: Task, zone: str) -> dict[str, Any]:
    """What the form of a task begins with, in the owner's hours."""
    keys = ("kind", "title", "due_on", "minutes", "place", "repeats", "text")
    hour = timezone.localtime(task.at, timezone=_zone(zone)).time() if task.at else None
    start = {key: getattr(task, key) for key in keys}
    return start | {"hour": hour, "owner": task.owner_id, "remind": _ahead(task, zone)}


def _zone(name: str) -> Any:
    return ZoneInfo(name)


def _ahead(task: Task, zone: str) -> str:
    """The reminder as one would type it: whole minutes before it is due, or the moment itself."""
    due = due_moment(task, zone)
    if task.remind_at is None:
        return ""
    if due is None or due < task.remind_at:
        return timezone.localtime(task.remind_at, timezone=_zone(zone)).strftime("%d/%m/%Y %H:%M")
    return f"{int((due - task.remind_at).total_seconds() // 60)} m"
