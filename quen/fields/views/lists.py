"""The list page of any record type: views, filters, columns, sort, pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.fields import lists, searching
from quen.fields.catalogue import Catalogue, Field, catalogue
from quen.fields.conditions import BadRule, parse, tells_masked
from quen.fields.cursors import BadCursor, Sort
from quen.fields.exporting import FORMATS
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.kept import Kept, keeping_for
from quen.fields.layouts import group_fields
from quen.fields.listing import Page, page_of
from quen.fields.lists import SPECS, ListSpec
from quen.fields.merging.choosing import MERGEABLE
from quen.fields.models import Following, Keeping, SavedView
from quen.fields.nodes import Asker, Node
from quen.fields.packs.marking import told_of
from quen.fields.sentences import pointed_in, sentence
from quen.fields.showing import Words, words_for
from quen.kit import days
from quen.kit.asked import id_in
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.kit.render import page

SIZE = 50
MOST_COLUMNS = 20


@dataclass(frozen=True)
class Asked:
    """What a list shows: the view it starts from and what the address changes of it."""

    spec: ListSpec
    catalogue: Catalogue
    view: SavedView | None
    rule: dict[str, Any]
    nodes: list[Node]
    columns: list[Field]
    sort: Sort
    text: str
    after: str
    changed: bool = field(default=False)
    kept: Keeping | None = None

    @property
    def sought(self) -> list[Any]:
        """What is asked of the database: the members kept of a followed view, else the conditions."""
        asker = Asker(self.catalogue, timezone.now())
        return [Kept(asker, self.kept)] if self.kept and self.nodes else self.nodes

    def link(self, **changes: str) -> str:
        """The list's address with some of what was asked changed; every page starts anew."""
        facts = {
            "view": str(self.view.pk) if self.view else "",
            "filter": json.dumps(self.rule, ensure_ascii=False) if self.rule else "",
            "sort": self.sort.key,
            "columns": ",".join(f.key for f in self.columns),
            "q": self.text,
        }
        if not self.changed:
            facts = {"view": facts["view"], "q": self.text}
        kept = {key: value for key, value in {**facts, **changes}.items() if value}
        return (
            f"{lists.list_url(self.spec.type)}?{urlencode(kept)}"
            if kept
            else lists.list_url(self.spec.type)
        )


def show(request: HttpRequest, type_key: str) -> HttpResponse:
    """The list of a type, for the view that its room mounts with its own door."""
    asked = read(request, type_key)
    found = found_page(asked, request.user)
    words = words_for(request.user)
    rows = lists.rows_of(asked.spec, asked.columns, found.ids, words, request.user)
    request.live_names = (f"{type_key}s",)  # type: ignore[attr-defined]
    return page(
        request,
        "fields/list.html",
        spec=asked.spec,
        head=_head(asked),
        rows=rows,
        tabs=_tabs(asked, request.user),
        chips=chips(asked, words),
        bar=_bar(asked, request.user),
        forms=FORMATS,
        pager=_pager(asked, found),
        blank=not rows and not asked.nodes and not asked.text,
        samples=told_of(type_key, found.ids, request.user),
    )


def found_page(asked: Asked, user: Any) -> Page:
    """The ids of the page. Raises Refused for a cursor that is none of ours."""
    model = TYPES[asked.spec.type].model
    if asked.text:
        ids = searching.ids_for(user, asked.spec.type, asked.text)
        return _narrowed(asked, ids, user)
    try:
        return page_of(model, user, asked.sought, asked.sort, cursor=asked.after, limit=SIZE)
    except BadCursor:
        raise Refused(_("This page is no longer there; start from the first.")) from None


def _narrowed(asked: Asked, ids: list[int], user: Any) -> Page:
    """Search hits in their own order, as far as the filter lets them through."""
    rows = TYPES[asked.spec.type].visible_to(user).filter(pk__in=ids)
    for node in asked.nodes:
        rows = rows.filter(node.q())
    passing = set(rows.values_list("pk", flat=True))
    return Page([pk for pk in ids if pk in passing][:SIZE], None, way="search")


