"""Stuck work and heartbeats, for who operates Quen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.kit.render import page
from quen.timeline import working
from quen.timeline.actions.work import retry_work


@require_GET
@needs("kit.operate")
def work(request: HttpRequest) -> HttpResponse:
    """What waits, what was set aside and why, and who is alive."""
    user = request.user
    context: dict[str, Any] = {
        "sources": working.sources(user),
        "workers": working.workers(user),
        "clock": working.clock(user),
    }
    return page(request, "timeline/work.html", **context)


@require_POST
@needs("kit.operate")
def retry(request: HttpRequest, source: str) -> HttpResponse:
    """Try one piece again, or all of a source."""
    asked = request.POST.get("pk", "")
    count = retry_work(source, by=request.user, ids=[id_in(asked)] if asked else None)
    words = ngettext(
        "%d piece of work is tried again.", "%d pieces of work are tried again.", count
    )
    messages.success(request, words % count)
    return redirect("timeline:work")
