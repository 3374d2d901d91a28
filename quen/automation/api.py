"""Runs in the API: read only."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query

from quen.accounts.bearer import need
from quen.automation.models import Run
from quen.fields.resources import answer
from quen.kit.api_shapes import MAYBE_TEXT, TEXT, answers, columns_of, object_of, paged
from quen.kit.plain_rows import plain

router = Router(tags=["automation"])
Id = Path(..., ge=1, le=2**63 - 1)
KEYS = ("flow", "type", "record_id", "state", "position", "due_at", "started_at", "done_at", "stuck_at", "error", "ended")  # fmt: skip
SHAPE = object_of({**columns_of(Run, KEYS), "label": TEXT, "step": MAYBE_TEXT}, set())


def _facts(run: Run) -> dict[str, Any]:
    facts = {key: plain(getattr(run, key)) for key in KEYS}
    return {
        "id": run.pk,
        **facts,
        "label": run.definition["label"],
        "step": run.step["step"] if run.step else None,
    }


@router.get("/runs", summary="List runs", operation_id="list_runs", openapi_extra=answers(paged(SHAPE)))  # fmt: skip
def list_runs(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
    live: int = Query(0, ge=0, le=1),
    type: str = Query("", max_length=24),
    record_id: int = Query(0, ge=0, le=2**63 - 1),
) -> Any:
    """Those on records that the token may see, newest first; `live=1` leaves out what is over, `type` and
    `record_id` ask for one record."""
    rows = Run.objects.visible_to(need(request, "automation.view_run"))
    rows = rows.live() if live else rows
    rows = rows.of_record(type, record_id) if type and record_id else rows
    rows = rows.filter(pk__lt=cursor) if cursor else rows
    found = list(rows.order_by("-pk")[: limit + 1])
    end = str(found[limit - 1].pk) if len(found) > limit else None
    return answer({"items": [_facts(one) for one in found[:limit]], "next": end})


@router.get("/runs/{pk}", summary="Read a run", operation_id="read_run", openapi_extra=answers(SHAPE))  # fmt: skip
def read_run(request: HttpRequest, pk: int = Id) -> Any:
    """One run."""
    rows = Run.objects.visible_to(need(request, "automation.view_run"))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return answer(_facts(found))
