"""The same write sent twice is done once: by a program's Idempotency-Key, which is answered alike (SR-51), or
by the key that a form bears."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.kit.models import KeptAnswer
from quen.kit.problems import problem
from quen.kit.tasks import every, task

KEPT = timedelta(hours=24)
LONGEST = 200


def once(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Do `work`, or answer as before: 409 while the first is running, 422 for another body."""
    key = request.headers.get("Idempotency-Key", "")
    if not key or request.method != "POST":
        return work()
    if len(key) > LONGEST:
        return problem(400, _("An Idempotency-Key has at most %d letters.") % LONGEST)
    mine, kept = _taken(request, key)
    if mine is None:
        return _again(kept, request)
    try:
        answer = work()
    except BaseException:
        mine.delete()
        raise
    mine.status, mine.body = answer.status_code, answer.content.decode()
    mine.save(update_fields=["status", "body"])
    return answer


def form_key() -> str:
    """What a form of a page is told apart by, as its hidden input `form_key`."""
    return uuid.uuid4().hex


def once_by_form(request: HttpRequest, work: Callable[[], Any]) -> bool:
    """Do `work` unless this form was sent to this address already; gives whether it was done. What is
    refused leaves the form free to be sent again; a form without a key is always done."""
    key, user = request.POST.get("form_key", "")[:LONGEST], request.user
    with transaction.atomic():
        if key and not _is_first(key, request.path, user):
            return False
        work()
    return True


def _is_first(key: str, path: str, user: Any) -> bool:
    """Whoever sends the same at once waits here for the first one's end."""
    told = hashlib.sha256(f"{path} {key}".encode()).hexdigest()
    _row, new = KeptAnswer.objects.get_or_create(
        user_id=user.pk, key=f"form {told}", defaults={"path": path[:300], "body_hash": ""}
    )
    return new


def _taken(request: HttpRequest, key: str) -> tuple[KeptAnswer | None, Any]:
    user: Any = request.user
    facts = {"path": request.path[:300], "body_hash": _hash(request)}
    KeptAnswer.objects.filter(
        user_id=user.pk, key=key, created_at__lt=timezone.now() - KEPT
    ).delete()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(user_id=user.pk, key=key, **facts), None
    except IntegrityError:
        return None, KeptAnswer.objects.get(user_id=user.pk, key=key)


def _again(kept: KeptAnswer, request: HttpRequest) -> HttpResponse:
    if (kept.path, kept.body_hash) != (request.path[:300], _hash(request)):
        return problem(422, _("This Idempotency-Key was used for another request."))
    if kept.status is None:
        return problem(409, _("The first request with this Idempotency-Key is still running."))
    content_type = "application/json" if kept.status < 400 else "application/problem+json"
    answer = HttpResponse(kept.body, status=kept.status, content_type=content_type)
    answer["Idempotency-Replayed"] = "true"
    return answer


def _hash(request: HttpRequest) -> str:
    return hashlib.sha256(request.body).hexdigest()


@every(hours=1)
@task()
def forget_answers() -> None:
    """Let answers go after a day."""
    KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
