"""The page of one record, whatever its type: head, facts, timeline, panels."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.visibility import may
from quen.fields import searching, telling
from quen.fields.merging.choosing import MERGEABLE
from quen.fields.nouns import NOUNS
from quen.fields.packs.marking import told_of
from quen.fields.record_pages import (
    COMPOSER,
    PAGES,
    RecordPage,
    fact,
    named_by,
    pairs_in,
    sections,
    values_on,
)
from quen.kit import days
from quen.kit.pages import needs
from quen.kit.panels import panels_of
from quen.kit.records import TYPES, type_of
from quen.kit.redirects import survivor
from quen.kit.refused import WentElsewhere
from quen.kit.render import page
from quen.timeline.actions.settling import SETTLES_AFTER, settle

FOUND = 12
_TEL = re.compile(r'href="(tel:\+?\d+)"')


def show(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The whole page, for the view that its room mounts with its own door."""
    known, record = found(request, type_key, pk)
    context = context_of(known, record, request)
    request.live_names = (f"{type_key}-{pk}",)  # type: ignore[attr-defined]
    fresh = record.created_at > timezone.now() - SETTLES_AFTER
    samples = told_of(type_key, [pk], request.user)
    return page(request, "fields/record.html", fresh=fresh, samples=samples, **context)


def found(
    request: HttpRequest, type_key: str, pk: int, action: str = "view"
) -> tuple[RecordPage, Any]:
    """The page's description and the record. Raises Http404 where this user may not do that."""
    known = PAGES.get(type_key)
    record = known.rows(request.user, action).filter(pk=pk).first() if known else None
    if known is None:
        raise Http404
    if record is None:
        _go_on(request, known, pk)
        raise Http404
    return known, record


def _go_on(request: HttpRequest, known: RecordPage, pk: int) -> None:
    """An old id leads to the record it went up into, where that one may be seen."""
    to = survivor(known.type, pk)
    if to is not None and known.rows(request.user).filter(pk=to).exists():
        raise WentElsewhere(TYPES[known.type].url(to))


def context_of(known: RecordPage, record: Any, request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows, as plain facts."""
    user: Any = request.user
    values = values_on(known, record, user)
    wanted = telling.asked(request.GET)
    pairs = pairs_in(known, user, values)
    timeline, showing = telling.told(record, user, wanted, pairs, named_by(known, record))
    editable = may(record, user, "change")
    name = known.fields(user).get(known.name)
    title = TYPES[known.type].title(record)
    facts = sections(known, record, user, values, showing, editable=editable)
    phones = [row["value"] for part in facts for row in part.facts if row["key"] == "phone"]
    kinds = [kind for kind in sorted(COMPOSER, key=lambda k: k.order) if user.can(kind.needs)]
    return {
        "record": _about(known, record, user, title, showing),
        "name": fact(known, record, user, name, title, editable=editable)
        if name
        else {"value": title},
        "head": known.head(record, user, showing),
        "sections": facts,
        "call_url": _call(phones),
        "timeline": timeline,
        "kinds": kinds,
        "may": _may(record, user),
        "may_add_fields": user.can("fields.manage_fields"),
        "trail": [(TYPES[known.type].plural, known.list_url()), (title, "")],
    }


def _may(record: Any, user: Any) -> dict[str, bool]:
    """What the head offers."""
    told = {verb: may(record, user, verb) for verb in ("change", "delete")}
    told["delete"] = told["delete"] and "deleted" in NOUNS[type_of(record)].events
    return {**told, "merge": told["change"] and type_of(record) in MERGEABLE}


def _call(shown: list[Any]) -> str:
    """Where a tap calls the first number, as far as the facts show one."""
    found = _TEL.search(str(shown[0])) if shown else None
    return found[1] if found else ""


def _about(known: RecordPage, record: Any, user: Any, title: str, showing: Any) -> dict[str, Any]:
    told = {"zone": showing.zone, "language": showing.language, "era": showing.era}
    return {
        "type": known.type,
        "pk": record.pk,
        "live": f"{known.type}-{record.pk}",
        "title": title,
        "url": TYPES[known.type].url(record.pk),
        "created": days.shown_moment(record.created_at, **told),
        "updated": days.shown_moment(record.updated_at, **told),
    }


@require_POST
@needs("web.use")
def settled(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Whoever made the record has left it: readers may hear of it."""
    found(request, type_key, pk, "change")
    settle(type_key, pk)
    return HttpResponse(status=204)


@require_GET
@needs("web.use")
def part(request: HttpRequest, type_key: str, pk: int, name: str) -> HttpResponse:
    """One part of the page anew, after a change or for an older piece of the timeline."""
    if name not in ("side", "timeline", "older"):
        raise Http404
    known, record = found(request, type_key, pk)
    context = context_of(known, record, request)
    if not request.headers.get("HX-Request"):
        return show(request, type_key, pk)
    return page(request, f"fields/record/{name}.html", **context)


@require_GET
@needs("web.use")
def panels(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """All panels of a record in one answer, each with its own right."""
    _known, record = found(request, type_key, pk)
    shown = [
        {"panel": lent, "facts": facts}
        for lent in panels_of(type_key, request.user)
        if (facts := lent.facts(record, request.user)) is not None
    ]
    about = {"type": type_key, "pk": pk, "live": f"{type_key}-{pk}", "url": TYPES[type_key].url(pk)}
    whole = (
        "fields/record/panels.html"
        if request.headers.get("HX-Request")
        else "fields/panels_page.html"
    )
    return page(request, whole, panels=shown, record=about, title=TYPES[type_key].title(record))


@require_GET
@needs("web.use")
def choose(request: HttpRequest, type_key: str) -> HttpResponse:
    """Records whose name holds what was typed, for a chooser."""
    if type_key not in NOUNS or not request.user.can(TYPES[type_key].capability):  # type: ignore[union-attr]
        raise Http404
    text = request.GET.get("q", "")[:200]
    known = TYPES[type_key]
    ids = searching.ids_for(request.user, type_key, text, limit=FOUND)
    rows = known.visible_to(request.user).in_bulk(ids)
    hits = [searching.hit_of(known, rows[pk], request.user) for pk in ids if pk in rows]
    return page(request, "fields/widgets/found.html#found", hits=hits)
