"""The one outgoing HTTP client: checked addresses, no redirects, limits on size and time (SR-21)."""

import json as json_
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import certifi
import httpcore
import httpx

from quen.kit.network import CheckedNetwork, Resolve, Unreachable, refuse_in_transaction
from quen.kit.text import one_line


@dataclass(frozen=True)
class Answer:
    """What a host answered; header names are in lower case. A redirect is an answer that is not `ok`."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Read the body as JSON. Raises ValueError where it is none."""
        return json_.loads(self.body)


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    json: Any = None,
    timeout: float = 10.0,
    limit: int = 1_000_000,
    allowed: frozenset[str] | None = None,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """Call a URL once, follow nothing, and return the answer.

    `timeout` is the seconds for all of it, name look-up included; `limit` the bytes of the body. `allowed`
    (default: the setting ALLOWED_OUTBOUND) holds hosts, "host" or "host:port", that may lie anywhere.
    Raises Unreachable, and RuntimeError inside a database transaction.
    """
    refuse_in_transaction()
    deadline = time.monotonic() + timeout
    asked = _request(method, url, headers, body, json)
    network = CheckedNetwork(deadline, allowed, resolve)
    network.check_url(asked.url)
    try:
        with httpcore.ConnectionPool(
            ssl_context=tls or _tls(), network_backend=network, max_connections=1
        ) as pool:
            return _exchange(pool, asked, limit)
    except httpcore.TimeoutException:
        raise Unreachable("timeout") from None
    except httpcore.ConnectError as error:
        raise Unreachable("tls" if _is_tls(error) else "connect") from None
    except httpcore.NetworkError:
        raise Unreachable("connect") from None
    except httpcore.ProtocolError:
        raise Unreachable("protocol") from None


def get(url: str, **options: Any) -> Answer:
    """Fetch a URL; options as for `request`."""
    return request("GET", url, **options)


def post(url: str, **options: Any) -> Answer:
    """Post to a URL; options as for `request`."""
    return request("POST", url, **options)


def _request(
    method: str, url: str, headers: Mapping[str, str] | None, body: bytes | None, json: Any
) -> httpx.Request:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        raise Unreachable("url") from None
    given = {name: one_line(value) for name, value in (headers or {}).items()}
    # Packed answers are not asked for: a small one can unpack to any size.
    fixed = {"User-Agent": "Quen", "Accept-Encoding": "identity", "Connection": "close"}
    return httpx.Request(method, address, headers={**fixed, **given}, content=body, json=json)


def _exchange(pool: httpcore.ConnectionPool, asked: httpx.Request, limit: int) -> Answer:
    target = httpcore.URL(
        scheme=asked.url.raw_scheme,
        host=asked.url.raw_host,
        port=asked.url.port,
        target=asked.url.raw_path,
    )
    sent = httpcore.Request(
        asked.method, target, headers=asked.headers.raw, content=asked.read() or None
    )
    answer = pool.handle_request(sent)
    try:
        body = bytearray()
        for part in answer.iter_stream():
            body += part
            if len(body) > limit:
                raise Unreachable("too_big")
    finally:
        answer.close()
    headers = {name.decode("latin-1").lower(): v.decode("latin-1") for name, v in answer.headers}
    return Answer(answer.status, headers, bytes(body))


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())
