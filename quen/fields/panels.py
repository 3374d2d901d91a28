"""A record's files, who follows it and with whom it is shared, beside it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quen.accounts.actions.shares import shares_of
from quen.accounts.models import Team, User
from quen.accounts.visibility import may
from quen.fields.file_lines import files_beside
from quen.fields.models.attached import HOLDERS
from quen.fields.reveals import reveals_beside
from quen.kit import days
from quen.kit.panels import panel
from quen.kit.records import type_of
from quen.timeline.notices import followers_on


def declare() -> None:
    """Lend the panel to every type that has a page (once, at start)."""
    for type_key in ("contact", "company", "deal"):
        HOLDERS.append(type_key)
        panel(
            type_key, "files", label=_("Files"), template="fields/files_panel.html",
            needs="web.use", facts=files_beside, order=35,
        )  # fmt: skip
        panel(
            type_key, "followers", label=_("Who follows this"),
            template="fields/followers_panel.html", needs="web.use", facts=followers, order=80,
        )  # fmt: skip
        panel(
            type_key, "reveals", label=_("Who looked at masked values"),
            template="fields/reveals_panel.html", needs="timeline.view_audit", facts=reveals_beside,
            order=85,
        )  # fmt: skip
        panel(
            type_key, "shares", label=_("Shared with"), template="fields/shares_panel.html",
            needs="web.use", facts=shares, order=90,
        )  # fmt: skip


def followers(record: Any, user: Any) -> dict[str, Any]:
    """Who hears of what happens here, and whether this user does."""
    about = {"type": type_of(record), "pk": record.pk}
    ids = followers_on(about["type"], record.pk)
    people = User.objects.visible_to(user).active().filter(pk__in=ids).order_by("full_name")
    names = ", ".join(one.full_name for one in people)
    return {"names": names, "mine": user.pk in ids, **about}


def shares(record: Any, user: Any) -> dict[str, Any] | None:
    """The running shares; whoever may change the record may add one. Nothing where neither is."""
    lines = [_line(one, user) for one in shares_of(record)]
    editable = may(record, user, "change")
    if not lines and not editable:
        return None
    people = User.objects.visible_to(user).filter(is_active=True).exclude(pk=user.pk)
    teams = Team.objects.visible_to(user)
    whom = [(f"user-{u.pk}", u.full_name) for u in people.order_by("full_name")] if editable else []
    groups = [(f"team-{t.pk}", t.name) for t in teams] if editable else []
    about = {"type": type_of(record), "pk": record.pk}
    return {"lines": lines, "editable": editable, "people": whom, "teams": groups, **about}


def _line(one: Any, user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    until = days.shown_moment(one.until, user.zone, user.language, era) if one.until else ""
    whom = one.user.full_name if one.user else one.team.name
    return {"pk": one.pk, "whom": whom, "until": until, "may_change": one.may_change}
