"""The shell's own pages."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from quen.kit import shell
from quen.kit.pages import needs, public
from quen.kit.render import page


@require_GET
@public("load balancers ask whether this process serves")
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@require_GET
@needs("web.use")
def settings_page(request: HttpRequest) -> HttpResponse:
    entries = shell.allowed(shell.SETTINGS, request.user)
    pages = [{"icon": e.icon, "title": e.label, "sub": e.about, "url": e.url} for e in entries]
    return page(request, "web/settings.html", pages=pages)
