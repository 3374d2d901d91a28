"""Small collections of the API: tags, custom fields, events, imports."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query

from quen.accounts.bearer import need
from quen.fields.models import CustomField, ImportRun, Tag
from quen.fields.resources import answer
from quen.kit.api_shapes import ID, LINE, TEXT, answers, columns_of, object_of, paged
from quen.timeline.models import Event
from quen.timeline.reading import line_of, visible_events

router = Router(tags=["fields"])
TAG = object_of(columns_of(Tag, ["name", "color"]), ())
CHOICES: dict[str, Any] = {"type": "array", "items": {"type": "object"}}
FIELD = object_of(
    {
        **columns_of(CustomField, ["type", "key", "labels", "kind", "required", "computed"]),
        "choices": CHOICES,
    },
    (),
)
SUBJECT = {"type": ["object", "null"], "properties": {"type": TEXT, "id": ID}}
EVENT = {**LINE, "properties": {**LINE["properties"], "subject": SUBJECT}}
RUN_KEYS = (
    *("object", "name", "state", "rows", "position"),
    *("created", "updated", "skipped", "refused"),
)
RUN = object_of(columns_of(ImportRun, RUN_KEYS), ())
REFUSED: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"row": {"type": "integer"}, "reasons": {}},
    },
}
WHOLE_RUN = {**RUN, "properties": {**RUN["properties"], "refused_rows": REFUSED}}
MOST = 200


@router.get(
    "/tags", summary="List tags", operation_id="list_tags", openapi_extra=answers(paged(TAG))
)
def tags(request: HttpRequest) -> Any:
    """Every tag with its colour, in order."""
    rows = Tag.objects.visible_to(need(request, "web.use"))
    items = [{"id": t.pk, "name": t.name, "color": t.color} for t in rows]
    return answer({"items": items, "next": None})


@router.get(
    "/custom-fields",
    summary="List custom fields",
    operation_id="list_custom_fields",
    openapi_extra=answers(paged(FIELD)),
)
def custom_fields(request: HttpRequest) -> Any:
    """Custom fields that the token may read, by type and position."""
    user = need(request, "web.use")
    rows = CustomField.objects.visible_to(user).live()
    shown = [f for f in rows if user.may_read_field(f"{f.type}.custom.{f.key}")]
    items = [
        {"id": f.pk, "type": f.type, "key": f.key, "labels": f.labels, "kind": f.kind, "choices": f.choices,
         "required": f.required, "computed": f.computed}
        for f in shown
    ]  # fmt: skip
    return answer({"items": items, "next": None})


@router.get(
    "/events",
    summary="List events",
    operation_id="list_events",
    openapi_extra=answers(paged(EVENT)),
)
def events(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=MOST),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
    kind: str = Query("", max_length=60),
) -> Any:
    """What happened, newest first, as far as the token may see it; `next` goes on before that id."""
    user = need(request, "web.use")
    rows = Event.objects.select_related("actor").order_by("-pk")
    rows = rows.filter(kind=kind) if kind else rows
    found = list((rows.filter(pk__lt=cursor) if cursor else rows)[:limit])
    lines = [line_of(event, user) for event in visible_events(found, user)]
    items = [
        {"id": x.id, "kind": x.kind, "at": x.at, "actor": x.actor, "via": x.via, "sentence": x.sentence,
         "subject": {"type": x.subject[0], "id": x.subject[1]} if x.subject else None,
         "changes": {key: [before, after] for key, before, after in x.changes}}
        for x in lines
    ]  # fmt: skip
    return answer({"items": items, "next": str(found[-1].pk) if len(found) == limit else None})


@router.get(
    "/imports",
    summary="List imports",
    operation_id="list_imports",
    openapi_extra=answers(paged(RUN)),
)
def imports(request: HttpRequest) -> Any:
    """The token's own imports, newest first, at most 200."""
    rows = ImportRun.objects.visible_to(need(request, "people.import"))
    return answer({"items": [_run(run) for run in rows.order_by("-pk")[:MOST]], "next": None})


@router.get(
    "/imports/{pk}",
    summary="Read one",
    operation_id="read_imports",
    openapi_extra=answers(WHOLE_RUN),
)
def read_import(request: HttpRequest, pk: int = Path(..., ge=1, le=2**63 - 1)) -> Any:
    """One import, with its refused rows and their reasons (at most 200)."""
    rows = ImportRun.objects.visible_to(need(request, "people.import"))
    run = rows.filter(pk=pk).first()
    if run is None:
        raise Http404
    refused = [{"row": r.number, "reasons": r.reasons} for r in run.refusals.all()[:MOST]]
    return answer({**_run(run), "refused_rows": refused})


def _run(run: ImportRun) -> dict[str, Any]:
    return {"id": run.pk, **{key: getattr(run, key) for key in RUN_KEYS}}
