"""The pages of contacts and companies: heads, facts that need more than a column, special editors."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.visibility import may
from quen.fields.actions.tags import tags_of
from quen.fields.catalogue import Field
from quen.fields.forms import widgets
from quen.fields.forms.controls import Control, special
from quen.fields.record_pages import record_page
from quen.fields.record_values import Showing, told_as
from quen.kit import days
from quen.people.facts import address_facts, handle_short
from quen.people.models import Address, Handle, Stage, Stay
from quen.people.staging import stages

_NO_YEAR = re.compile(r"--(\d\d)-(\d\d)")


def declare() -> None:
    """Lend both pages and their special editors (once, at start)."""
    _contact()
    _company()
    for type_key in ("contact", "company"):
        for kind, listed in (("phone", "phones"), ("email", "emails")):
            special(type_key, kind, _handle_control(kind, listed))
        special(type_key, "address", ADDRESS)
    special("contact", "birthday", BIRTHDAY)
    told_as("contact", "birthday", told_birthday)


def _contact() -> None:
    record_page(
        "contact",
        name="full_name",
        head=contact_head,
        list_url=lambda: reverse("people:contacts"),
        new_url=lambda: reverse("people:contact_new"),
        related=("owner", "company"),
        values=contact_values,
        first=("email", "phone", "address", "owner_id", "source", "tags", "company_id"),
        left_out=frozenset(
            ("full_name", "lifecycle_stage", "score", "next_step_at", "stage_entered_at", "team_id",
             "birthday_calendar", "province", "created_at", "last_activity_at")
        ),
        besides=lambda user: _address("contact", "full_name", user),
        essential=("full_name", "phone", "email", "company_id", "job_title", "lifecycle_stage", "source"),
    )  # fmt: skip


def _company() -> None:
    record_page(
        "company",
        name="name",
        head=company_head,
        list_url=lambda: reverse("people:companies"),
        new_url=lambda: reverse("people:company_new"),
        related=("owner", "parent"),
        values=company_values,
        first=(
            "industry",
            "phone",
            "email",
            "website",
            "tax_id",
            "address",
            "owner_id",
            "source",
            "tags",
        ),
        left_out=frozenset(("name", "team_id", "created_at", "last_activity_at")),
        besides=lambda user: _address("company", "name", user),
        essential=("name", "tax_id", "phone", "email", "industry", "website"),
    )


def _address(type_key: str, right: str, user: Any) -> Sequence[Field]:
    """The address as a fact: who may read and write the name may read and write it."""
    if not user.may_read_field(f"{type_key}.{right}") or not user.may_read_field(
        f"{type_key}.province"
    ):
        return ()
    write = "addresses" if user.may_write_field(f"{type_key}.{right}") else ""
    return (Field(type_key, "address", gettext_lazy("Address"), "text", write=write),)


def contact_values(contact: Any, user: Any) -> dict[str, Any]:
    """Tags, handles and addresses: one query each."""
    return {
        **_parts("contact", contact),
        "birthday": [contact.birthday, contact.birthday_calendar] if contact.birthday else "",
    }


def company_values(company: Any, user: Any) -> dict[str, Any]:
    """Tags, handles and addresses: one query each."""
    return _parts("company", company)


def _parts(type_key: str, it: Any) -> dict[str, Any]:
    rows = list(Handle.objects.filter(**{type_key: it}))
    return {
        "tags": [tag.name for tag in tags_of(type_key, [it.pk])[it.pk]],
        "phone": [handle_short(row, with_kind=False) for row in rows if row.kind == "phone"],
        "email": [handle_short(row, with_kind=False) for row in rows if row.kind == "email"],
        "address": address_facts(Address.objects.filter(**{type_key: it})),
    }


def contact_head(contact: Any, user: Any, showing: Showing) -> dict[str, Any]:
    """Stage with its time and reason, the next step, the owner."""
    stage = next((s for s in stages() if s.pk == contact.stage_id), None)
    stay = Stay.objects.filter(contact=contact, left_at=None).first()
    readable = user.may_read_field("contact.lifecycle_stage")
    return {
        "template": "people/contact_state.html",
        "subtitle": _subtitle(contact, user, showing),
        "stage": {"label": _staged(stage), "loop": _tone(stage.loop), "key": stage.key}
        if stage and readable
        else None,
        "since": _since(contact.stage_entered_at, showing),
        "why": _why(contact, stay, stage, showing) if stage and readable else "",
        "choices": [(s.key, s.label) for s in stages() if s.removed_at is None],
        "stage_url": reverse("people:contact_stage", args=[contact.pk]),
        "may_move": may(contact, user, "change")
        and user.may_write_field("contact.lifecycle_stage"),
        "owner": contact.owner.full_name
        if contact.owner and user.may_read_field("contact.owner_id")
        else "",
        **next_step(contact, showing),
    }


def company_head(company: Any, user: Any, showing: Showing) -> dict[str, Any]:
    """The line of business and the owner."""
    told = [company.industry] if user.may_read_field("company.industry") else []
    owner = (
        company.owner.full_name if company.owner and user.may_read_field("company.owner_id") else ""
    )
    return {
        "template": "people/company_state.html",
        "subtitle": " · ".join(filter(None, told)),
        "owner": owner,
    }


def next_step(record: Any, showing: Showing) -> dict[str, Any]:
    """When the next step is due, and whether it is late."""
    at = record.next_step_at
    if at is None:
        return {"next": "", "next_late": False}
    told = days.ago(at, timezone.now(), showing.language, showing.zone, showing.era)
    today = days.business_day(timezone.now(), showing.zone)
    return {"next": told, "next_late": days.business_day(at, showing.zone) < today}


def _staged(stage: Stage) -> str:
    """ "SQL · Convert": the stage and its place in the loop."""
    return " · ".join(filter(None, (stage.label, str(stage.get_loop_display() or ""))))


def _tone(loop: str) -> str:
    return "loyal" if loop == "loyalty" else loop


def _subtitle(contact: Any, user: Any, showing: Showing) -> SafeString:
    job = contact.job_title if user.may_read_field("contact.job_title") else ""
    company: SafeString | str = ""
    if contact.company and user.may_read_field("contact.company_id"):
        name = contact.company.name
        url = reverse("people:company", args=[contact.company_id])
        seen = ("company", contact.company_id) in showing.linked
        company = format_html('<a href="{}">{}</a>', url, name) if seen else name
    return format_html("{}{}{}", job, " · " if job and company else "", company)


def _since(at: Any, showing: Showing) -> str:
    return days.ago(at, timezone.now(), showing.language, showing.zone, showing.era)


def _why(contact: Any, stay: Stay | None, stage: Any, showing: Showing) -> str:
    """ "MQL since 3 Nov because: …", with the round where it is not the first."""
    day = days.shown_day(
        days.business_day(contact.stage_entered_at, showing.zone), showing.language, showing.era
    )
    facts = {
        "stage": stage.label,
        "day": day,
        "why": stay.why if stay else "",
        "round": contact.round,
    }
    told = (
        _("%(stage)s since %(day)s because: %(why)s")
        if facts["why"]
        else _("%(stage)s since %(day)s")
    )
    again = " · " + _("round %(round)d") % facts if contact.round > 1 else ""
    return told % facts + again


def told_birthday(value: Any, showing: Showing) -> str:
    """14/03/1988, 14/03, with the calendar where it is the lunar one."""
    text, calendar = value if isinstance(value, list) else (value, "solar")
    if match := _NO_YEAR.fullmatch(str(text)):
        told = f"{match[2]}/{match[1]}"
    else:
        told = days.shown_day(date.fromisoformat(str(text)), showing.language, showing.era)
    return _("%s (lunar calendar)") % told if calendar == "lunar" else told


def _handle_control(kind: str, listed: str) -> Control:
    return Control(
        widget=lambda known, showing, value: widgets.Handles(kind),
        given=lambda known, raw: {listed: raw},
        reads=listed,
    )


def _begun_birthday(known: Field, value: Any, showing: Showing) -> Any:
    text, calendar = value if isinstance(value, list) else (value or "", "solar")
    told = told_birthday([text, "solar"], showing) if text else ""
    return told, calendar


ADDRESS = Control(
    widget=lambda known, showing, value: widgets.Address(),
    given=lambda known, raw: {"addresses": raw},
    reads="addresses",
)
BIRTHDAY = Control(
    widget=lambda known, showing, value: widgets.Birthday(),
    begin=_begun_birthday,
    given=lambda known, raw: {
        "birthday": raw[0],
        **({"birthday_calendar": raw[1]} if raw[1] else {}),
    },
)
