"""Files in the API: sent first, then named by their id in a custom field of kind file."""

import base64
import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Path

from quen.accounts.bearer import need
from quen.fields.actions.files import keep_file
from quen.fields.api import answer
from quen.fields.drafts import Invalid
from quen.fields.models import File
from quen.fields.views.files import attached
from quen.kit.api_shapes import answers, columns_of, object_of, takes
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
    },
}
_GONE_OUT = {"responses": {200: {"description": "OK", "content": {"*/*": {"schema": {}}}}}}


@router.post(
    "/files",
    summary="Send a file",
    operation_id="add_files",
    openapi_extra=answers(FILE, 201) | takes(SENT),
)
def add(request: HttpRequest, given: dict[str, Any] = Body(...)) -> Any:
    """Keep a file of at most 3 MB; a record then holds it as `{"id": …}` in a field of kind file.

    400 where the content is no base64 or the file is empty, too large or a program.
    """
    user = need(request, "web.use")

    def work() -> HttpResponse:
        try:
            return answer(_kept(given, user).short, 201)
        except Refused as error:
            return of_refusal(error)

    return once(request, work)


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
