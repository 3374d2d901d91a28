"""Colleagues and teams in the API."""

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from quen.accounts.bearer import need
from quen.accounts.models import Team, User
from quen.kit.api_shapes import answers, columns_of, object_of, paged

router = Router(tags=["accounts"])
USER = object_of(columns_of(User, ["full_name", "email", "team_id", "is_active"]), ())
TEAM = object_of(columns_of(Team, ["name", "parent_id"]), ())


def _answer(facts: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(facts), content_type="application/json")


@router.get(
    "/users",
    summary="List colleagues",
    operation_id="list_users",
    openapi_extra=answers(paged(USER)),
)
def users(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
) -> Any:
    """Colleagues by id; `next` is the id to go on after."""
    user = need(request, "web.use")
    rows = list(User.objects.visible_to(user).filter(pk__gt=cursor).order_by("pk")[: limit + 1])
    items = [_user(one) for one in rows[:limit]]
    return _answer({"items": items, "next": str(rows[limit - 1].pk) if len(rows) > limit else None})


@router.get(
    "/users/{pk}", summary="Read one", operation_id="read_users", openapi_extra=answers(USER)
)
def user(request: HttpRequest, pk: int = Path(..., ge=1, le=2**63 - 1)) -> Any:
    """One colleague."""
    found = User.objects.visible_to(need(request, "web.use")).filter(pk=pk).first()
    if found is None:
        raise Http404
    return _answer(_user(found))


@router.get(
    "/teams", summary="List teams", operation_id="list_teams", openapi_extra=answers(paged(TEAM))
)
def teams(request: HttpRequest) -> Any:
    """Teams in their tree; `parent_id` is null for a root."""
    rows = Team.objects.visible_to(need(request, "web.use"))
    items = [{"id": t.pk, "name": t.name, "parent_id": t.parent_id} for t in rows]
    return _answer({"items": items, "next": None})


def _user(one: User) -> dict[str, Any]:
    return {
        "id": one.pk,
        "full_name": one.full_name,
        "email": one.email,
        "team_id": one.team_id,
        "is_active": one.is_active,
        "language": one.language,
    }
