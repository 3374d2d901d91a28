"""The steps of bringing a file in, as the bar above each page shows them, and the run they set up."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quen.fields.models import ImportRun

Step = Callable[..., HttpResponse]


def steps(now: str) -> list[tuple[str, str]]:
    """(name, state) of each step; `now` is the key of the one that is shown."""
    names = {
        "file": _("File"),
        "read": _("Reading"),
        "map": _("Columns"),
        "rules": _("Rules"),
        "check": pgettext("import", "Check"),
        "run": _("Result"),
    }
    at = list(names).index(now)
    states = ["done"] * at + ["now"] + [""] * (len(names) - at - 1)
    return list(zip(names.values(), states, strict=True))


def of_draft(step: Step) -> Step:
    """Hand a step the run that is still being set up; one that has begun, by another tab or before going
    back, leads to its own page. Raises Http404 for a run that the user may not see."""

    @wraps(step)
    def found(request: HttpRequest, pk: int, **more: int) -> HttpResponse:
        run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
        if run.state == ImportRun.State.DRAFT:
            return step(request, run, **more)
        page = reverse("fields:import_show", args=[pk])
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": page})
        return HttpResponseRedirect(page)

    return found
