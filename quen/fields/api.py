"""The API of any noun: list, read, add, change, trash, timeline, batch; rooms mount it with their own.

Lists answer from plain rows (docs/performance.md): ids and sort key first, then the asked columns.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Path, Query

from quen.accounts.bearer import need
from quen.fields import searching
from quen.fields.actions import records
from quen.fields.actions.records import Noun
from quen.fields.catalogue import UnknownField, catalogue
from quen.fields.conditions import BadRule, Node, parse
from quen.fields.drafts import Invalid
from quen.fields.listing import BadCursor, Page, Sort, page_of
from quen.fields.reading import reader_for
from quen.kit.api_shapes import (
    BATCH_TOLD,
    LINE,
    TRASHED,
    answers,
    batch_of,
    paged,
    takes,
)
from quen.kit.idempotency import once
from quen.kit.problems import of_refusal, problem
from quen.kit.records import TYPES
from quen.kit.redirects import survivor
from quen.kit.refused import Refused, WentElsewhere
from quen.timeline.reading import Cursor, timeline_of

MOST, BATCH = 200, 1_000
_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')
Facts = dict[str, Any]
Id = Path(..., ge=1, le=2**63 - 1)


@dataclass(frozen=True)
class Resource:
    """A noun in the API: its plural, its default sort, and how many records become facts at once.

    `facts(records, wanted, user)` gives the answer's objects for rows in order; `matches` are keys a
    batch may find an existing record by: `match(key, item, user) -> record | None`.
    """

    noun: Noun
    plural: str
    sort: str
    facts: Callable[[Sequence[int], Sequence[str] | None, Any], list[Facts]]
    shape: Mapping[str, Any]
    matches: Mapping[str, Callable[[Any, Any], Any]] = field(default_factory=dict)


def mount(router: Router, it: Resource, parts: Collection[str] = ()) -> None:
    """Add the operations of a resource to its room's router, or those of `parts` alone."""
    for key, lend in PARTS.items():
        if key in (parts or PARTS):
            lend(router, it)


def answer(facts: Any, status: int = 200) -> HttpResponse:
    """JSON as fast as it goes; a record's version is its ETag."""
    made = HttpResponse(orjson.dumps(facts), status=status, content_type="application/json")
    if isinstance(facts, dict) and "version" in facts:
        made["ETag"] = f'"{facts["version"]}"'
    return made


def _listing(router: Router, it: Resource) -> None:
    label = it.plural

    @router.get(
        f"/{label}",
        summary=f"List {label}",
        operation_id=f"list_{label}",
        openapi_extra=answers(paged(it.shape, counted=True)),
    )
    def listed(
        request: HttpRequest,
        limit: int = Query(50, ge=1, le=MOST),
        cursor: str = Query("", max_length=400),
        q: str = Query("", max_length=200),
        filter: str = Query("", max_length=4_000),
        sort: str = Query("", max_length=80),
        fields: str = Query("", max_length=600),
        count: int = Query(0, ge=0, le=1),
    ) -> Any:
        """A page of records the token may see; `next` goes on, null at the end."""
        user = need(request, it.noun.right("view"))
        nodes, order = asked(it, user, filter, sort)
        page = asked_page(it, user, nodes, order, cursor, limit, q)
        wanted = [key for key in fields.split(",") if key] or None
        body: Facts = {"items": it.facts(page.ids, wanted, user), "next": page.next}
        if count:
            body["count"] = counted(it, user, nodes)
        return answer(body)


def _reading(router: Router, it: Resource) -> None:
    label = it.plural

    @router.get(
        f"/{label}/{{pk}}",
        summary="Read one",
        operation_id=f"read_{label}",
        openapi_extra=answers(it.shape),
    )
    def read(request: HttpRequest, pk: int = Id) -> Any:
        """One record, as far as the token may see it."""
        user = need(request, it.noun.right("view"))
        seen(it, pk, user)
        return answer(it.facts([pk], None, user)[0])


def _history(router: Router, it: Resource) -> None:
    label = it.plural

    @router.get(
        f"/{label}/{{pk}}/timeline",
        summary="What happened",
        operation_id=f"timeline_{label}",
        openapi_extra=answers(paged(LINE)),
    )
    def timeline(
        request: HttpRequest,
        pk: int = Id,
        limit: int = Query(50, ge=1, le=MOST),
        cursor: str = Query("", max_length=100),
    ) -> Any:
        """The record's events, newest first."""
        user = need(request, it.noun.right("view"))
        record = seen(it, pk, user)
        lines, end = timeline_of(record, user, before=_read_cursor(cursor), limit=limit)
        items = [
            {
                "id": line.id,
                "kind": line.kind,
                "at": line.at,
                "actor": line.actor,
                "via": line.via,
                "sentence": line.sentence,
                "changes": {key: [before, after] for key, before, after in line.changes},
            }
            for line in lines
        ]
        return answer({"items": items, "next": f"{end.at.isoformat()}~{end.id}" if end else None})


