"""What people show beside records: company, people, branches, relations, consents."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.visibility import may
from quen.kit import days
from quen.kit.panels import panel
from quen.kit.records import TYPES, type_of
from quen.people.actions.consents import CHANNELS
from quen.people.models import (
    Company,
    ConsentEntry,
    ConsentPurpose,
    Contact,
    Relation,
    RelationKind,
)

SHOWN = 12
ENDS = ("contact", "company")
CHANNEL_WORDS = {
    "email": gettext_lazy("E-mail"),
    "sms": "SMS",
    "zalo": "Zalo",
    "line": "LINE",
    "facebook": "Facebook",
    "phone": gettext_lazy("Phone"),
}


def declare() -> None:
    """Lend the panels (once, at start)."""
    lines = {"template": "people/lines_panel.html"}
    panel(
        "company",
        "people",
        label=gettext_lazy("People"),
        needs="people.view_contact",
        facts=people,
        order=15,
        **lines,
    )
    panel(
        "company",
        "family",
        label=gettext_lazy("Group of companies"),
        needs="people.view_company",
        facts=family,
        order=40,
        **lines,
    )
    for type_key in ENDS:
        panel(
            type_key, "relations", label=gettext_lazy("Relations"), template="people/relations_panel.html",
            needs=f"people.view_{type_key}", facts=relations, order=50,
        )  # fmt: skip
    panel(
        "contact", "consents", label=gettext_lazy("Consent"), template="people/consents_panel.html",
        needs="people.view_contact", facts=consents, order=60,
    )  # fmt: skip


def people(company: Any, user: Any) -> dict[str, Any]:
    """The company's people, the last active first."""
    rows = (
        Contact.objects.visible_to(user)
        .filter(company=company)
        .order_by("-last_activity_at", "-id")
    )
    job = user.may_read_field("contact.job_title")
    items = [
        {
            "title": it.shown_name,
            "url": reverse("people:contact", args=[it.pk]),
            "sub": it.job_title if job else "",
        }
        for it in rows[:SHOWN]
    ]
    add = (
        f"{reverse('people:contact_new')}?company_id={company.pk}"
        if user.can("people.add_contact")
        else ""
    )
    return {"items": items, "add": add, "none": _("Nobody works here yet.")}


def family(company: Any, user: Any) -> dict[str, Any] | None:
    """The parent and the branches; nothing where the company stands alone."""
    items = []
    if company.parent_id and company.parent:
        items.append(
            _end("company", company.parent, user, sub=_("Parent company"), icon="building-arch")
        )
    for branch in (
        Company.objects.visible_to(user).filter(parent=company).order_by("name_key")[:SHOWN]
    ):
        items.append(_end("company", branch, user, sub=_("Branch"), icon="building"))
    return {"items": items} if items else None


def _end(type_key: str, record: Any, user: Any, **facts: Any) -> dict[str, Any]:
    """A record as a line: its name, and a link where this user may open it."""
    known = TYPES[type_key]
    seen = record.deleted_at is None and user.can(known.capability) and may(record, user, "view")
    return {"title": known.title(record), "url": known.url(record.pk) if seen else "", **facts}


def relations(record: Any, user: Any) -> dict[str, Any]:
    """Relations from both ends, each read from this record's side."""
    here = type_of(record)
    rows = [
        *Relation.objects.filter(from_type=here, from_id=record.pk)[:SHOWN].select_related("kind")
    ]
    back = [*Relation.objects.filter(to_type=here, to_id=record.pk)[:SHOWN].select_related("kind")]
    others = {(r.to_type, r.to_id) for r in rows} | {(r.from_type, r.from_id) for r in back}
    found = _records(others)
    lines = [_relation(r, r.kind.label, (r.to_type, r.to_id), found, user) for r in rows]
    lines += [
        _relation(r, r.kind.reverse_label, (r.from_type, r.from_id), found, user) for r in back
    ]
    editable = may(record, user, "change")
    add = reverse("people:relation_new", args=[here, record.pk]) if editable else ""
    return {"lines": [line for line in lines if line], "add": add, "editable": editable}


def _records(pairs: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for key in {key for key, _pk in pairs}:
        ids = [pk for one, pk in pairs if one == key]
        found |= {(key, row.pk): row for row in TYPES[key].model._base_manager.filter(pk__in=ids)}
    return found


def _relation(
    row: Relation, label: str, other: tuple[str, int], found: dict[tuple[str, int], Any], user: Any
) -> dict[str, Any] | None:
    record = found.get(other)
    if record is None:
        return None
    return {"pk": row.pk, "label": label, "note": row.note, **_end(other[0], record, user)}


def kinds_for(type_key: str) -> list[dict[str, Any]]:
    """Ways to link a record of this type: the kind, the direction, what stands at the other end."""
    told = []
    for kind in RelationKind.objects.all():
        if kind.from_type == type_key:
            told.append({"key": f"{kind.pk}+", "label": kind.label, "other": kind.to_type})
        if kind.to_type == type_key and kind.label != kind.reverse_label:
            told.append(
                {"key": f"{kind.pk}-", "label": kind.reverse_label, "other": kind.from_type}
            )
    return told


def consents(contact: Any, user: Any) -> dict[str, Any]:
    """What holds now by purpose and channel, and the ledger behind it."""
    entries = list(
        ConsentEntry.objects.filter(contact=contact).select_related("purpose", "by")[:50]
    )
    newest: dict[tuple[int, str], ConsentEntry] = {}
    for entry in entries:
        newest.setdefault((entry.purpose_id, entry.channel), entry)
    editable = may(contact, user, "change")
    return {
        "lines": [_consent(entry, user) for entry in newest.values()],
        "ledger": [_consent(entry, user) for entry in entries],
        "purposes": [(p.pk, p.label) for p in ConsentPurpose.objects.all()] if editable else [],
        "channels": [(key, channel_word(key)) for key in CHANNELS],
        "url": reverse("people:consent_write", args=[contact.pk]),
        "editable": editable,
    }


def channel_word(key: str) -> str:
    """What a channel is called."""
    return str(CHANNEL_WORDS.get(key, key))


def _consent(entry: ConsentEntry, user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    return {
        "purpose": entry.purpose.label,
        "purpose_pk": entry.purpose_id,
        "channel": entry.channel,
        "channel_word": channel_word(entry.channel),
        "given": entry.given,
        "when": days.shown_moment(entry.at, user.zone, user.language, era),
        "source": entry.source,
        "wording": entry.wording,
        "by": entry.by.full_name if entry.by else "",
    }
