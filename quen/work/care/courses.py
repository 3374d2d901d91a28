"""How far a customer has come in a care plan, for colleagues and for the customer."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from quen.accounts.visibility import may
from quen.automation import telling
from quen.automation.models import RunStep
from quen.fields.catalogue import in_language
from quen.kit.records import type_of
from quen.work.lines import ICONS
from quen.work.models import CareCourse, CarePlan, Task

_SIGNER = signing.Signer(salt="quen.work.care.link", sep=".")
SHOWN = 5


def token_of(course: CareCourse) -> str:
    """What stands in the customer's link."""
    return _SIGNER.sign(course.link_key)


def key_in(token: str) -> str:
    """The key in a link; empty where the signature does not fit."""
    try:
        return _SIGNER.unsign(token[:200])
    except signing.BadSignature:
        return ""


def care_of(record: Any, user: Any) -> dict[str, Any] | None:
    """The plans that a record goes through, line by line, and those that may be assigned."""
    key = type_of(record)
    rows = CareCourse.objects.filter(run__type=key, run__record_id=record.pk)
    courses = list(rows.select_related("run", "plan").order_by("-pk")[:SHOWN])
    may_start = user.can("automation.start_flow") and may(record, user, "change")
    plans = _assignable(key, courses) if may_start else []
    if not courses and not plans:
        return None
    done = _done_in(courses)
    return {
        "courses": [_course(one, done, user) for one in courses],
        "plans": [
            {"label": plan.label, "url": reverse("work:plan_assign", args=[plan.pk, record.pk])}
            for plan in plans
        ],
    }


def _assignable(type_key: str, courses: Iterable[CareCourse]) -> list[CarePlan]:
    live = [one.plan_id for one in courses if one.run.is_live]
    return list(CarePlan.objects.standing().filter(type=type_key).exclude(pk__in=live))


def _course(one: CareCourse, done: dict[tuple[int, int], bool], user: Any) -> dict[str, Any]:
    run = one.run
    lines = [
        {
            "icon": "check" if done.get((run.pk, n)) else ICONS.get(_kind(step), "mail"),
            "done": done.get((run.pk, n), False),
            "words": step["input"].get("title") or step["input"].get("subject"),
        }
        for n, step in enumerate(run.steps)
        if step["step"] == "do"
    ]
    return {
        "label": one.plan.label,
        "state": telling.line_of(run, user),
        "lines": lines,
        "count": f"{sum(line['done'] for line in lines)}/{len(lines)}",
        "link": settings.BASE_URL + reverse("work:care_public", args=[token_of(one)])
        if one.plan.is_shown
        else "",
    }


def _kind(step: dict[str, Any]) -> str:
    return str(step["input"].get("kind") or "mail")


def _done_in(courses: Iterable[CareCourse]) -> dict[tuple[int, int], bool]:
    """Whether what a step planned is done, by run and position: a task that is finished, a mail planned."""
    rows = list(RunStep.objects.filter(run__in=[c.run_id for c in courses], state="done"))
    tasks = [row.output["task"] for row in rows if "task" in row.output]
    finished = set(
        Task.objects.filter(pk__in=tasks, done_at__isnull=False).values_list("pk", flat=True)
    )
    return {
        (row.run_id, row.position): row.output["task"] in finished
        if "task" in row.output
        else "mail" in row.output
        for row in rows
    }


def checklist(course: CareCourse) -> dict[str, Any]:
    """What the customer reads: the lines that have words for them, in their language; nothing else of ours."""
    done = _done_in([course])
    lines = [
        {"words": in_language(step["shown"]), "done": done.get((course.run_id, n), False)}
        for n, step in enumerate(course.run.steps)
        if step.get("shown")
    ]
    return {"lines": lines, "ready": sum(one["done"] for one in lines), "all": len(lines)}
