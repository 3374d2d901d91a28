"""What work lends to flows: planning a task, writing a note, mailing the customer."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.models import User
from quen.automation.steps import step
from quen.channels.actions.outbox import plan_mail
from quen.kit import records
from quen.kit.opening import company_calendar
from quen.kit.refused import Refused
from quen.kit.workspace import today, workspace
from quen.people.models import Contact
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task
from quen.work.models import Task


class TaskInput(forms.Form):
    """`whom` is "owner" (of the record; else in whose name it runs) or "role:key"; a day is the next working
    one after `in_days`."""

    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=Task.Kind.choices, required=False)
    text = forms.CharField(max_length=4000, required=False)
    whom = forms.CharField(max_length=60, required=False)
    in_days = forms.IntegerField(min_value=0, max_value=3650, required=False)


@step("task.add", label=gettext_lazy("Plan"), needs="work.add_task", asks=TaskInput)
def plan_task(record: Any, *, by: User, title: str, kind: str, text: str, whom: str, in_days: int | None) -> dict[str, Any]:  # fmt: skip
    """A task, call or meeting on the record."""
    owner = whose(record, whom or "owner", by)
    day = company_calendar().next_working(_morning(in_days or 0)).astimezone(_zone()).date()
    kind = kind or Task.Kind.TASK
    at = datetime.combine(day, time(9), _zone()) if kind == Task.Kind.MEETING else None
    made = add_task(
        title=title, by=by, owner=owner, kind=kind, text=text, due_on=day, at=at,
        type_key=records.type_of(record), record_id=record.pk,
    )  # fmt: skip
    return {"task": made.pk}


def _morning(in_days: int) -> datetime:
    return datetime.combine(today() + timedelta(days=in_days), time(0), _zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(workspace().zone)


def whose(record: Any, whom: str, by: User) -> User:
    """Who gets what a flow plans: the record's owner, or the colleague with a role who has the least to do.

    Where the owner is away for good or none, in whose name it runs. Raises Refused for an empty role.
    """
    if whom.startswith("role:"):
        return _least_busy(record, whom.removeprefix("role:"))
    owner: User | None = getattr(record, "owner", None)
    return owner if owner is not None and owner.is_active else by


def _least_busy(record: Any, role: str) -> User:
    users = User.objects.filter(roles__key=role, is_active=True).distinct().order_by("pk")
    key = records.type_of(record)
    seeing = [one for one in users if records.visible(key, record.pk, one)]
    if not seeing:
        raise Refused(_("Nobody with this role may see the record."))
    return min(seeing, key=lambda one: Task.objects.open().filter(owner=one).count())


class NoteInput(forms.Form):
    text = forms.CharField(max_length=4000)


@step("note.add", label=gettext_lazy("Write a note"), needs="work.add_note", asks=NoteInput)
def write_note(record: Any, *, by: User, text: str) -> dict[str, Any]:
    """A note on the record."""
    return {"note": add_note(records.type_of(record), record.pk, text, by=by).pk}


class MailInput(forms.Form):
    """`key` is made of the run, so that the same mail never goes twice."""

    subject = forms.CharField(max_length=200)
    text = forms.CharField(max_length=8000)
    key = forms.CharField(max_length=100, required=False)


@step("mail.send", label=gettext_lazy("Mail the customer"), needs="work.add_task", asks=MailInput, on="contact deal")  # fmt: skip
def mail_customer(record: Any, *, by: User, subject: str, text: str, key: str) -> dict[str, Any]:
    """A mail to the customer; answers go to the record's owner. Raises Refused without an address."""
    contact = record if isinstance(record, Contact) else record.contact
    if contact is None or not contact.email:
        raise Refused(_("The customer has no e-mail address."))
    said = text.replace("{name}", contact.full_name)
    sender = whose(record, "owner", by)
    signed = "\n\n".join(filter(None, (said, sender.signature or sender.full_name)))
    planned = plan_mail(
        recipient=contact.email, subject=subject, text=signed,
        headers={"Reply-To": sender.email}, key=key,
    )  # fmt: skip
    return {"mail": planned.pk}
