"""What a verb on a record page answers: the parts that show the record fetch themselves anew."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from quen.kit.records import TYPES


def warned(answer: HttpResponse, words: str) -> HttpResponse:
    """The same answer with a word of warning for the page, where there is one."""
    if words and "HX-Trigger" in answer:
        told = json.loads(answer["HX-Trigger"]) | {"warn": {"text": words}}
        answer["HX-Trigger"] = json.dumps(told)
    return answer


def undoable(answer: HttpResponse, words: str, undo_url: str) -> HttpResponse:
    """The same answer with a toast that says what was done and offers to take it back."""
    if "HX-Trigger" in answer:
        told = json.loads(answer["HX-Trigger"]) | {"done": {"text": words, "undo": undo_url}}
        answer["HX-Trigger"] = json.dumps(told)
    return answer


def changed(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Tell the page that the record has changed; without htmx, go back to the record."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(TYPES[type_key].url(pk))
    told = json.dumps({"close-dialog": None, f"{type_key}-{pk}": None})
    return HttpResponse(status=204, headers={"HX-Trigger": told})