def read(request: HttpRequest, type_key: str, given: Mapping[str, str] | None = None) -> Asked:
    """What the address asks for. Raises Refused for a filter that cannot be understood."""
    given = given or request.GET
    spec, known = SPECS[type_key], catalogue(type_key, request.user)
    view = _view(type_key, request.user, given.get("view", ""))
    rule = rule_of(given.get("filter", "")) if "filter" in given else (view.filter if view else {})
    asked_sort = given.get("sort") or (view.sort if view else "")
    listed = given.get("columns", "").split(",") if given.get("columns") else view and view.columns
    nodes = nodes_of(rule, known)
    if view and view.owner_id != request.user.pk and rule == view.filter and tells_masked(nodes):
        raise Refused(_("This view asks for a phone or mail that is masked for you."), status=403)
    return Asked(
        spec=spec,
        catalogue=known,
        view=view,
        rule=rule,
        nodes=nodes,
        columns=lists.columns_of(known, (listed or [])[:MOST_COLUMNS]),
        sort=lists.sort_of(spec, known, asked_sort or ""),
        text=given.get("q", "")[:200].strip(),
        after=given.get("after", ""),
        changed=bool({"filter", "sort", "columns"} & set(given)),
        kept=keeping_for(view, request.user) if view and rule == view.filter else None,
    )


def rule_of(text: str) -> dict[str, Any]:
    """A rule from an address. Raises Refused."""
    if not text:
        return {}
    try:
        rule = json.loads(text)
    except ValueError:
        rule = None
    if not isinstance(rule, dict):
        raise Refused(_("This filter cannot be read; set it again."))
    return rule


def nodes_of(rule: dict[str, Any], known: Catalogue) -> list[Node]:
    """A checked rule. Raises Refused with what is wrong."""
    try:
        return parse(rule, known)
    except BadRule as error:
        raise Refused(
            _("This filter cannot be used: %s") % error.message, errors={error.where: error.message}
        ) from error


def _view(type_key: str, user: Any, number: str) -> SavedView | None:
    rows = SavedView.objects.visible_to(user).filter(type=type_key)
    return rows.filter(pk=pk).first() if (pk := id_in(number)) else None


def _head(asked: Asked) -> list[tuple[str, str, str, str]]:
    return lists.head_of(asked.columns, asked.sort, lambda key: _changed(asked).link(sort=key))


def _changed(asked: Asked) -> Asked:
    return asked if asked.changed else Asked(**{**vars(asked), "changed": True})


def _tabs(asked: Asked, user: Any) -> list[dict[str, Any]]:
    url = lists.list_url(asked.spec.type)
    tabs = [{"label": _("All"), "url": url, "active": asked.view is None}]
    rows = SavedView.objects.visible_to(user).filter(type=asked.spec.type)
    for view in rows[:30]:
        here = asked.view is not None and view.pk == asked.view.pk
        tabs.append({"label": view.name, "url": lists.view_url(view), "active": here})
    return tabs


def chips(asked: Asked, words: Words) -> list[dict[str, str]]:
    """One chip for each condition that must hold, with the address of the list without it."""
    words.know(pair for node in asked.nodes for pair in pointed_in(node))
    parts = asked.rule.get("all", [asked.rule]) if asked.rule else []
    chips = []
    for n, node in enumerate(asked.nodes):
        rest = {"all": [part for m, part in enumerate(parts) if m != n]}
        url = _changed(asked).link(filter=json.dumps(rest, ensure_ascii=False))
        chips.append({"label": sentence(node, words), "remove_url": url})
    return chips


def board_url(asked: Asked) -> str:
    """The same records as a board; nothing where no field parts them into columns."""
    if not group_fields(asked.catalogue):
        return ""
    query = asked.link().partition("?")[2]
    return f"{reverse('fields:board', args=[asked.spec.type])}?{query}"


