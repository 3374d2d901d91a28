"""Lists and records on paper: A4, under the company's name, with who printed it and when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields import lists, telling
from quen.fields.actions import printing as actions
from quen.fields.listing import page_of
from quen.fields.record_pages import RecordPage, named_by, pairs_in, sections, values_on
from quen.fields.showing import words_for
from quen.fields.views.lists import Asked, chips, found_page, read
from quen.fields.views.record import found
from quen.fields.views.types import type_or_404
from quen.kit import days
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.kit.workspace import workspace

MOST_EVENTS = 300
WIDE = 6  # columns that still stand side by side on an upright page


@require_POST
@needs("web.use")
def list_printed(request: HttpRequest, type_key: str) -> HttpResponse:
    """The view as it is shown, at most 1,000 rows of what one may export."""
    spec, user = type_or_404(request, type_key), acting_user(request)
    right = TYPES[type_key].capability.replace(".view_", ".export_")
    if not user.can(right):
        refuse(request, right)
    asked, words = read(request, type_key), words_for(user)
    ids, more = _ids(asked, user)
    rows = lists.rows_of(spec, asked.columns, ids, words, user, leaving=True)
    actions.print_list(type_key, len(rows), by=user)
    return page(
        request,
        "fields/print_list.html",
        title=asked.view.name if asked.view else str(spec.title),
        chips=[chip["label"] for chip in chips(asked, words)],
        text=asked.text,
        columns=lists.head_of(asked.columns, asked.sort, lambda key: ""),
        rows=rows,
        cut=more,
        wide=len(asked.columns) > WIDE,
        **_paper(user),
    )


def _ids(asked: Asked, user: Any) -> tuple[list[int], bool]:
    """The ids in the list's order, and whether there are more than are printed."""
    model, most = TYPES[asked.spec.type].model, actions.MOST_ROWS
    found_ids = (
        found_page(asked, user)
        if asked.text
        else page_of(model, user, asked.sought, asked.sort, limit=most)
    )
    leaving = TYPES[asked.spec.type].visible_to(user, "export").filter(pk__in=found_ids.ids)
    may_leave = set(leaving.values_list("pk", flat=True))
    return [pk for pk in found_ids.ids if pk in may_leave], found_ids.next is not None


@require_POST
@needs("web.use")
def record_printed(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The facts of a record and what happened, the newest 300."""
    known, record = found(request, type_key, pk)
    user = acting_user(request)
    facts = _facts(known, record, user)
    actions.print_record(record, by=user)
    title = TYPES[type_key].title(record)
    return page(request, "fields/print_record.html", title=title, **facts, **_paper(user))


def _facts(known: RecordPage, record: Any, user: Any) -> dict[str, Any]:
    values = values_on(known, record, user)
    wanted = telling.Asked(limit=MOST_EVENTS)
    pairs = pairs_in(known, user, values)
    timeline, showing = telling.told(record, user, wanted, pairs, named_by(known, record))
    parts = sections(known, record, user, values, showing, editable=False)
    filled = [
        {"title": part.title, "facts": [fact for fact in part.facts if fact["value"]]}
        for part in parts
    ]
    return {
        "kind": TYPES[known.type].label,
        "subtitle": known.head(record, user, showing).get("subtitle", ""),
        "sections": [part for part in filled if part["facts"]],
        "timeline": timeline,
        "cut": bool(timeline["older"]),
    }


def _paper(user: Any) -> dict[str, Any]:
    era = "buddhist" if user.buddhist_years else "common"
    at = days.shown_moment(timezone.now(), user.zone, user.language, era)
    told = {"who": user.full_name, "when": at}
    return {
        "company": workspace().name,
        "printed": _("Printed by %(who)s, %(when)s") % told,
    }
