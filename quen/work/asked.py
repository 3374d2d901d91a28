"""What the API's callers give and get in this room: bodies read with care, rows as plain facts."""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.drafts import Invalid
from quen.fields.resources import answer, version_of
from quen.kit.idempotency import once
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal, problem
from quen.kit.refused import Refused

Facts = dict[str, Any]


def paged_answer(rows: QuerySet, cursor: int, limit: int, facts: Any) -> HttpResponse:
    """Newest first; `next` is the id to go on before."""
    rows = rows.filter(pk__lt=cursor) if cursor else rows
    found = list(rows.order_by("-pk")[: limit + 1])
    end = str(found[limit - 1].pk) if len(found) > limit else None
    return answer({"items": [facts(one) for one in found[:limit]], "next": end})


def added(request: HttpRequest, make: Any, facts: Any) -> HttpResponse:
    """201 with what `make` made, once for an Idempotency-Key."""

    def work() -> HttpResponse:
        try:
            return answer(facts(make()), 201)
        except Refused as error:
            return of_refusal(error)

    return once(request, work)


def trashed(request: HttpRequest, it: Any, trash: Any, user: Any) -> HttpResponse:
    """204 for what went to the trash under the version that was seen, else 428 or 412."""
    version = version_of(request, None)
    if version is None:
        return problem(428)
    if version != it.version:
        return problem(412)
    trash(it, by=user)
    return HttpResponse(status=204)


def seen(model: Any, user: Any, pk: int, action: str = "view", **facts: Any) -> Any:
    """The record that this user may do that to. Raises Http404."""
    found = model.objects.visible_to(user, action).filter(pk=pk, **facts).first()
    if found is None:
        raise Http404
    return found


def only(given: Facts, allowed: set[str]) -> None:
    """Refuse what cannot be written (SR-08). Raises Invalid."""
    if extra := set(given) - allowed:
        words = _("There is no such field, or it cannot be written.")
        raise Invalid(words, dict.fromkeys(map(str, extra), words))


def text(given: Facts, key: str) -> str:
    """A text, empty where left out. Raises Invalid."""
    value = given.get(key) or ""
    if not isinstance(value, str):
        raise Invalid(_("Give a text."), {key: _("Give a text.")})
    return value


def number(given: Facts, key: str, most: int = 2**63) -> int | None:
    """A positive whole number below `most`, or None. Raises Invalid."""
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < most:
        words = _("Choose a record.") if most == 2**63 else _("Give a whole number.")
        raise Invalid(words, {key: words})
    return value


def flag(given: Facts, key: str) -> bool:
    """True or false. Raises Invalid."""
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise Invalid(_("Give true or false."), {key: _("Give true or false.")})
    return value


def day(given: Facts, key: str) -> date | None:
    """A day as 2026-11-21. Raises Invalid."""
    value = given.get(key)
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        words = _("Give a day as 2026-11-21.")
        raise Invalid(words, {key: words}) from None


def moment(given: Facts, key: str) -> datetime | None:
    """A moment with its offset, as 2026-11-21T09:00:00+07:00. Raises Invalid."""
    value = given.get(key)
    if not value:
        return None
    try:
        at = datetime.fromisoformat(str(value))
        return at.astimezone(UTC) if at.tzinfo else _no_moment(key)
    except (ValueError, OverflowError):
        return _no_moment(key)


def _no_moment(key: str) -> datetime:
    words = _("Give a moment with its offset, as 2026-11-21T09:00:00+07:00.")
    raise Invalid(words, {key: words})


def owner(given: Facts, user: User) -> User | None:
    """The colleague of `owner_id`. Raises Invalid for an unknown one."""
    pk = number(given, "owner_id")
    found = User.objects.visible_to(user).active().filter(pk=pk).first() if pk else None
    if pk and found is None:
        words = _("There is no such colleague.")
        raise Invalid(words, {"owner_id": words})
    return found


def facts_of(keys: tuple[str, ...]) -> Any:
    """A function that gives a row as plain facts under these keys."""
    return lambda row: {"id": row.pk} | {key: plain(getattr(row, key)) for key in keys}
