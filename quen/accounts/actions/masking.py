"""Which roles read phones and mails masked, and how many of them shown whole are unusual."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts import events
from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role, User
from quen.kit import workspace
from quen.kit.models import Workspace
from quen.kit.refused import Refused
from quen.timeline.log import record

MANAGE = "accounts.manage_roles"


@transaction.atomic
def set_masking(*, roles: Iterable[Role], own: bool, reveals_an_hour: int, by: User) -> Workspace:
    """Mask phones and mails for these roles and for no others, by one event.

    `own` says whether also of customers that the reader owns; `reveals_an_hour` how many values shown
    whole within an hour are told to the administrators. Raises Refused where nobody who manages roles
    would read them whole, and for who would open what is masked for themselves.
    """
    Workspace.objects.get_or_create(pk=1)
    now = Workspace.objects.select_for_update().get(pk=1)
    chosen, every = {role.pk for role in roles}, list(Role.objects.select_for_update())
    was = [role.pk for role in every if role.masked]
    if by.masked and set(was) - chosen:
        raise Refused(_("You read phones and mails masked yourself; ask an administrator."))
    facts = {"masks": bool(chosen), "masks_own": own, "reveals_an_hour": reveals_an_hour}
    changes = _changes(now, facts, every, chosen)
    if not changes:
        return now
    Role.objects.filter(pk__in=chosen).update(masked=True)
    Role.objects.exclude(pk__in=chosen).update(masked=False)
    refresh(User.objects.select_related("team"))
    _check_somebody_reads()
    record(events.WorkspaceChanged(changes=changes), on=[by], by=by)
    return workspace.change_workspace(**facts)


def _changes(
    now: Workspace, facts: dict[str, Any], roles: Iterable[Role], chosen: set[int]
) -> dict[str, Any]:
    told = {key: [getattr(now, key), value] for key, value in facts.items() if key != "masks"}
    before = sorted(role.name for role in roles if role.masked)
    told["masked_roles"] = [before, sorted(role.name for role in roles if role.pk in chosen)]
    return {key: pair for key, pair in told.items() if pair[0] != pair[1]}


def _check_somebody_reads() -> None:
    """Else nobody could ever end it."""
    people = User.objects.active().filter(masked=False)
    if not any(one.can(MANAGE) for one in people):
        words = _("Somebody who may manage roles must go on reading phones and mails whole.")
        raise Refused(words, errors={"roles": words})
