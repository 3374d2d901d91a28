"""A business rule said no: words for a person, turned into a 422 by one middleware."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.functional import Promise


class Refused(Exception):
    """What was asked cannot be done; `message` says why and what to do instead.

    `errors` names fields ({"email": "…"}); `status` is the HTTP answer (422, or 409 for a clash).
    """

    def __init__(
        self,
        message: str | Promise,
        *,
        errors: dict[str, str] | None = None,
        status: int = 422,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors or {}
        self.status = status


class WentElsewhere(Exception):
    """What was asked for stands under another address by now."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class RefusedMiddleware:
    """Answer a Refused with a toast for htmx, or a page that says it, never with a 500; and lead on
    whoever asks for something that went elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, WentElsewhere):
            return _led_on(request, error.url)
        if not isinstance(error, Refused):
            return None
        template = "refused_toast.html" if request.headers.get("HX-Request") else "refused.html"
        html = render_to_string(template, {"error": error, "message": str(error.message)}, request)
        answer = HttpResponse(html, status=422 if error.status == 400 else error.status)
        if template == "refused_toast.html":
            answer["HX-Retarget"] = "#toasts"
            answer["HX-Reswap"] = "beforeend"
        return answer


def _led_on(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
