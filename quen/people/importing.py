"""Bringing in contacts, companies and colleagues."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.actions.teams import add_team, change_team
from quen.accounts.actions.users import add_user
from quen.accounts.models import Role, Team, User
from quen.fields.importing.nouns import NounWriter
from quen.fields.importing.objects import CHOICES, Batch, Outcome, Row, Target, importable
from quen.fields.importing.states import part
from quen.kit.refused import Refused
from quen.people.actions.handles import identifying
from quen.people.calling import MANY
from quen.people.import_cells import (
    EXTRA,
    PLACE,
    REACH,
    after,
    ask_after,
    consent_choices,
    fix,
    parted,
    place_choices,
)
from quen.people.looks import looks_of_companies, looks_of_people
from quen.people.matching import BY_NAME_AND_COMPANY, BY_TAX_OR_NAME, by_column, by_handles
from quen.people.models import Address, Company, ConsentEntry, Contact, Handle, Stay
from quen.people.pasting import people_in


def declare() -> None:
    """Lend the objects, and the tables that an undone import puts back (once, at start)."""
    CHOICES.update({"contacts": consent_choices, "companies": place_choices})
    for type_key, column in (("contact", "contact_id"), ("company", "company_id")):
        part(type_key, "handles", Handle, column, settle=_settle)
        part(type_key, "addresses", Address, column)
    part("contact", "stays", Stay, "contact_id")
    part("contact", "consents", ConsentEntry, "contact_id")
    _contacts()
    _companies()
    _users()


def _contacts() -> None:
    importable(
        "contacts",
        type="contact",
        label=MANY,
        needs="people.import",
        matches=("phone_or_email", "phone", "email", "name_company", "full_name"),
        extra=(*REACH, *PLACE),
        write=NounWriter(
            "contact",
            matches={
                "email": by_handles("contact", "email"),
                "phone": by_handles("contact", "phone"),
                "phone_or_email": by_handles("contact", "phone", "email"),
                "name_company": BY_NAME_AND_COMPANY,
                "full_name": by_column(Contact, "norm"),
            },
            extra=EXTRA,
            cells=parted,
            fix=fix,
            after=after,
        ),
        beside={"companies": "company_id", "deals": ">contact_id"},
        along="phone_or_email",
        looks=looks_of_people,
        paste=people_in,
        rules={
            "phone_or_email": gettext_lazy("Phone or e-mail"),
            "name_company": gettext_lazy("Name and company"),
        },
    )


def _companies() -> None:
    importable(
        "companies",
        type="company",
        label=gettext_lazy("Companies"),
        needs="people.import",
        matches=("tax_or_name", "name", "tax_id", "phone", "email"),
        extra=(*REACH, *PLACE),
        write=NounWriter(
            "company",
            matches={
                "name": by_column(Company, "norm", oldest=True),
                "tax_id": by_column(Company, "tax_id", oldest=True),
                "tax_or_name": BY_TAX_OR_NAME,
                "phone": by_handles("company", "phone"),
                "email": by_handles("company", "email"),
            },
            extra=EXTRA,
            cells=parted,
            fix=fix,
            after=ask_after,
        ),
        along="tax_or_name",
        looks=looks_of_companies,
        rules={"tax_or_name": gettext_lazy("Tax id or name")},
    )


def _users() -> None:
    importable(
        "users",
        type="",
        label=gettext_lazy("Colleagues"),
        needs="accounts.manage_users",
        matches=("email",),
        extra=(
            Target("email", gettext_lazy("E-mail"), ("email",)),
            Target("full_name", gettext_lazy("Name"), ("name", "họ tên", "ชื่อ", "sales_agent")),
            Target("role", gettext_lazy("Role"), ("vai trò", "บทบาท")),
            Target("team", gettext_lazy("Team"), ("đội", "ทีม", "regional_office")),
            Target("team_parent", gettext_lazy("Team above"), ()),
            Target("manager", gettext_lazy("Manager"), ("quản lý", "หัวหน้า")),
            Target("manager_email", gettext_lazy("Manager's e-mail"), ()),
        ),
        write=write_users,
    )


def _settle(handles: list[Handle]) -> None:
    """A value that identifies somebody else by now comes back as a shared one."""
    taken = identifying((it.kind, it.normal) for it in handles if it.identifies)
    for it in handles:
        it.identifies = it.identifies and (it.kind, it.normal) not in taken


def write_users(batch: Batch) -> Outcome:
    """Colleagues with their teams: a manager named in a row is made too, and leads the team."""
    told = Outcome()
    for number, row in batch.rows:
        try:
            with transaction.atomic():
                _write_user(row, batch.by, told)
        except Refused as refused:
            reasons = {k: str(v) for k, v in refused.errors.items()}
            told.refused[number] = reasons or {"": str(refused.message)}
    return told


def _write_user(row: Row, by: Any, told: Outcome) -> None:
    if not row.get("full_name"):
        words = _("This is required.")
        raise Refused(words, errors={"full_name": words})
    team = _team(row.get("team", ""), row.get("team_parent", ""), by)
    if row.get("manager"):
        team = _managed(row, team, by)
    if User.objects.filter(email__iexact=row.get("email", "").strip()).exists():
        told.skipped += 1
        return
    roles = [_role(row.get("role") or "sales")]
    add_user(email=row.get("email", ""), full_name=row["full_name"], by=by, roles=roles, team=team)
    told.created += 1


def _team(name: str, parent: str, by: Any) -> Team | None:
    if not name:
        return None
    above = _team(parent, "", by)
    found = Team.objects.filter(name__iexact=name).first()
    if found is None:
        return add_team(name=name, by=by, parent=above)
    if above is not None and found.parent_id is None and found.pk != above.pk:
        return change_team(found, by=by, name=found.name, parent=above)
    return found


def _managed(row: Row, region: Team | None, by: Any) -> Team:
    """The manager's own team below the region; the manager leads it."""
    name = row["manager"]
    team = Team.objects.filter(name__iexact=name).first() or add_team(
        name=name, by=by, parent=region
    )
    email = row.get("manager_email", "").strip()
    if email and not User.objects.filter(email__iexact=email).exists():
        add_user(email=email, full_name=name, by=by, roles=[_role("manager")], team=team)
    return team


def _role(key: str) -> Role:
    found = Role.objects.filter(key=key).first() or Role.objects.filter(name__iexact=key).first()
    if found is None:
        words = _("There is no role called %s.") % key
        raise Refused(words, errors={"role": words})
    return found
