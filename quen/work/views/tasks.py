"""Tasks: planned on a record or alone, finished, opened again, changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.fields.views.answers import changed
from quen.kit import records
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.work.actions import tasks as actions
from quen.work.forms import TaskForm
from quen.work.models import Task

SHOWN = 200


@require_GET
@needs("work.view_task")
def tasks(request: HttpRequest) -> HttpResponse:
    """One's own open tasks, the most urgent first."""
    rows = Task.objects.visible_to(request.user).open().filter(owner=request.user)
    found = list(rows.order_by("due_on", "id")[:SHOWN])
    names = records.titles((t.type, t.record_id) for t in found if t.type and t.record_id)
    lines = [{"task": t, "on": names.get((t.type, t.record_id or 0), "")} for t in found]
    request.live_names = ("tasks",)  # type: ignore[attr-defined]
    return page(request, "work/tasks.html", lines=lines)


@require_http_methods(["GET", "POST"])
@needs("work.add_task")
def task_new(request: HttpRequest) -> HttpResponse:
    """Plan a task that stands alone; the address may begin the form (`title`, `due_on`)."""
    begun = {key: request.GET.get(key, "")[:200] for key in ("title", "due_on")}
    start = {"owner": request.user.pk, **begun}
    form = _form(request, data=request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        on: dict[str, Any] = {"type_key": "", "record_id": None}
        actions.add_task(by=acting_user(request), **form.cleaned_data, **on)
        messages.success(request, _("The task is planned."))
        return HttpResponseRedirect(reverse("work:tasks"))
    return page(request, "work/task_new.html", form=form, status=422 if form.errors else 200)


@require_POST
@needs("work.add_task")
def task_add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Plan a task on a record."""
    form = _form(request, data=request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(words) for errors in form.errors.values() for words in errors))
    actions.add_task(by=acting_user(request), type_key=type_key, record_id=pk, **form.cleaned_data)
    return changed(request, type_key, pk)


@require_http_methods(["GET", "POST"])
@needs("work.view_task")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task; who may change it can do so here."""
    found = get_object_or_404(Task.objects.visible_to(request.user).select_related("owner"), pk=pk)
    start = {"title": found.title, "due_on": found.due_on, "owner": found.owner_id}
    form = _form(request, data=request.POST or None, initial=start)
    if request.method == "POST":
        return _changed(request, found, form)
    return _shown(request, found, form)


def _changed(request: HttpRequest, found: Task, form: TaskForm) -> HttpResponse:
    if not may(found, request.user, "change"):
        raise Http404
    if not form.is_valid():
        return _shown(request, found, form, 422)
    actions.change_task(found, by=acting_user(request), **_given(form, found))
    messages.success(request, _("Saved"))
    return HttpResponseRedirect(reverse("work:task", args=[found.pk]))


def _given(form: TaskForm, found: Task) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    facts["owner"] = facts["owner"] or found.owner
    return facts


@require_POST
@needs("work.change_task")
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish a task."""
    found = actions.complete_task(_mine(request, pk, "change"), by=acting_user(request))
    return _answer(
        request, found, _("Done: %s") % found.title, reverse("work:task_reopen", args=[pk])
    )


@require_POST
@needs("work.change_task")
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a finished task again."""
    found = actions.reopen_task(_mine(request, pk, "change"), by=acting_user(request))
    return _answer(request, found, "", "")


@require_POST
@needs("work.delete_task")
def task_trash(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a task to the trash."""
    found = actions.trash_task(_mine(request, pk, "delete"), by=acting_user(request))
    return _answer(request, found, _("“%s” is in the trash.") % found.title, "")


def _mine(request: HttpRequest, pk: int, action: str) -> Task:
    return get_object_or_404(Task.objects.visible_to(request.user, action), pk=pk)


def _answer(request: HttpRequest, found: Task, words: str, undo: str) -> HttpResponse:
    if found.type and found.record_id and found.type in records.TYPES:
        return changed(request, found.type, found.record_id)
    if words:
        messages.success(request, words, extra_tags=undo)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("work:tasks")})
    return HttpResponseRedirect(reverse("work:tasks"))


def _form(request: HttpRequest, **facts: Any) -> TaskForm:
    colleagues = User.objects.visible_to(request.user).filter(is_active=True)
    if not request.user.can("work.assign_task"):  # type: ignore[union-attr]
        colleagues = colleagues.filter(pk=request.user.pk)
    return TaskForm(list(colleagues.order_by("full_name")), **facts)


def _shown(request: HttpRequest, found: Task, form: TaskForm, status: int = 200) -> HttpResponse:
    on = records.visible(found.type, found.record_id or 0, request.user) if found.type else None
    known = records.TYPES.get(found.type)
    return page(
        request,
        "work/task.html",
        status=status,
        task=found,
        form=form,
        may={verb: may(found, request.user, verb) for verb in ("change", "delete")},
        on={"title": known.title(on), "url": known.url(on.pk)}
        if on is not None and known
        else None,
    )
