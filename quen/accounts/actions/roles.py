"""Roles: the grid of rights."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.rights import refresh
from quen.accounts.actions.users import ADMIN, check_may_grant
from quen.accounts.models import Role, User
from quen.accounts.models.role import FIELD_RIGHTS, REACHES
from quen.accounts.rights import RIGHTS
from quen.kit.refused import Refused
from quen.timeline.log import record


@transaction.atomic
def add_role(
    *,
    name: str,
    by: User | None,
    grants: dict[str, str] | None = None,
    fields: dict[str, str] | None = None,
    key: str = "",
    masked: bool = False,
) -> Role:
    """Add a role. Raises Refused for unknown rights or more than `by` holds."""
    role = Role(name=name.strip(), key=key or _free_key(name), masked=masked)
    if not role.name:
        raise Refused(_("Give the role a name."), errors={"name": _("This is empty.")})
    role.grants, role.fields = _checked(grants or {}, fields or {})
    check_may_grant(by, [role])
    role.save()
    record(
        events.RoleChanged(name=role.name, changes={"grants": [{}, role.grants]}), on=[role], by=by
    )
    return role


@transaction.atomic
def change_role(
    role: Role, *, by: User | None, name: str, grants: dict[str, str], fields: dict[str, str]
) -> Role:
    """Change a role and everyone who has it. Raises Refused as add_role does."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    grants, fields = _checked(grants, fields)
    changes = _changes(role, name.strip(), grants, fields)
    if not changes:
        return role
    wider = Role(
        name=role.name,
        masked=role.masked,
        grants={k: v for k, v in grants.items() if role.grants.get(k) != v},
    )
    check_may_grant(by, [wider])
    _check_opened(by, role, fields)
    if role.grants.get(ADMIN) and not grants.get(ADMIN):
        _check_an_admin_stays(role)
    role.name, role.grants, role.fields = name.strip() or role.name, grants, fields
    role.version += 1
    role.save()
    refresh(role.users.select_related("team").prefetch_related("roles"))
    record(events.RoleChanged(name=role.name, changes=changes), on=[role], by=by)
    return role


def _changes(
    role: Role, name: str, grants: dict[str, str], fields: dict[str, str]
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if name and name != role.name:
        told["name"] = [role.name, name]
    if grants != role.grants:
        told["grants"] = [role.grants, grants]
    if fields != role.fields:
        told["fields"] = [role.fields, fields]
    return told


def _checked(
    grants: dict[str, str], fields: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    for key, reach in grants.items():
        if key not in RIGHTS or reach not in REACHES:
            raise Refused(_("There is no right called %s.") % key)
    for key, right in fields.items():
        if right not in FIELD_RIGHTS:
            raise Refused(_("There is no field right called %s.") % key)
    return (
        {k: v for k, v in grants.items() if v},
        {k: v for k, v in fields.items() if v != "write"},
    )


def _check_opened(by: User | None, role: Role, fields: dict[str, str]) -> None:
    """A field may be opened only by someone who may use it as much themselves (SR-11)."""
    if by is None:
        return
    for key in {*role.fields, *fields}:
        right = fields.get(key, "write")
        mine = by.field_rights.get(key, "write")
        opened = FIELD_RIGHTS.index(right) > FIELD_RIGHTS.index(role.fields.get(key, "write"))
        if opened and FIELD_RIGHTS.index(right) > FIELD_RIGHTS.index(mine):
            raise Refused(_("You cannot open the field %s: you may not use it yourself.") % key)


def _check_an_admin_stays(role: Role) -> None:
    others = Role.objects.exclude(pk=role.pk)
    admins = [r.pk for r in others if r.grants.get(ADMIN)]
    if not User.objects.active().filter(roles__in=admins).exists():
        raise Refused(_("Someone must stay who may manage colleagues."))


def _free_key(name: str) -> str:
    base = slugify(name)[:32] or "role"
    key, n = base, 2
    while Role.objects.filter(key=key).exists():
        key, n = f"{base}-{n}", n + 1
    return key
