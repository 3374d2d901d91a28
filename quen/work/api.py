"""Tasks, calls and meetings in the API: three collections of one shape."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Body, Path, Query

from quen.accounts.bearer import need
from quen.accounts.models import User
from quen.fields.resources import answer, version_of
from quen.kit.api_shapes import TEXT, TRASHED, answers, columns_of, object_of, paged, takes
from quen.kit.problems import problem
from quen.work import asked
from quen.work.actions import finishing, tasks
from quen.work.asked import Facts
from quen.work.models import Task
from quen.work.models.task import LONGEST_MINUTES

router = Router(tags=["work"])
Id = Path(..., ge=1, le=2**63 - 1)
_WRITTEN = ("title", "due_on", "at", "minutes", "place", "inbound", "remind_at", "repeats", "text")
KEYS = (
    *_WRITTEN,
    *("outcome", "done_at", "type", "record_id"),
    *("owner_id", "team_id", "created_at", "updated_at", "version"),
)
CHANGED = {*_WRITTEN, "owner_id"}
GIVEN = CHANGED | {"type", "record_id"}
MOST_MINUTES = LONGEST_MINUTES + 1
ENDED = {"type": "object", "properties": {"outcome": TEXT, "text": TEXT}}
_facts = asked.facts_of(KEYS)


def collection(kind: str, plural: str, extra: set[str]) -> None:
    """Mount list, add, read, change, complete, reopen and trash of one kind; `extra` can be given when
    one is added."""
    given_keys = GIVEN | extra
    shape = object_of(columns_of(Task, KEYS), given_keys)
    _reading(kind, plural, shape)
    _writing(kind, plural, shape, given_keys)
    _ending(kind, plural, shape)


def _reading(kind: str, plural: str, shape: Facts) -> None:
    @router.get(
        f"/{plural}",
        summary=f"List {plural}",
        operation_id=f"list_{plural}",
        openapi_extra=answers(paged(shape)),
    )
    def list_all(
        request: HttpRequest,
        limit: int = Query(50, ge=1, le=200),
        cursor: int = Query(0, ge=0, le=2**63 - 1),
        open: int = Query(0, ge=0, le=1),
    ) -> Any:
        """Those the token may see, newest first; `open=1` leaves out what is done."""
        rows = Task.objects.visible_to(need(request, "work.view_task")).of_kind(kind)
        return asked.paged_answer(rows.open() if open else rows, cursor, limit, _facts)

    @router.get(
        f"/{plural}/{{pk}}",
        summary="Read one",
        operation_id=f"read_{plural}",
        openapi_extra=answers(shape),
    )
    def read(request: HttpRequest, pk: int = Id) -> Any:
        """One of them."""
        user = need(request, "work.view_task")
        return answer(_facts(asked.seen(Task, user, pk, kind=kind)))


def _writing(kind: str, plural: str, shape: Facts, given_keys: set[str]) -> None:
    @router.post(
        f"/{plural}",
        summary=f"Add {plural}",
        operation_id=f"add_{plural}",
        openapi_extra=answers(shape, 201) | takes(shape),
    )
    def add(request: HttpRequest, given: Facts = Body(...)) -> Any:
        """Plan one, alone or on the record of `type` and `record_id`. A call with an `outcome` (reached,
        no_answer, busy, wrong_number) is one that took place."""
        user = need(request, "work.add_task")
        asked.only(given, given_keys)
        return asked.added(request, lambda: _added(kind, given, user), _facts)

    @router.patch(
        f"/{plural}/{{pk}}",
        summary="Change one",
        operation_id=f"change_{plural}",
        openapi_extra=answers(shape) | takes(object_of(columns_of(Task, KEYS), CHANGED)),
    )
    def change(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
        """Change what is given; the version seen must be named."""
        user = need(request, "work.change_task")
        task = asked.seen(Task, user, pk, "change", kind=kind)
        version = version_of(request, given.pop("version", None))
        if version is None:
            return problem(428)
        asked.only(given, CHANGED)
        changes = _written(given)
        if "owner_id" in given:
            changes["owner"] = asked.owner(given, user)
        return answer(_facts(tasks.change_task(task, by=user, version=version, **changes)))


def _ending(kind: str, plural: str, shape: Facts) -> None:
    @router.post(
        f"/{plural}/{{pk}}/complete",
        summary="Finish",
        operation_id=f"complete_{kind}",
        openapi_extra=answers(shape) | takes(ENDED),
    )
    def complete(request: HttpRequest, given: Facts | None = Body(None), pk: int = Id) -> Any:
        """Mark as done; `outcome` and `text` say how a call or meeting (held, not_come, called_off) went."""
        user = need(request, "work.change_task")
        given = given or {}
        asked.only(given, {"outcome", "text"})
        task = asked.seen(Task, user, pk, "change", kind=kind)
        told = {key: asked.text(given, key) for key in ("outcome", "text")}
        return answer(_facts(finishing.complete_task(task, by=user, **told)))

    @router.post(
        f"/{plural}/{{pk}}/reopen",
        summary="Open again",
        operation_id=f"reopen_{kind}",
        openapi_extra=answers(shape),
    )
    def reopen(request: HttpRequest, pk: int = Id) -> Any:
        """Mark as not done."""
        user = need(request, "work.change_task")
        task = asked.seen(Task, user, pk, "change", kind=kind)
        return answer(_facts(finishing.reopen_task(task, by=user)))

    @router.delete(
        f"/{plural}/{{pk}}",
        summary="Move to the trash",
        operation_id=f"trash_{plural}",
        openapi_extra=TRASHED,
    )
    def trash(request: HttpRequest, pk: int = Id) -> Any:
        """Move to the trash; the version seen must be named."""
        user = need(request, "work.delete_task")
        found = asked.seen(Task, user, pk, "delete", kind=kind)
        return asked.trashed(request, found, tasks.trash_task, user)


def _added(kind: str, given: Facts, user: User) -> Task:
    type_key, pk = asked.text(given, "type"), asked.number(given, "record_id")
    owner, facts = asked.owner(given, user), _written(given)
    if not given.get("outcome"):
        on: Facts = {"type_key": type_key, "record_id": pk}
        return tasks.add_task(**{"title": "", **on, **facts}, by=user, kind=kind, owner=owner)
    return finishing.log_call(
        type_key,
        pk or 0,
        by=user,
        owner=owner,
        outcome=asked.text(given, "outcome"),
        **{k: v for k, v in facts.items() if k in ("title", "at", "minutes", "inbound", "text")},
    )


def _written(given: Facts) -> Facts:
    """What of the body goes into the record, in its own types. Raises Invalid."""
    read = {
        "due_on": asked.day,
        "at": asked.moment,
        "remind_at": asked.moment,
        "inbound": asked.flag,
        "minutes": lambda body, key: asked.number(body, key, MOST_MINUTES),
    }
    return {key: read.get(key, asked.text)(given, key) for key in _WRITTEN if key in given}


collection("task", "tasks", set())
collection("call", "calls", {"outcome"})
collection("meeting", "meetings", set())
