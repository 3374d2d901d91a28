"""Dashboards: the ready ones, one's own and shared ones; and the verbs of those who edit theirs."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.fields.showing import words_for
from quen.insights.actions import dashboards as actions
from quen.insights.boards import Board
from quen.insights.dimensions import dimensions_for
from quen.insights.finding import find_board, tiles_of
from quen.insights.measures import measures_for
from quen.insights.models import Dashboard
from quen.insights.spans import UNITS, read_span
from quen.insights.tiles import KINDS, PICTURES, READY, Ready, Tile, usual_board
from quen.insights.views.board_mails import mail_facts
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page


@require_GET
@needs("web.use")
def mine(request: HttpRequest) -> HttpResponse:
    """The board that one begins with."""
    return redirect("insights:board", key=usual_board(request.user))


@require_GET
@needs("web.use")
def board(request: HttpRequest, key: str) -> HttpResponse:
    """A board, for a period; its owner edits it with `?edit=1`."""
    found, words = _found(request, key), words_for(request.user)
    span = read_span(request.GET, words.language)
    own = isinstance(found, Dashboard) and found.owner_id == request.user.pk
    editing = own and "edit" in request.GET
    request.live_names = ("deals", "contacts")  # type: ignore[attr-defined]
    return page(
        request,
        "insights/board.html",
        board=found,
        key=key,
        tiles=Board(request.user, words, span).shown(tiles_of(found)),
        boards=_boards(request, key),
        units=_units(key, span.unit),
        own=own,
        editing=editing,
        here=request.get_full_path(),
        sharing=urlencode(span.asked) if acting_user(request).can("insights.share_links") else "",
        **(_adding(request) if editing else {"mail": mail_facts(found, acting_user(request))}),
    )


@require_POST
@needs("web.use")
def board_copy(request: HttpRequest, key: str) -> HttpResponse:
    """A board of one's own with the same tiles."""
    found, user = _found(request, key), acting_user(request)
    source = found if isinstance(found, Dashboard) else key
    made = actions.copy_board(source, name=request.POST.get("name", ""), by=user)
    return _edited(made)


@require_POST
@needs("web.use")
def board_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to everybody, or keep it."""
    own = _own(request, pk)
    actions.share_board(own, request.POST.get("shared") == "1", by=acting_user(request))
    return _edited(own)


@require_POST
@needs("web.use")
def board_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a board of one's own."""
    actions.delete_board(_own(request, pk), by=acting_user(request))
    return redirect("insights:boards")


@require_POST
@needs("web.use")
def tile_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a tile at the end: what it shows comes as "kind:measure:by"."""
    own = _own(request, pk)
    kind, _colon, rest = request.POST.get("shows", "").partition(":")
    measure, _colon, by = rest.partition(":")
    width = {"figure": 1, "people": 4}.get(kind, 2)
    actions.add_tile(own, Tile(kind, measure, by, width), by=acting_user(request))
    return _edited(own)


@require_POST
@needs("web.use")
def tile_change(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Earlier, later, to a place, wider, narrower, or away; as the board stood when its page was made."""
    own, asked = _own(request, pk), request.POST
    change = CHANGES.get(asked.get("verb", ""))
    if change is None:
        raise Http404
    who = {"by": acting_user(request), "version": _number(asked.get("version", ""))}
    change(own, place, asked, who)
    return _edited(own)


def _width(own: Dashboard, place: int) -> int:
    return int(own.tiles[place]["width"]) if place < len(own.tiles) else 1


Change = Callable[[Dashboard, int, QueryDict, dict[str, Any]], None]
CHANGES: dict[str, Change] = {
    "earlier": lambda own, at, asked, who: actions.move_tile(own, at, at - 1, **who),
    "later": lambda own, at, asked, who: actions.move_tile(own, at, at + 1, **who),
    "to": lambda own, at, asked, who: actions.move_tile(
        own, at, _number(asked.get("to", "")), **who
    ),
    "wider": lambda own, at, asked, who: actions.resize_tile(own, at, _width(own, at) + 1, **who),
    "narrower": lambda own, at, asked, who: actions.resize_tile(
        own, at, _width(own, at) - 1, **who
    ),
    "remove": lambda own, at, asked, who: actions.remove_tile(own, at, **who),
}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused(_("Open the dashboard anew: this page is too old."), status=409)
    return int(text)


def _found(request: HttpRequest, key: str) -> Ready | Dashboard:
    found = find_board(key, acting_user(request))
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, pk: int) -> Dashboard:
    return get_object_or_404(Dashboard.objects.visible_to(request.user, "change"), pk=pk)


def _edited(own: Dashboard) -> HttpResponse:
    return redirect(f"{reverse('insights:board', args=[own.pk])}?edit=1")


def _boards(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    ready = [(one.key, one.name) for one in READY.values()]
    kept = [(str(one.pk), one.name) for one in Dashboard.objects.visible_to(request.user)]
    return [
        {"label": name, "url": reverse("insights:board", args=[k]), "active": k == key}
        for k, name in (*ready, *kept)
    ]


def _units(key: str, chosen: str) -> list[dict[str, Any]]:
    url = reverse("insights:board", args=[key])
    return [
        {"label": label, "url": f"{url}?{urlencode({'unit': unit})}", "active": unit == chosen}
        for unit, label in UNITS.items()
    ]


def _adding(request: HttpRequest) -> dict[str, Any]:
    """What can be put on a board, by what it shows."""
    known = measures_for(request.user)
    ways = {
        "figure": [(f"figure:{m.key}:", m.label) for m in known],
        "trend": [(f"trend:{m.key}:", m.label) for m in known if not m.is_now],
        "bars": [
            (f"bars:{m.key}:{d.key}", f"{m.label} · {d.label}")
            for m in known
            for d in dimensions_for(m, request.user)
        ],
        "people": [(f"people:{m.key}:", m.label) for m in known],
    }
    drawn = [(f"picture:{p.key}:", p.label) for p in PICTURES.values()]
    return {"adding": [*((KINDS[kind], choices) for kind, choices in ways.items()), ("", drawn)]}
