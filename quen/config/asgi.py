"""The web application, as uvicorn loads it: files from the loop, each page in one piece by one of a few threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from servestatic.middleware import ServeStaticMiddleware

from quen.config import env

# Pages that one process makes at once; who comes later waits. PostgreSQL's pool holds as many connections.
THREADS = 16


class Application(ASGIHandler):
    """Django's, but for where pages are made.

    Django starts a thread for each request and goes to and fro between it and the loop at each change of
    middleware. Here a page is handed over once, to a thread that stays, and so does its connection to SQLite,
    which takes longer to open than many a page to read.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """All middleware is for threads but that of files, which stands before it."""
        super().load_middleware(is_async=False)
        answer = partial(_answered, self._middleware_chain)  # type: ignore[has-type]
        threads = ThreadPoolExecutor(THREADS, "page")
        page = sync_to_async(answer, thread_sensitive=False, executor=threads)
        self._middleware_chain = ServeStaticMiddleware(page)


def _answered(chain: Callable[[Any], Any], request: Any) -> Any:
    """A page, after which the connection goes back: a stream may last for hours, and asks for nothing more."""
    close_old_connections()
    try:
        return chain(request)
    finally:
        close_old_connections()


env.assume("DJANGO_SETTINGS_MODULE", "quen.config.settings")
django.setup(set_prefix=False)
application = Application()
