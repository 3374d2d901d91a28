"""Tasks, calls and meetings: the list of what is open, planning one, its own page."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quen.accounts.acting import acting_user
from quen.accounts.models import User
from quen.accounts.visibility import may
from quen.fields.views.answers import changed
from quen.kit import days, records
from quen.kit.asked import number_in
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.work import lines
from quen.work.actions import tasks as actions
from quen.work.booking.shown import told_by
from quen.work.calendar.asking import invitation_of
from quen.work.forms import TaskForm, start_of
from quen.work.models import Booking, Task

SHOWN = 200
TABS = ("mine", "team", "done")


@require_GET
@needs("work.view_task")
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks by day, one's own or one's team's, and what was done lately."""
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else "mine"
    found = list(_rows(request.user, tab)[:SHOWN])
    shown = lines.lines_of(found, request.user)
    if tab == "done":
        order = {task.pk: n for n, task in enumerate(found)}
        shown.sort(key=lambda line: order[line["pk"]])
    request.live_names = ("tasks",)  # type: ignore[attr-defined]
    return page(
        request,
        "work/tasks.html",
        tab=tab,
        tabs=_tabs(request.user, tab),
        groups=[{"key": "done", "lines": shown}]
        if tab == "done" and shown
        else lines.grouped(shown),
        more=len(found) == SHOWN,
        later=lines.later(request.user),
    )


def _groups(shown: list[dict[str, Any]], tab: str) -> list[dict[str, Any]]:
    if tab != "done":
        return lines.grouped(shown)
    return [{"key": "done", "label": "", "lines": shown}] if shown else []


def _rows(user: Any, tab: str) -> Any:
    rows = Task.objects.visible_to(user).select_related("owner")
    if tab == "done":
        return rows.filter(owner=user, done_at__isnull=False).order_by("-done_at")
    open_ones = rows.open() if tab == "team" else rows.open().filter(owner=user)
    return open_ones.order_by("due_on", "at", "id")


def _tabs(user: Any, tab: str) -> list[dict[str, Any]]:
    words = {"mine": _("Mine"), "team": _("My team"), "done": _("Done lately")}
    wide = user.reach("work.view_task") != "own"
    shown = [t for t in TABS if wide or t != "team"]
    url = reverse("work:tasks")
    return [{"label": words[t], "url": f"{url}?tab={t}", "active": t == tab} for t in shown]


