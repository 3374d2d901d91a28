"""Quen as an app on the phone: what the browser is told of it, and the worker that receives what is shared."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.kit.pages import public

ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"))
MASKED = ("icon-masked.png", "512x512", "maskable")


@require_GET
@public("the browser reads what the app is called before anybody signs in; it tells nothing else")
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C), with a share target."""
    told = {
        "id": "/",
        "name": "Quen",
        "short_name": "Quen",
        "description": _("Customers, deals and the day's work."),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b7a6b",
        "icons": [_icon(*one) for one in (*ICONS, MASKED)],
        "shortcuts": [{"name": _("Quick note"), "url": reverse("work:quick")}],
        "share_target": {
            "action": reverse("work:quick_shared"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "files", "accept": ["image/*", "audio/*", ".pdf", "*/*"]}],
            },
        },
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"web/icons/{name}"),
        "sizes": sizes,
        "type": "image/png",
        "purpose": purpose,
    }


@require_GET
@public("the browser fetches the worker's script for whoever opens the sign-in page")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it serves every page."""
    where = {"shared": reverse("work:quick_shared"), "quick": reverse("work:quick")}
    script = render_to_string("web/sw.js", where)
    return HttpResponse(
        script, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )
