"""Many records at once in the API: each is added, or changed where one stands already."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.fields.resources import Facts, Resource, add_given, answer, change_given
from quen.kit.api_shapes import BATCH_TOLD, answers, batch_of, takes
from quen.kit.idempotency import once
from quen.kit.problems import problem
from quen.kit.records import TYPES
from quen.kit.refused import Refused

BATCH = 1_000


def mount_batch(router: Router, it: Resource) -> None:
    """Add the operation of a resource to its room's router."""
    label = it.plural

    @router.post(
        f"/{label}/batch",
        summary="Add or update many",
        operation_id=f"batch_{label}",
        openapi_extra=answers(BATCH_TOLD) | takes(batch_of(it.shape, BATCH, it.matches)),
    )
    def batch(request: HttpRequest, given: Facts = Body(...)) -> Any:
        """At most 1,000 items, an answer per item; `match` names the key that finds existing ones."""
        user = need(request, it.noun.right("add"))
        items, match = given.get("items"), given.get("match")
        if not isinstance(items, list) or not 1 <= len(items) <= BATCH:
            return problem(400, _("Send 1 to %d items.") % BATCH)
        if set(given) - {"items", "match"} or (match is not None and match not in list(it.matches)):
            return problem(400, _("match is one of: %s.") % ", ".join(it.matches))
        return once(
            request, lambda: answer({"items": [_one_of(it, one, match, user) for one in items]})
        )


def _one_of(it: Resource, item: Any, match: str | None, user: Any) -> Facts:
    if not isinstance(item, dict):
        return {"status": 400, "errors": [{"field": "", "message": _("An item is an object.")}]}
    try:
        with transaction.atomic():
            found = it.matches[match](item.get(match), user) if match and item.get(match) else None
            if found is None:
                return {"status": 201, "id": add_given(it, item, user)}
            visible = TYPES[it.noun.type].visible_to(user, "change").filter(pk=found.pk).first()
            if visible is None:
                return {
                    "status": 409,
                    "errors": [
                        {"field": match, "message": _("This belongs to another record already.")}
                    ],
                }
            change_given(it, visible, item, user, None)
            return {"status": 200, "id": visible.pk}
    except Refused as error:
        errors = [{"field": k, "message": str(v)} for k, v in error.errors.items()]
        return {"status": error.status, "detail": str(error.message), "errors": errors}
