"""Notes in the API."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Path, Query

from quen.accounts.bearer import need
from quen.accounts.models import User
from quen.fields.actions.attaching import MOST
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Invalid
from quen.fields.models import File
from quen.fields.resources import answer
from quen.kit.api_shapes import ID, TRASHED, answers, columns_of, object_of, paged, takes
from quen.work import asked
from quen.work.actions import notes
from quen.work.asked import Facts
from quen.work.models import Note

router = Router(tags=["work"])
Id = Path(..., ge=1, le=2**63 - 1)
KEYS = (
    *("type", "record_id", "text", "parent_id", "field", "settled_at"),
    *("owner_id", "team_id", "created_at", "updated_at", "version"),
)
GIVEN = {"text", "type", "record_id", "parent_id", "field", "file_ids"}
FILES = {"type": "array", "maxItems": MOST, "items": ID, "writeOnly": True}
NOTE = object_of({**columns_of(Note, KEYS), "file_ids": FILES}, GIVEN)
_facts = asked.facts_of(KEYS)


@router.get(
    "/notes", summary="List notes", operation_id="list_notes", openapi_extra=answers(paged(NOTE))
)
def list_notes(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
) -> Any:
    """Notes the token may see, newest first."""
    rows = Note.objects.visible_to(need(request, "work.view_note"))
    return asked.paged_answer(rows, cursor, limit, _facts)


@router.post(
    "/notes",
    summary="Write a note",
    operation_id="add_notes",
    openapi_extra=answers(NOTE, 201) | takes(NOTE),
)
def add_note(request: HttpRequest, given: Facts = Body(...)) -> Any:
    """`{"type": "contact", "record_id": 42, "text": "…"}`; `field` names the value it is about, and
    `parent_id` the note it answers, whose record it then stands on. "@Name" tells that colleague.
    `file_ids` are files that you sent (POST /files) and that stand nowhere yet; with them the text may be
    left out."""
    user = need(request, "work.add_note")
    asked.only(given, GIVEN)
    first = _answered(given, user)
    text, field, files = asked.text(given, "text"), _field(given), _files(given, user)
    kind = first.type if first else asked.text(given, "type")
    pk = first.record_id if first else asked.number(given, "record_id") or 0

    def write() -> Note:
        return notes.write_note(
            kind, pk, text, by=user, field=field, parent=first, files=files
        ).note

    return asked.added(request, write, _facts)


def _answered(given: Facts, user: User) -> Note | None:
    pk = asked.number(given, "parent_id")
    found = Note.objects.visible_to(user).filter(pk=pk).first() if pk else None
    if pk and found is None:
        words = _("There is no such record.")
        raise Invalid(words, {"parent_id": words})
    return found


def _files(given: Facts, user: User) -> list[File]:
    ids = given.get("file_ids") or []
    whole = isinstance(ids, list) and all(type(pk) is int and 0 < pk < 2**63 for pk in ids)
    if not whole or len(ids) > MOST:
        words = _("Send at most %d files at once.") % MOST
        raise Invalid(words, {"file_ids": words})
    found = list(File.objects.visible_to(user).filter(pk__in=ids))
    if len(found) != len(set(ids)):
        words = _("There is no such file, or it stands on a record already.")
        raise Invalid(words, {"file_ids": words})
    return found


def _field(given: Facts) -> str:
    key = asked.text(given, "field")
    if key and key not in [f.key for f in all_fields(asked.text(given, "type")).values()]:
        words = _("There is no field called %s.") % key[:60]
        raise Invalid(words, {"field": words})
    return key


@router.get(
    "/notes/{pk}", summary="Read one", operation_id="read_notes", openapi_extra=answers(NOTE)
)
def read_note(request: HttpRequest, pk: int = Id) -> Any:
    """One note."""
    return answer(_facts(asked.seen(Note, need(request, "work.view_note"), pk)))


@router.delete(
    "/notes/{pk}", summary="Move to the trash", operation_id="trash_notes", openapi_extra=TRASHED
)
def trash_note(request: HttpRequest, pk: int = Id) -> Any:
    """Move a note to the trash; the version seen must be named."""
    user = need(request, "work.delete_note")
    found = asked.seen(Note, user, pk, "delete")
    return asked.trashed(request, found, notes.trash_note, user)
