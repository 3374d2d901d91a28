"""The settings page of numbers: how each kind of document is numbered, with a live example."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quen.accounts.acting import acting_user
from quen.commerce import numbering
from quen.commerce.actions.numbering import change_pattern
from quen.commerce.models import NumberPattern
from quen.kit.pages import needs
from quen.kit.refused import Refused
from quen.kit.render import page
from quen.kit.workspace import today

RIGHT = "commerce.manage_numbers"


@require_GET
@needs(RIGHT)
def number_list(request: HttpRequest) -> HttpResponse:
    """How every kind of document is numbered."""
    return _page(request)


@require_POST
@needs(RIGHT)
def number_change(request: HttpRequest, kind: str) -> HttpResponse:
    """Number a kind differently from now on."""
    pattern, reset = request.POST.get("pattern", ""), request.POST.get("reset", "")
    try:
        change_pattern(kind, by=acting_user(request), pattern=pattern[:200], reset=reset)
    except Refused as refused:
        if refused.status == 404:
            raise
        return _page(request, kind, (pattern, reset), str(refused.message))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("commerce:numbers"))


@require_GET
@needs(RIGHT)
def number_example(request: HttpRequest, kind: str) -> HttpResponse:
    """What the next number would look like, written as somebody is typing."""
    if kind not in numbering.KINDS:
        raise Http404
    pattern, reset = request.GET.get("pattern", "")[:200], request.GET.get("reset", "")
    line = _line(kind, pattern, reset)
    return page(request, "commerce/number_example.html", line=line)


def _page(
    request: HttpRequest, kind: str = "", typed: tuple[str, str] = ("", ""), words: str = ""
) -> HttpResponse:
    lines = []
    for key in numbering.KINDS:
        it = numbering.pattern_of(key)
        line = _line(key, *(typed if key == kind else (it.pattern, it.reset)))
        lines.append(line)
    return page(request, "commerce/numbers.html", status=422 if words else 200, lines=lines)


def _line(kind: str, pattern: str, reset: str) -> dict[str, Any]:
    reset = reset if reset in NumberPattern.Reset.values else NumberPattern.Reset.YEAR
    wrong = numbering.problem_of(kind, pattern, reset)
    return {
        "kind": kind,
        "label": numbering.KINDS[kind].label,
        "pattern": pattern,
        "resets": [(key, label, key == reset) for key, label in NumberPattern.Reset.choices],
        "example": "" if wrong else numbering.example(kind, pattern, reset, today()),
        "wrong": wrong,
    }
