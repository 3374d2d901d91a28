"""Merging in the API: records go up into one, and apart again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.fields.actions import merging
from quen.fields.models import Merge
from quen.fields.resources import Facts, Id, Resource, answer, seen
from quen.kit.api_shapes import answers, takes
from quen.kit.idempotency import once
from quen.kit.problems import of_refusal, problem
from quen.kit.refused import Refused

_IDS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 19}
_CHOICES = {"type": "object", "additionalProperties": {"type": "integer"}}
ASKED = {"type": "object", "properties": {"records": _IDS, "fields": _CHOICES}}
UNDONE = {"type": "object", "properties": {"merge": {"type": "integer"}}}
DONE = {
    "type": "object",
    "properties": {"merge": {"type": "integer"}, "id": {"type": "integer"}, "merged": _IDS},
}


def mount_merging(router: Router, it: Resource) -> None:
    """Add the two operations of a resource to its room's router."""
    label = it.plural

    @router.post(
        f"/{label}/{{pk}}/merge",
        summary="Merge others into one",
        operation_id=f"merge_{label}",
        openapi_extra=answers(DONE) | takes(ASKED),
    )
    def merge(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
        """`records` go up into this one; `fields` name the record whose value stands, by field. Their
        old addresses answer 301 to reading and 409 to writing."""
        user = need(request, it.noun.right("change"))
        seen(it, pk, user)
        return once(request, lambda: _merged(it, pk, given, user))

    @router.post(
        f"/{label}/{{pk}}/unmerge",
        summary="Undo a merge",
        operation_id=f"unmerge_{label}",
        openapi_extra=answers(DONE) | takes(UNDONE),
    )
    def unmerge(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
        """Within 30 days; what was written or edited since stays with this record."""
        user = need(request, it.noun.right("change"))
        seen(it, pk, user)
        number = given.get("merge")
        found = Merge.objects.visible_to(user).filter(type=it.noun.type, survivor_id=pk)
        one = found.filter(pk=int(number or 0)).first() if _is_id(number) else None
        if one is None:
            return problem(404)
        return answer(_told(merging.unmerge(one, by=user, via="api")))


def _merged(it: Resource, pk: int, given: Facts, user: Any) -> HttpResponse:
    ids, choices = given.get("records") or [], given.get("fields") or {}
    wrong = problem(400, _("Send the ids of the records, and ids by field."))
    if not isinstance(ids, list) or not isinstance(choices, dict):
        return wrong
    if set(given) - {"records", "fields"} or not all(map(_is_id, [*ids, *choices.values()])):
        return wrong
    try:
        done = merging.merge_records(it.noun.type, pk, ids, choices, by=user, via="api")
    except Refused as error:
        return of_refusal(error)
    return answer(_told(done))


def _told(merge: Merge) -> Facts:
    return {"merge": merge.pk, "id": merge.survivor_id, "merged": merge.losers}


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
