"""Rendering with the database out of reach: what a page shows is made ready before (house rule 21)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from quen.kit import shell

log = logging.getLogger(__name__)


class QueryWhileRendering(RuntimeError):
    """A template asked the database; the message is the SQL."""


def page(
    request: HttpRequest, template: str, *, status: int = 200, after: str = "", **context: Any
) -> HttpResponse:
    """Fetch every queryset of the context, then render `template` (or its `#partial`).

    `after` is where a browser without htmx goes on once a POST is done.
    """
    if after and not request.headers.get("HX-Request"):
        return HttpResponseRedirect(after)
    ready = {k: list(v) if isinstance(v, QuerySet) else v for k, v in context.items()}
    if "#" not in template:
        request.shell = shell.build(request)  # type: ignore[attr-defined]
    with no_queries(template):
        return render(request, template, ready, status=status)


@contextmanager
def no_queries(where: str) -> Iterator[None]:
    """Refuse queries in tests and development; log them, with their page, in production."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if settings.DEBUG or settings.TESTING:
            raise QueryWhileRendering(f"{where}: {sql}")
        log.warning("query while rendering %s: %s", where, sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def shell_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: only what page() left on the request."""
    return {"shell": getattr(request, "shell", None)}
