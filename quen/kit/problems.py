"""Errors of the API: application/problem+json, in the caller's language, never a 500 for bad input."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from quen.kit.refused import Refused, WentElsewhere

KIND = "application/problem+json"


class FieldError(BaseModel):
    """One field that is wrong, and why."""

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []


def titles() -> dict[int, str]:
    """What each status says first."""
    return {
        301: _("This stands under another address now."),
        400: _("The request cannot be understood."),
        401: _("A valid token is needed."),
        403: _("This token may not do that."),
        404: _("There is nothing here that this token may see."),
        405: _("This address does not take that method."),
        409: _("This clashes with what is there."),
        412: _("The record was changed meanwhile."),
        413: _("The request is too large."),
        422: _("This cannot be done."),
        428: _("Send the version you have seen (If-Match)."),
        429: _("Too many requests; try again later."),
    }


CHALLENGE: dict[str, Any] = {"WWW-Authenticate": "Bearer"}  # how a stranger may come in


def problem(
    status: int, detail: str = "", errors: Mapping[str, str] | None = None, **headers: str
) -> HttpResponse:
    """An error as an answer."""
    title = titles().get(status, titles()[400])
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{"field": k, "message": str(v)} for k, v in (errors or {}).items()],
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=KIND, headers=headers)


def of_refusal(error: Refused) -> HttpResponse:
    """A business rule's no; unreadable input is a 400."""
    return problem(error.status, str(error.message), error.errors)


def register(api: NinjaAPI) -> None:
    """Teach an API to answer every error as a problem."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return of_refusal(error)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404)

    @api.exception_handler(WentElsewhere)
    def elsewhere(request: HttpRequest, error: WentElsewhere) -> HttpResponse:
        # A write is not led on by itself: the caller has another record in mind.
        status = 301 if request.method in ("GET", "HEAD") else 409
        told = _("This record was merged into another: %s") % error.url
        return problem(status, told, Location=error.url)

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, str(error))

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, **CHALLENGE)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = {".".join(map(str, e["loc"][1:])): e["msg"] for e in error.errors}
        return problem(400, errors=errors)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error))


def documented(schema: dict[str, Any]) -> dict[str, Any]:
    """Add to each operation of an OpenAPI document the problems it can answer with."""
    schema["components"]["schemas"] |= {
        "FieldError": FieldError.model_json_schema(),
        "Problem": {
            **Problem.model_json_schema(ref_template="#/components/schemas/{model}"),
        },
    }
    schema["components"]["schemas"]["Problem"].pop("$defs", None)
    content = {KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for status in _possible(path, method):
                answer = {"description": str(titles()[status]), "content": content}
                operation["responses"].setdefault(str(status), answer)
    return schema


def _possible(path: str, method: str) -> list[int]:
    codes = [400, 401, 403, 429]
    if "{" in path:
        codes.append(404)
    if method in ("patch", "delete"):
        codes += [404, 412, 428]
    return codes if method == "get" else [*codes, 404, 409, 413, 422]
