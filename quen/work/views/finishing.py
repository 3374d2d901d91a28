"""Finishing tasks, opening them again, and writing a call down in one tap."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quen.accounts.acting import acting_user
from quen.fields.views.answers import changed
from quen.kit.pages import needs
from quen.kit.render import page
from quen.work.actions import finishing as actions
from quen.work.lines import planned_with
from quen.work.models import Task
from quen.work.views.tasks import answered, mine, next_step_facts


@require_POST
@needs("work.change_task")
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish a task; where nothing else is planned with its record, the next step is asked for."""
    found = mine(request, pk, "change")
    facts = {key: request.POST.get(key, "") for key in ("outcome", "text")}
    found = actions.complete_task(found, by=acting_user(request), **facts)
    words, undo = _("Done: %s") % found.title, reverse("work:task_reopen", args=[pk])
    if request.headers.get("HX-Request") and request.POST.get("next"):
        return _in_list(request, found, words, undo)
    return _asking(request, found, answered(request, found, words, undo))


def _in_list(request: HttpRequest, done: Task, words: str, undo: str) -> HttpResponse:
    """From a list of tasks: a toast that can undo, the list fetched anew, and what comes next."""
    asks = bool(done.record_id and _may_plan(request) and not planned_with(done))
    facts = next_step_facts(request, done.type, done.record_id or 0) if asks else None
    answer = page(
        request,
        "work/finished.html",
        words=words,
        undo=undo,
        asks_next=facts is not None,
        **facts or {},
    )
    answer["HX-Trigger"] = "day"
    return answer


def _may_plan(request: HttpRequest) -> bool:
    return bool(acting_user(request).can("work.add_task"))


@require_POST
@needs("work.change_task")
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a finished task again."""
    found = actions.reopen_task(mine(request, pk, "change"), by=acting_user(request))
    return answered(request, found, "", "")


@require_POST
@needs("work.add_task")
def call_log(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Write a call down: the button pressed is its outcome."""
    minutes = request.POST.get("minutes", "")
    call = actions.log_call(
        type_key,
        pk,
        by=acting_user(request),
        outcome=request.POST.get("outcome", ""),
        text=request.POST.get("text", ""),
        inbound=request.POST.get("inbound") == "1",
        minutes=int(minutes) if minutes.isdecimal() and 0 < int(minutes) <= 1440 else None,
    )
    return _asking(request, call, changed(request, type_key, pk))


def _asking(request: HttpRequest, done: Task, answer: HttpResponse) -> HttpResponse:
    """Have the page ask what comes next, where nothing is planned with the record any more."""
    if not request.headers.get("HX-Request") or not done.type or "HX-Trigger" not in answer:
        return answer
    if _may_plan(request) and not planned_with(done):
        told = json.loads(answer["HX-Trigger"]) | {"plan-next": None}
        answer["HX-Trigger"] = json.dumps(told)
    return answer
