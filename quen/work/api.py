"""Tasks and notes in the API."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Path, Query

from quen.accounts.bearer import need
from quen.accounts.models import User
from quen.fields.api import answer, version_of
from quen.fields.catalogue import all_fields
from quen.fields.drafts import Invalid
from quen.kit.api_shapes import TRASHED, answers, columns_of, object_of, paged, takes
from quen.kit.idempotency import once
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal, problem
from quen.kit.refused import Refused
from quen.work.actions import notes, tasks
from quen.work.models import Note, Task

router = Router(tags=["work"])
Facts = dict[str, Any]
Id = Path(..., ge=1, le=2**63 - 1)
TASK_KEYS = (
    *("title", "due_on", "done_at", "type", "record_id"),
    *("owner_id", "team_id", "created_at", "updated_at", "version"),
)
NOTE_KEYS = (
    *("type", "record_id", "text", "parent_id", "field", "settled_at"),
    *("owner_id", "team_id", "created_at", "updated_at", "version"),
)
TASK = object_of(columns_of(Task, TASK_KEYS), {"title", "due_on", "owner_id", "type", "record_id"})
NOTE_GIVEN = {"text", "type", "record_id", "parent_id", "field"}
NOTE = object_of(columns_of(Note, NOTE_KEYS), NOTE_GIVEN)


def _page(rows: QuerySet, cursor: int, limit: int, facts: Any) -> HttpResponse:
    """Newest first; `next` is the id to go on before."""
    rows = rows.filter(pk__lt=cursor) if cursor else rows
    found = list(rows.order_by("-pk")[: limit + 1])
    end = str(found[limit - 1].pk) if len(found) > limit else None
    return answer({"items": [facts(one) for one in found[:limit]], "next": end})


def _add(request: HttpRequest, make: Any, facts: Any) -> HttpResponse:
    def work() -> HttpResponse:
        try:
            return answer(facts(make()), 201)
        except Refused as error:
            return of_refusal(error)

    return once(request, work)


@router.get(
    "/tasks", summary="List tasks", operation_id="list_tasks", openapi_extra=answers(paged(TASK))
)
def list_tasks(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
    open: int = Query(0, ge=0, le=1),
) -> Any:
    """Tasks the token may see, newest first; `open=1` leaves out what is done."""
    rows = Task.objects.visible_to(need(request, "work.view_task"))
    return _page(rows.open() if open else rows, cursor, limit, _task)


@router.post(
    "/tasks",
    summary="Plan a task",
    operation_id="add_tasks",
    openapi_extra=answers(TASK, 201) | takes(TASK),
)
def add_task(request: HttpRequest, given: Facts = Body(...)) -> Any:
    """`{"title", "due_on", "owner_id", "type", "record_id"}`; only the title is needed."""
    user = need(request, "work.add_task")
    _only(given, {"title", "due_on", "owner_id", "type", "record_id"})
    facts: dict[str, Any] = {
        "title": _text(given, "title"),
        "due_on": _day(given),
        "owner": _owner(given, user),
        "type_key": _text(given, "type"),
        "record_id": _number(given, "record_id"),
    }
    return _add(request, lambda: tasks.add_task(by=user, **facts), _task)


@router.get(
    "/tasks/{pk}", summary="Read one", operation_id="read_tasks", openapi_extra=answers(TASK)
)
def read_task(request: HttpRequest, pk: int = Id) -> Any:
    """One task."""
    return answer(_task(_seen(Task, need(request, "work.view_task"), pk)))


@router.patch(
    "/tasks/{pk}",
    summary="Change one",
    operation_id="change_tasks",
    openapi_extra=answers(TASK) | takes(TASK),
)
def change_task(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """Change title, due_on or owner_id; the version seen must be named."""
    user = need(request, "work.change_task")
    task = _seen(Task, user, pk, "change")
    version = version_of(request, given.pop("version", None))
    if version is None:
        return problem(428)
    _only(given, {"title", "due_on", "owner_id"})
    changes: Facts = {}
    if "title" in given:
        changes["title"] = _text(given, "title")
    if "due_on" in given:
        changes["due_on"] = _day(given)
    if "owner_id" in given:
        changes["owner"] = _owner(given, user)
    return answer(_task(tasks.change_task(task, by=user, version=version, **changes)))


@router.post(
    "/tasks/{pk}/complete",
    summary="Finish",
    operation_id="complete_task",
    openapi_extra=answers(TASK),
)
def complete(request: HttpRequest, pk: int = Id) -> Any:
    """Mark a task as done."""
    user = need(request, "work.change_task")
    return answer(_task(tasks.complete_task(_seen(Task, user, pk, "change"), by=user)))


@router.post(
    "/tasks/{pk}/reopen",
    summary="Open again",
    operation_id="reopen_task",
    openapi_extra=answers(TASK),
)
def reopen(request: HttpRequest, pk: int = Id) -> Any:
    """Mark a task as not done."""
    user = need(request, "work.change_task")
    return answer(_task(tasks.reopen_task(_seen(Task, user, pk, "change"), by=user)))


@router.delete(
    "/tasks/{pk}", summary="Move to the trash", operation_id="trash_tasks", openapi_extra=TRASHED
)
def trash_task(request: HttpRequest, pk: int = Id) -> Any:
    """Move a task to the trash; the version seen must be named."""
    user = need(request, "work.delete_task")
    return _trash(request, _seen(Task, user, pk, "delete"), tasks.trash_task, user)


@router.get(
    "/notes", summary="List notes", operation_id="list_notes", openapi_extra=answers(paged(NOTE))
)
def list_notes(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
) -> Any:
    """Notes the token may see, newest first."""
    return _page(Note.objects.visible_to(need(request, "work.view_note")), cursor, limit, _note)


@router.post(
    "/notes",
    summary="Write a note",
    operation_id="add_notes",
    openapi_extra=answers(NOTE, 201) | takes(NOTE),
)
def add_note(request: HttpRequest, given: Facts = Body(...)) -> Any:
    """`{"type": "contact", "record_id": 42, "text": "…"}`; `field` names the value it is about, and
    `parent_id` the note it answers, whose record it then stands on. "@Name" tells that colleague."""
    user = need(request, "work.add_note")
    _only(given, NOTE_GIVEN)
    first = _answered(given, user)
    text, field = _text(given, "text"), _field(given)
    kind = first.type if first else _text(given, "type")
    pk = first.record_id if first else _number(given, "record_id") or 0

    def write() -> Note:
        return notes.write_note(kind, pk, text, by=user, field=field, parent=first).note

    return _add(request, write, _note)


def _answered(given: Facts, user: User) -> Note | None:
    pk = _number(given, "parent_id")
    found = Note.objects.visible_to(user).filter(pk=pk).first() if pk else None
    if pk and found is None:
        words = _("There is no such record.")
        raise Invalid(words, {"parent_id": words})
    return found


def _field(given: Facts) -> str:
    key = _text(given, "field")
    kind = _text(given, "type")
    if key and key not in [f.key for f in all_fields(kind).values()]:
        words = _("There is no field called %s.") % key[:60]
        raise Invalid(words, {"field": words})
    return key


@router.get(
    "/notes/{pk}", summary="Read one", operation_id="read_notes", openapi_extra=answers(NOTE)
)
def read_note(request: HttpRequest, pk: int = Id) -> Any:
    """One note."""
    return answer(_note(_seen(Note, need(request, "work.view_note"), pk)))


@router.delete(
    "/notes/{pk}", summary="Move to the trash", operation_id="trash_notes", openapi_extra=TRASHED
)
def trash_note(request: HttpRequest, pk: int = Id) -> Any:
    """Move a note to the trash; the version seen must be named."""
    user = need(request, "work.delete_note")
    return _trash(request, _seen(Note, user, pk, "delete"), notes.trash_note, user)


def _trash(request: HttpRequest, it: Any, trash: Any, user: Any) -> HttpResponse:
    version = version_of(request, None)
    if version is None:
        return problem(428)
    if version != it.version:
        return problem(412)
    trash(it, by=user)
    return HttpResponse(status=204)


def _seen(model: Any, user: Any, pk: int, action: str = "view") -> Any:
    found = model.objects.visible_to(user, action).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _only(given: Facts, allowed: set[str]) -> None:
    if extra := set(given) - allowed:
        words = _("There is no such field, or it cannot be written.")
        raise Invalid(words, dict.fromkeys(map(str, extra), words))


def _text(given: Facts, key: str) -> str:
    value = given.get(key) or ""
    if not isinstance(value, str):
        raise Invalid(_("Give a text."), {key: _("Give a text.")})
    return value


def _number(given: Facts, key: str) -> int | None:
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise Invalid(_("Choose a record."), {key: _("Choose a record.")})
    return value


def _day(given: Facts) -> date | None:
    value = given.get("due_on")
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        words = _("Give a day as 2026-11-21.")
        raise Invalid(words, {"due_on": words}) from None


def _owner(given: Facts, user: User) -> User | None:
    pk = _number(given, "owner_id")
    found = User.objects.visible_to(user).active().filter(pk=pk).first() if pk else None
    if pk and found is None:
        words = _("There is no such colleague.")
        raise Invalid(words, {"owner_id": words})
    return found


def _task(task: Task) -> Facts:
    return {"id": task.pk} | {key: plain(getattr(task, key)) for key in TASK_KEYS}


def _note(note: Note) -> Facts:
    return {"id": note.pk} | {key: plain(getattr(note, key)) for key in NOTE_KEYS}