def _bar(asked: Asked, user: Any) -> dict[str, Any]:
    """What the buttons above the list lead to."""
    here = _changed(asked)
    query = here.link().partition("?")[2]
    kind = [asked.spec.type]
    view = asked.view
    mine = view is not None and view.owner_id == user.pk
    may_change = view is not None and (mine or user.can("fields.share_views"))
    return {
        "filter_url": f"{reverse('fields:filter', args=kind)}?{query}",
        "columns_url": f"{reverse('fields:columns', args=kind)}?{query}",
        "save_url": f"{reverse('fields:view_new', args=kind)}?{query}",
        "update_url": reverse("fields:view_update", args=[view.pk]) if view and may_change else "",
        "reset_url": Asked(**{**vars(asked), "changed": False}).link(),
        "count_url": f"{reverse('fields:count', args=kind)}?{query}",
        "board_url": board_url(here),
        "calendar_url": f"{reverse('fields:calendar', args=kind)}?{query}",
        "bulk_url": reverse("fields:bulk", args=kind),
        "merge_url": _merge_url(asked, user),
        "new_url": reverse(asked.spec.new_route) if user.can(asked.spec.add_right) else "",
        "import_url": import_url(user, asked.spec.type),
        "export_url": _leaving_url("export", asked, user, query),
        "print_url": _leaving_url("print", asked, user, query),
        "view": _following(asked.view, user, may_change=may_change) if view else None,
        "as_of": _as_of(asked, user),
        "here": here.link(),
        "refresh": asked.link(after=asked.after),
        "query": query,
        "changed": (asked.changed and asked.view is not None) or bool(asked.rule and asked.changed),
        "text": asked.text,
        "sort": str(asked.sort.field.label),
        "rule": json.dumps(asked.rule, ensure_ascii=False),
    }


def _following(view: SavedView | None, user: Any, *, may_change: bool) -> dict[str, Any]:
    """What the menu of the view offers: pin it or take it out, mails or none, remove it."""
    rows = Following.objects.visible_to(user).filter(view=view)
    pinned, mailed = rows.values_list("pinned", "mailed").first() or (False, False)
    return {
        "name": view.name if view else "",
        "pk": view.pk if view else 0,
        "pinned": pinned,
        "mailed": mailed,
        "may_change": may_change,
    }


def _as_of(asked: Asked, user: Any) -> str:
    """When the kept members of a followed view were worked out, where they are what is shown."""
    kept_at = asked.kept.at if asked.kept and asked.sought is not asked.nodes else None
    return days.shown_time(kept_at, user.zone) if kept_at else ""


def _leaving_url(way: str, asked: Asked, user: Any, query: str) -> str:
    """Where the list goes out as a file or on paper, for those who may."""
    right = TYPES[asked.spec.type].capability.replace(".view_", ".export_")
    url = reverse(f"fields:{way}", args=[asked.spec.type])
    return f"{url}?{query}" if user.can(right) else ""


def _merge_url(asked: Asked, user: Any) -> str:
    right = TYPES[asked.spec.type].capability.replace(".view_", ".change_")
    if asked.spec.type not in MERGEABLE or not user.can(right):
        return ""
    return reverse("records:merge_choose", args=[asked.spec.type])


def import_url(user: Any, type_key: str) -> str:
    """Where a file of this type is brought in, for those who may."""
    names = (it for it in IMPORTABLES.values() if it.type == type_key)
    found = next((it for it in names if user.can(it.needs)), None)
    return f"{reverse('fields:import_new')}?object={found.name}" if found else ""


def _pager(asked: Asked, found: Page) -> dict[str, str]:
    return {
        "shown": lists.shown_line(len(found.ids), found.looked),
        "previous_url": asked.link() if asked.after else "",
        "next_url": asked.link(after=found.next) if found.next else "",
    }
