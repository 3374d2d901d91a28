"""The API of any noun: list, read, add, change, trash, timeline, batch; rooms mount it with their own.

Lists answer from plain rows (docs/performance.md): ids and sort key first, then the asked columns.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Query

from quen.accounts.bearer import need
from quen.fields.actions import records
from quen.fields.asked import asked, asked_page, counted
from quen.fields.batch_api import mount_batch
from quen.fields.drafts import Invalid
from quen.fields.resources import (
    Facts,
    Id,
    Resource,
    add_given,
    answer,
    change_given,
    seen,
    version_of,
)
from quen.kit.api_shapes import LINE, TRASHED, answers, paged, takes
from quen.kit.idempotency import once
from quen.kit.problems import of_refusal, problem
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.timeline.reading import Cursor, timeline_of

MOST = 200


def mount(router: Router, it: Resource, parts: Collection[str] = ()) -> None:
    """Add the operations of a resource to its room's router, or those of `parts` alone."""
    for key, lend in PARTS.items():
        if key in (parts or PARTS):
            lend(router, it)


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
                pk = add_given(it, given, user)
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
        changed = change_given(it, record, given, user, version)
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


# In the order that paths are tried in: that of one record would swallow "batch".
PARTS: dict[str, Callable[[Router, Resource], None]] = {
    "batch": mount_batch,
    "list": _listing,
    "read": _reading,
    "timeline": _history,
    "add": _adding,
    "change": _changing,
    "trash": _trashing,
}


def _still(it: Resource, pk: int, user: Any) -> bool:
    return TYPES[it.noun.type].visible_to(user).filter(pk=pk).exists()


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
