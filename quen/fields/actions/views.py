"""Saved views are made, changed and removed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields import events
from quen.fields.actions.keeping import start_over
from quen.fields.models import SavedView
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.timeline.log import record

CONTENT = ("filter", "columns", "sort", "group_by", "layout")


@transaction.atomic
def save_view(
    type_key: str, name: str, content: Mapping[str, Any], *, by: User, sharing: str = "me"
) -> SavedView:
    """Save a new view. Raises Refused without a name, or where sharing is not allowed."""
    view = SavedView(type=type_key, owner=by, team_id=by.team_id)
    _fill(view, name, content, sharing, by)
    view.position = SavedView.objects.filter(type=type_key).count()
    view.save()
    told = {"name": ["", view.name], "sharing": ["", view.sharing]}
    record(events.ViewChanged(name=view.name, changes=told), on=[], by=by)
    return view


@transaction.atomic
def change_view(
    view: SavedView,
    *,
    by: User,
    content: Mapping[str, Any] | None = None,
    name: str | None = None,
    sharing: str | None = None,
) -> SavedView:
    """Change a view that is one's own, or shared where one may share. Raises Refused."""
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    before = {key: getattr(view, key) for key in ("name", "sharing", *CONTENT)}
    _fill(view, name or view.name, content or {}, sharing or view.sharing, by)
    view.version += 1
    view.save()
    told = {k: [v, getattr(view, k)] for k, v in before.items() if getattr(view, k) != v}
    if told:
        record(events.ViewChanged(name=view.name, changes=told), on=[], by=by)
    if "filter" in told:
        start_over(view)
    return view


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """Remove a view; the records it showed are not touched."""
    name = view.name
    view.delete()
    record(events.ViewDeleted(name=name), on=[], by=by)


def _fill(view: SavedView, name: str, content: Mapping[str, Any], sharing: str, by: User) -> None:
    name = one_line(clean(name)).strip()
    if not name or len(name) > 80:
        words = _("Give the view a name of at most 80 letters.")
        raise Refused(words, errors={"name": words})
    if sharing not in dict(SavedView.SHARINGS):
        raise Refused(_("A view is for me, for my team or for all."))
    if sharing not in ("me", view.sharing) and not by.can("fields.share_views"):
        words = _("You may not share views with others.")
        raise Refused(words, errors={"sharing": words})
    view.name, view.sharing = name, sharing
    for key in CONTENT:
        if key in content:
            setattr(view, key, content[key])
