"""Files in the API: sent onto a record, or first and then named by their id in a custom field of kind file."""

import base64
import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Path, Query

from quen.accounts.bearer import need
from quen.fields.actions import attaching
from quen.fields.actions.files import keep_file
from quen.fields.drafts import Invalid
from quen.fields.models import Attached, File
from quen.fields.resources import answer
from quen.fields.views.files import attached
from quen.kit.api_shapes import MAYBE_ID, MOMENT, TEXT, answers, columns_of, object_of, paged, takes
from quen.kit.idempotency import once
from quen.kit.problems import of_refusal
from quen.kit.refused import Refused

router = Router(tags=["fields"])
Id = Path(..., ge=1, le=2**63 - 1)
FILE = object_of(columns_of(File, ["name", "media", "size"]), ())
SENT: dict[str, Any] = {
    "type": "object",
    "required": ["name", "content"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "content": {"type": "string", "contentEncoding": "base64"},
        "type": TEXT,
        "record_id": {"type": "integer", "minimum": 1},
    },
}
ON_RECORD = {"type": TEXT, "record_id": {"type": "integer"}, "note_id": MAYBE_ID}
ATTACHED = object_of(
    {**columns_of(File, ["name", "media", "size"]), **ON_RECORD, "added_at": MOMENT}, ()
)
_GONE_OUT = {"responses": {200: {"description": "OK", "content": {"*/*": {"schema": {}}}}}}


@router.post(
    "/files",
    summary="Send a file",
    operation_id="add_files",
    openapi_extra=answers(FILE, 201) | takes(SENT),
)
def add(request: HttpRequest, given: dict[str, Any] = Body(...)) -> Any:
    """Keep a file of at most 3 MB. With `type` and `record_id` it stands on that record; without them a
    record then holds it as `{"id": …}` in a field of kind file.

    400 where the content is no base64 or the file is empty, too large or a program.
    """
    user = need(request, "web.use")

    def work() -> HttpResponse:
        try:
            return answer(_added(given, user).short, 201)
        except Refused as error:
            return of_refusal(error)

    return once(request, work)


def _added(given: dict[str, Any], user: Any) -> File:
    kind, pk = given.get("type"), given.get("record_id")
    whole = pk is None or (type(pk) is int and 0 < pk < 2**63)
    if (kind is None) != (pk is None) or not whole:
        told = _("Give both the type and the id of the record.")
        raise Invalid(told, {"record_id": told})
    kept = _kept(given, user)
    if pk is not None:
        attaching.add_files(str(kind), int(pk), [kept], by=user)
    return kept


@router.get(
    "/files",
    summary="List files on records",
    operation_id="list_files",
    openapi_extra=answers(paged(ATTACHED)),
)
def list_files(
    request: HttpRequest,
    type: str = "",
    record_id: int = Query(0, ge=0, le=2**63 - 1),
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
) -> Any:
    """Files that the token may see, newest first; of one record with `type` and `record_id`."""
    rows = Attached.objects.visible_to(need(request, "web.use")).select_related("file")
    rows = rows.of(type, record_id) if type and record_id else rows
    rows = rows.filter(file__lt=cursor) if cursor else rows
    found = list(rows.order_by("-file")[: limit + 1])
    end = str(found[limit - 1].file_id) if len(found) > limit else None
    return answer({"items": [_facts(one) for one in found[:limit]], "next": end})


def _facts(one: Attached) -> dict[str, Any]:
    return {
        **one.file.short,
        "type": one.type,
        "record_id": one.record_id,
        "note_id": one.entry_id if one.entry == "note" else None,
        "added_at": one.added_at.isoformat(),
    }


def _kept(given: dict[str, Any], user: Any) -> File:
    name, content = given.get("name"), given.get("content")
    if not isinstance(name, str) or not 0 < len(name) <= 200:
        raise Invalid(_("Give the file a name."), {"name": _("Give the file a name.")})
    try:
        raw = base64.b64decode(content or "", validate=True)
    except (TypeError, ValueError):
        told = _("Send the content as base64.")
        raise Invalid(told, {"content": told}) from None
    try:
        return keep_file(name, io.BytesIO(raw), by=user)
    except Refused as error:
        raise Invalid(error.message, {"content": str(error.message)}) from error


@router.get(
    "/files/{pk}", summary="Fetch a file", operation_id="read_files", openapi_extra=_GONE_OUT
)
def read(request: HttpRequest, pk: int = Id) -> FileResponse:
    """The content, where the token may see a record that holds it."""
    found = File.objects.visible_to(need(request, "web.use")).filter(pk=pk).first()
    if found is None:
        raise Http404
    return attached(found)


@router.delete(
    "/files/{pk}",
    summary="Remove a file",
    operation_id="remove_files",
    openapi_extra={"responses": {204: {"description": "Removed"}}},
)
def remove(request: HttpRequest, pk: int = Id) -> HttpResponse:
    """Take a file off its record; a month later it is deleted."""
    user = need(request, "web.use")
    one = Attached.objects.visible_to(user, "change").filter(file=pk).first()
    if one is None:
        raise Http404
    attaching.remove_file(one, by=user)
    return HttpResponse(status=204)