def _adding(router: Router, it: Resource) -> None:
    label = it.plural

    @router.post(
        f"/{label}",
        summary="Add one",
        operation_id=f"add_{label}",
        openapi_extra=answers(it.shape, 201) | takes(it.shape),
    )
    def add(request: HttpRequest, given: Facts = Body(...)) -> Any:
        """Add a record. 400 for fields that cannot be read, 409 for a handle that is taken."""
        user = need(request, it.noun.right("add"))

        def work() -> HttpResponse:
            try:
                pk = _added(it, given, user)
            except Refused as error:
                return of_refusal(error)
            return answer(it.facts([pk], None, user)[0], 201)

        return once(request, work)


def _changing(router: Router, it: Resource) -> None:
    label = it.plural

    @router.patch(
        f"/{label}/{{pk}}",
        summary="Change one",
        operation_id=f"change_{label}",
        openapi_extra=answers(it.shape) | takes(it.shape),
    )
    def change(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
        """Change fields; `If-Match` or `version` must name the version that was seen."""
        user = need(request, it.noun.right("change"))
        record = seen(it, pk, user, "change")
        version = version_of(request, given.pop("version", None))
        if version is None:
            return problem(428)
        changed = _changed(it, record, given, user, version)
        return answer(it.facts([changed.pk], None, user)[0] if _still(it, pk, user) else {"id": pk})


def _trashing(router: Router, it: Resource) -> None:
    label = it.plural

    @router.delete(
        f"/{label}/{{pk}}",
        summary="Move to the trash",
        operation_id=f"trash_{label}",
        openapi_extra=TRASHED,
    )
    def trash(
        request: HttpRequest, pk: int = Id, version: int = Query(None, ge=1, le=2**31)
    ) -> Any:
        """Move a record to the trash; it can be restored for 60 days."""
        user = need(request, it.noun.right("delete"))
        record = seen(it, pk, user, "delete")
        told = version_of(request, version)
        if told is None:
            return problem(428)
        if told != record.version:
            return problem(412)
        records.trash(it.noun, [record], by=user)
        return HttpResponse(status=204)


def _added(it: Resource, given: Facts, user: Any) -> int:
    reader = reader_for(user, plain=True)
    return int(records.add_one(it.noun, given, by=user, via="api", reader=reader).pk)


def _changed(it: Resource, record: Any, given: Facts, user: Any, version: int | None) -> Any:
    reader = reader_for(user, plain=True)
    how: Facts = {"by": user, "version": version, "via": "api", "reader": reader}
    return records.change_one(it.noun, record, given, **how)


def _batch(router: Router, it: Resource) -> None:
    label = it.plural

    @router.post(
        f"/{label}/batch",
        summary="Add or update many",
        operation_id=f"batch_{label}",
        openapi_extra=answers(BATCH_TOLD) | takes(batch_of(it.shape, BATCH, it.matches)),
    )
    def batch(request: HttpRequest, given: Facts = Body(...)) -> Any:
        """At most 1,000 items, an answer per item; `match` names the key that finds existing ones."""
        user = need(request, it.noun.right("add"))
        items, match = given.get("items"), given.get("match")
        if not isinstance(items, list) or not 1 <= len(items) <= BATCH:
            return problem(400, _("Send 1 to %d items.") % BATCH)
        if set(given) - {"items", "match"} or (match is not None and match not in list(it.matches)):
            return problem(400, _("match is one of: %s.") % ", ".join(it.matches))
        return once(
            request, lambda: answer({"items": [_one_of(it, one, match, user) for one in items]})
        )


# In the order that paths are tried in: that of one record would swallow "batch".
PARTS: dict[str, Callable[[Router, Resource], None]] = {
    "batch": _batch,
    "list": _listing,
    "read": _reading,
    "timeline": _history,
    "add": _adding,
    "change": _changing,
    "trash": _trashing,
}


def _one_of(it: Resource, item: Any, match: str | None, user: Any) -> Facts:
    if not isinstance(item, dict):
        return {"status": 400, "errors": [{"field": "", "message": _("An item is an object.")}]}
    try:
        with transaction.atomic():
            found = it.matches[match](item.get(match), user) if match and item.get(match) else None
            if found is None:
                return {"status": 201, "id": _added(it, item, user)}
            visible = TYPES[it.noun.type].visible_to(user, "change").filter(pk=found.pk).first()
            if visible is None:
                return {
                    "status": 409,
                    "errors": [
                        {"field": match, "message": _("This belongs to another record already.")}
                    ],
                }
            _changed(it, visible, item, user, None)
            return {"status": 200, "id": visible.pk}
    except Refused as error:
        errors = [{"field": k, "message": str(v)} for k, v in error.errors.items()]
        return {"status": error.status, "detail": str(error.message), "errors": errors}


def asked(it: Resource, user: Any, rule: str, sort: str) -> tuple[list[Node], Sort]:
    """The checked filter and sort. Raises Refused (400)."""
    known = catalogue(it.noun.type, user)
    try:
        nodes = parse(json.loads(rule) if rule else {}, known)
        named = (sort or it.sort).removeprefix("-")
        order = Sort(known.get(named), (sort or it.sort).startswith("-"))
        if not order.field.sortable:
            raise Invalid(_("Records cannot be sorted by %s.") % named, {"sort": named})
    except UnknownField as error:
        raise Invalid(_("There is no field called %s.") % sort, {"sort": sort}) from error
    except BadRule as error:
        raise Invalid(error.message, {f"filter.{error.where}": error.message}) from error
    except (ValueError, RecursionError) as error:
        raise Invalid(
            _("The filter must be JSON."), {"filter": _("The filter must be JSON.")}
        ) from error
    return nodes, order


def asked_page(
    it: Resource, user: Any, nodes: list[Node], order: Sort, cursor: str, limit: int, q: str
) -> Page:
    """A page of what is asked for; of hits where `q` is looked for. Raises Invalid for a foreign cursor."""
    if q.strip():
        ids = searching.ids_for(user, it.noun.type, q)
        rows = TYPES[it.noun.type].visible_to(user).filter(pk__in=ids)
        for node in nodes:
            rows = rows.filter(node.q())
        passing = set(rows.values_list("pk", flat=True))
        return Page([pk for pk in ids if pk in passing][:limit], None)
    try:
        return page_of(it.noun.model, user, nodes, order, cursor=cursor, limit=limit)
    except BadCursor:
        raise Invalid(_("This cursor is none of ours."), {"cursor": cursor}) from None


def counted(it: Resource, user: Any, nodes: Sequence[Node]) -> Any:
    """Exact up to 10,000, then {"at_least": 10000}."""
    rows = TYPES[it.noun.type].visible_to(user).order_by()
    for node in sorted(nodes, key=lambda n: n.cost):
        rows = rows.filter(node.q())
    number = rows.values("pk")[:10_001].count()
    return number if number <= 10_000 else {"at_least": 10_000}


def seen(it: Resource, pk: int, user: Any, action: str = "view") -> Any:
    """The record, where the token may do this to it. Raises Http404 where it may not even see it, and
    WentElsewhere for one that was merged into another."""
    rows = TYPES[it.noun.type].visible_to(user, action)
    found = rows.filter(pk=pk).first()
    if found is None:
        to = survivor(it.noun.type, pk)
        if to is not None and rows.filter(pk=to).exists():
            raise WentElsewhere(f"/api/v1/{it.plural}/{to}")
        raise Http404
    return found


def _still(it: Resource, pk: int, user: Any) -> bool:
    return TYPES[it.noun.type].visible_to(user).filter(pk=pk).exists()


def version_of(request: HttpRequest, given: Any) -> int | None:
    """The version from If-Match or the body. Raises Invalid where it is no version."""
    text = request.headers.get("If-Match", "") or ("" if given is None else str(given))
    if not text:
        return None
    match = _ETAG.fullmatch(text.strip())
    if match is None:
        raise Invalid(_("A version is a whole number."), {"version": text[:40]})
    return int(match[1])


def _read_cursor(text: str) -> Cursor | None:
    if not text:
        return None
    at, _mark, pk = text.partition("~")
    try:
        moment = datetime.fromisoformat(at.replace(" ", "+"))
        if moment.tzinfo is None or not pk.isdigit() or len(pk) > 18:
            raise ValueError
    except ValueError:
        raise Invalid(_("This cursor is none of ours."), {"cursor": text}) from None
    return Cursor(moment, int(pk))