@require_http_methods(["GET", "POST"])
@needs("work.add_task")
def task_new(request: HttpRequest) -> HttpResponse:
    """Plan a task that stands alone; the address may begin the form (`title`, `due_on`, `kind`)."""
    begun = {key: request.GET.get(key, "")[:200] for key in ("title", "due_on", "kind")}
    start = {"owner": request.user.pk, **begun}
    form = form_for(request, data=request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _planned(request, form):
        messages.success(request, _("The task is planned."))
        return HttpResponseRedirect(reverse("work:tasks"))
    return page(request, "work/task_new.html", form=form, status=422 if form.errors else 200)


def _planned(request: HttpRequest, form: TaskForm) -> bool:
    """Plan it; what the action refuses stands at its field."""
    try:
        _add(request, form, "", None)
    except Refused as refused:
        errors: dict[str, Any] = dict(refused.errors) or {"title": refused.message}
        for key, words in errors.items():
            form.add_error({"at": "hour"}.get(key, key if key in form.fields else None), str(words))
        return False
    return True


def _add(request: HttpRequest, form: TaskForm, type_key: str, pk: int | None) -> None:
    facts = form.facts | {"type_key": type_key, "record_id": pk}
    actions.add_task(by=acting_user(request), kind=form.cleaned_data["kind"] or "task", **facts)


@require_POST
@needs("work.add_task")
def task_add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Plan a task, call or meeting on a record; `in_days` stands for a day, counted from today."""
    form = form_for(request, data=_with_day(request))
    if not form.is_valid():
        raise Refused(" ".join(str(words) for errors in form.errors.values() for words in errors))
    _add(request, form, type_key, pk)
    return changed(request, type_key, pk)


def _with_day(request: HttpRequest) -> Any:
    ahead, given = number_in(request.POST.get("in_days", "")), request.POST.copy()
    if ahead is not None and ahead < 1000:
        given["due_on"] = (lines.today_of(request.user) + timedelta(days=ahead)).isoformat()
    return given


@require_GET
@needs("work.add_task")
def task_next(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The dialog that asks for the next step with a record, once one has been finished."""
    facts = next_step_facts(request, type_key, pk)
    if facts is None:
        raise Http404
    part = "#dialog" if request.headers.get("HX-Request") else ""
    return page(request, f"work/next_step.html{part}", **facts)


def next_step_facts(request: HttpRequest, type_key: str, pk: int) -> dict[str, Any] | None:
    """What the dialog shows; None where this user may not see the record."""
    record = records.visible(type_key, pk, request.user)
    if record is None:
        return None
    known = records.TYPES[type_key]
    return {
        "on": known.title(record),
        "quick": lines.quick_days(request.user),
        "record": {"type": type_key, "pk": pk, "url": known.url(pk)},
    }


@require_http_methods(["GET", "POST"])
@needs("work.view_task")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task; who may change it can do so here."""
    found = get_object_or_404(Task.objects.visible_to(request.user).select_related("owner"), pk=pk)
    zone = found.owner.zone if found.owner else acting_user(request).zone
    form = form_for(request, data=request.POST or None, initial=start_of(found, zone))
    del form.fields["kind"]
    if request.method == "POST":
        return _changed(request, found, form)
    return _shown(request, found, form)


def _changed(request: HttpRequest, found: Task, form: TaskForm) -> HttpResponse:
    if not may(found, request.user, "change"):
        raise Http404
    if not form.is_valid():
        return _shown(request, found, form, 422)
    facts = form.facts
    facts["owner"] = facts["owner"] or found.owner
    actions.change_task(found, by=acting_user(request), **facts)
    messages.success(request, _("Saved"))
    return HttpResponseRedirect(reverse("work:task", args=[found.pk]))


@require_POST
@needs("work.change_task")
def task_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Be reminded later."""
    found = mine(request, pk, "change")
    until, by = _until(request.POST.get("until", "")), acting_user(request)
    found = actions.snooze_task(found, until, by=by)
    era = "buddhist" if by.buddhist_years else "common"
    words = _("You are reminded on %s.") % days.shown_moment(until, by.zone, by.language, era)
    return answered(request, found, words, "")


def _until(typed: str) -> datetime:
    """The moment that was chosen. Raises Refused, also for years in which nobody is reminded."""
    try:
        until = datetime.fromisoformat(typed)
    except ValueError:
        until = datetime.min
    if not 1990 <= until.year <= 2199:
        raise Refused(_("Choose a time to come."))
    return until if until.tzinfo else timezone.make_aware(until)


@require_POST
@needs("work.delete_task")
def task_trash(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a task to the trash."""
    found = actions.trash_task(mine(request, pk, "delete"), by=acting_user(request))
    return answered(request, found, _("“%s” is in the trash.") % found.title, "")


def mine(request: HttpRequest, pk: int, action: str) -> Task:
    """A task that this user may do that to. Raises Http404."""
    return get_object_or_404(Task.objects.visible_to(request.user, action), pk=pk)


def answered(request: HttpRequest, found: Task, words: str, undo: str) -> HttpResponse:
    """Back to where it was asked: the record's page tells itself, the lists are shown anew."""
    if request.POST.get("next") in ("home", "tasks"):
        url = "/" if request.POST["next"] == "home" else reverse("work:tasks")
    elif found.type and found.record_id and found.type in records.TYPES:
        return changed(request, found.type, found.record_id)
    else:
        url = reverse("work:tasks")
    if words:
        messages.success(request, words, extra_tags=undo)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def form_for(request: HttpRequest, **facts: Any) -> TaskForm:
    """The form with the colleagues to whom this user may give a task."""
    colleagues = User.objects.visible_to(request.user).filter(is_active=True)
    if not request.user.can("work.assign_task"):  # type: ignore[union-attr]
        colleagues = colleagues.filter(pk=request.user.pk)
    zone = acting_user(request).zone
    return TaskForm(list(colleagues.order_by("full_name")), zone, **facts)


def _shown(request: HttpRequest, found: Task, form: TaskForm, status: int = 200) -> HttpResponse:
    on = records.visible(found.type, found.record_id or 0, request.user) if found.type else None
    known = records.TYPES.get(found.type)
    allowed = {verb: may(found, request.user, verb) for verb in ("change", "delete")}
    outcomes = lines.outcomes(found.kind)
    booking = Booking.objects.visible_to(request.user).filter(task=found).first()
    return page(
        request,
        "work/task.html",
        status=status,
        task=found,
        outcomes=outcomes,
        asks_how=bool(allowed["change"] and outcomes and not found.done_at),
        line=lines.lines_of([found], request.user)[0],
        form=form,
        later=lines.later(request.user),
        may=allowed,
        booked=told_by(booking, request.user) if booking else None,
        invitation=invitation_of(found, request.user) if allowed["change"] else None,
        on={"title": known.title(on), "url": known.url(on.pk)}
        if on is not None and known
        else None,
    )
