"""Whether one colleague holds as much as another: nobody hands out or takes over more (SR-11)."""

from typing import Any

from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.accounts.models.role import REACHES
from quen.kit.refused import Refused


def holds_as_much(by: Any, user: Any) -> bool:
    """Whether each right of `user` reaches no further than the same right of `by`."""
    return _reads_as_much(by, user) and all(
        REACHES.index(reach) <= REACHES.index(by.reach(key)) for key, reach in user.grants.items()
    )


def sees_as_much(by: Any, user: Any) -> bool:
    """Whether everything that `user` may see and do lies within what `by` may see and do."""
    fields = all(by.may_read_field(key) or not user.may_read_field(key) for key in by.field_rights)
    return (
        fields
        and _reads_as_much(by, user)
        and all(_covers(by, user, key, reach) for key, reach in user.grants.items())
    )


def _reads_as_much(by: Any, user: Any) -> bool:
    """Whoever reads numbers masked does not act for somebody who reads them whole."""
    return not by.masked or bool(user.masked)


def check_over(by: User | None, user: User) -> None:
    """Raise Refused where `by` would take over a colleague who may do more. None is the command line."""
    if by is not None and by.pk != user.pk and not holds_as_much(by, user):
        raise Refused(_("%s may do more than you may; ask an administrator.") % user.full_name)


def _covers(by: Any, user: Any, key: str, theirs: str) -> bool:
    mine = by.reach(key)
    if mine == "all" or by.pk == user.pk:
        return bool(mine)
    within = {"tree": by.team_tree(), "team": [by.team_id]}.get(mine, [])
    return user.team_id in within and REACHES.index(theirs) <= REACHES.index(mine)
