"""Showing one masked value whole, in the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body

from quen.accounts.bearer import need
from quen.fields.actions.revealing import reveal as show_whole
from quen.fields.resources import Facts, Id, Resource, answer, seen
from quen.kit.api_shapes import TEXT, answers, takes
from quen.kit.problems import of_refusal, problem
from quen.kit.refused import Refused

ASKED = {
    "type": "object",
    "required": ["field"],
    "properties": {"field": TEXT, "place": {"type": "integer", "minimum": 0}},
}
TOLD = {"type": "object", "properties": {"value": TEXT}}


def mount_revealing(router: Router, it: Resource) -> None:
    """Add the operation of a resource to its room's router."""
    label = it.plural

    @router.post(
        f"/{label}/{{pk}}/reveal",
        summary="Show a masked value whole",
        operation_id=f"reveal_{label}",
        openapi_extra=answers(TOLD) | takes(ASKED),
    )
    def reveal(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
        """One value: `field` is phones, emails, handles or custom.…, `place` counts from 0. Told to the
        audit and counted, for colleagues who read phones and mails masked."""
        user = need(request, it.noun.right("view"))
        record = seen(it, pk, user)
        field, place = given.get("field"), given.get("place", 0)
        if set(given) - {"field", "place"} or not isinstance(field, str) or not _is_place(place):
            return problem(400, _("Send the field, and which of its values."))
        return _revealed(it, record, field, place, user)


def _revealed(it: Resource, record: Any, field: str, place: int, user: Any) -> HttpResponse:
    try:
        return answer({"value": show_whole(it.noun.type, record, field, place, by=user)})
    except Refused as error:
        return of_refusal(error)


def _is_place(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 1000
