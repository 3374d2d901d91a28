"""A list as a board by any choice, or as a calendar by any day."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields import layouts, lists
from quen.fields.actions.records import change_one
from quen.fields.catalogue import Field
from quen.fields.nouns import NOUNS
from quen.fields.searching import hit_of
from quen.fields.showing import Words, words_for
from quen.fields.views.lists import Asked, board_url, chips, read
from quen.fields.views.types import type_or_404
from quen.kit import periods
from quen.kit.asked import id_in
from quen.kit.money import grouped
from quen.kit.pages import needs, refuse
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import no_queries, page
from quen.kit.workspace import today, workspace


@require_GET
@needs("web.use")
def board(request: HttpRequest, type_key: str) -> HttpResponse:
    """Lanes by a choice field; cards move where one may change the records."""
    spec = type_or_404(request, type_key)
    asked = read(request, type_key)
    fields = layouts.group_fields(asked.catalogue)
    by = _chosen(fields, request.GET.get("by", ""))
    words = words_for(request.user)
    found = layouts.lanes(asked.catalogue, asked.nodes, by, asked.sort, words.now)
    records = _records(request, type_key, [pk for lane in found for pk in lane.ids])
    url = reverse("fields:board_move", args=[type_key]) + f"?by={by.key}"
    return page(
        request,
        "fields/board.html",
        spec=spec,
        chips=chips(asked, words),
        board={
            "url": url,
            "label": by.label,
            "columns": [_column(lane, records, words) for lane in found],
        },
        by=[(f.key, str(f.label), f.key == by.key) for f in fields],
        links=_links(asked),
        kept=_kept(asked),
    )


@require_POST
@needs("web.use")
def board_move(request: HttpRequest, type_key: str) -> HttpResponse:
    """A card was dropped into another lane: its field takes that choice."""
    type_or_404(request, type_key)
    right = TYPES[type_key].capability.replace(".view_", ".change_")
    if not acting_user(request).can(right):
        refuse(request, right)
    asked = read(request, type_key)
    by = _chosen(layouts.group_fields(asked.catalogue), request.GET.get("by", ""))
    number = request.POST.get("card", "")
    rows = TYPES[type_key].visible_to(request.user, "change")
    record = get_object_or_404(rows, pk=id_in(number))
    before = NOUNS[type_key].value(record, by.key)
    change_one(
        NOUNS[type_key], record, {by.write: request.POST.get("stage", "")}, by=acting_user(request)
    )
    words = words_for(request.user)
    found = layouts.lanes(asked.catalogue, asked.nodes, by, asked.sort, words.now)
    changed = {str(before), request.POST.get("stage", "")}
    told = [lane for lane in found if str(lane.choice.key) in changed]
    records = _records(request, type_key, [pk for lane in told for pk in lane.ids])
    with no_queries("fields/board_move"):
        columns = ({"column": _column(lane, records, words)} for lane in told)
        html = "".join(render_to_string("ui/board_column.html", one, request) for one in columns)
    return HttpResponse(html)


@require_GET
@needs("web.use")
def calendar(request: HttpRequest, type_key: str) -> HttpResponse:
    """A month by a day field."""
    spec = type_or_404(request, type_key)
    asked = read(request, type_key)
    fields = layouts.day_fields(asked.catalogue)
    by = _chosen(fields, request.GET.get("by", ""))
    first = _month(request.GET.get("month", ""))
    words = words_for(request.user)
    weeks = layouts.month_of(asked.catalogue, asked.nodes, by, first, workspace().zone, today())
    known = TYPES[type_key]
    shown = [
        [(d, [(known.title(r), known.url(r.pk)) for r in d.records]) for d in week]
        for week in weeks
    ]
    return page(
        request,
        "fields/calendar.html",
        spec=spec,
        chips=chips(asked, words),
        weeks=shown,
        title=_("%(month)d/%(year)d") % {"month": first.month, "year": _year(first, words)},
        names=_weekdays(acting_user(request).language),
        by=[(f.key, str(f.label), f.key == by.key) for f in fields],
        links=_links(asked),
        kept=_kept(asked),
        earlier=f"{periods.add_months(first, -1):%Y-%m}",
        later=f"{periods.add_months(first, 1):%Y-%m}",
        month=f"{first:%Y-%m}",
    )


def _chosen(fields: list[Field], key: str) -> Field:
    if not fields:
        raise Refused(_("There is no field to lay these records out by."))
    return next((f for f in fields if f.key == key), fields[0])


def _records(
    request: HttpRequest, type_key: str, ids: list[int]
) -> dict[int, tuple[str, str, str]]:
    """(name, second line, address) of cards, one query; hidden fields are blank."""
    known = TYPES[type_key]
    rows = known.model._base_manager.filter(pk__in=ids)
    hits = (hit_of(known, row, request.user) for row in rows)
    return {hit.id: (hit.title, hit.subtitle, hit.url) for hit in hits}


def _column(
    lane: layouts.Lane, records: dict[int, tuple[str, str, str]], words: Words
) -> dict[str, Any]:
    more, language = lane.count - len(lane.ids), words.language
    return {
        "key": lane.choice.key,
        "name": lane.choice.label,
        "count": grouped(lane.count, 0, language),
        "cards": [
            {"key": pk, "name": records[pk][0], "sub": records[pk][1], "url": records[pk][2]}
            for pk in lane.ids
            if pk in records
        ],
        "more": ngettext("%s more", "%s more", more) % grouped(more, 0, language)
        if more > 0
        else "",
    }


def _links(asked: Asked) -> dict[str, str]:
    """The same records as list, board and calendar."""
    query = asked.link().partition("?")[2]
    return {
        "list": f"{lists.list_url(asked.spec.type)}?{query}",
        "board": board_url(asked),
        "calendar": f"{reverse('fields:calendar', args=[asked.spec.type])}?{query}",
    }


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """What the chooser's form carries along."""
    view = str(asked.view.pk) if asked.view else ""
    changed = Asked(**{**vars(asked), "changed": True})
    facts = QueryDict(changed.link().partition("?")[2]).dict()
    return [(k, v) for k, v in {**facts, "view": view}.items() if v]


def _month(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)
    return first if 1900 <= first.year <= 2200 else today().replace(day=1)


def _year(first: date, words: Words) -> int:
    return first.year + (543 if words.showing.era == "buddhist" else 0)


def _weekdays(language: str) -> list[str]:
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return [names[6], *names[:6]] if language == "th" else names
