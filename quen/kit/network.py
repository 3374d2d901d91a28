"""The one way out to the network: connections go to checked addresses only.

A host name is resolved once, every address is held against a list of our own, and the connection goes
to the address that was checked, so a name that changes its answer in between gains nothing.
"""

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx
from django.conf import settings
from django.db import connections
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Resolve = Callable[[str, int], Iterable[str]]

_PORTS = {"http": 80, "https": 443}
# What is not the public internet: IANA's special-purpose registries (RFC 6890 and later), multicast,
# and the address at which Azure serves secrets to its machines.
_DENIED = [
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
]  # fmt: skip
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_CARRIES_V4 = [ipaddress.ip_network(net) for net in ("::ffff:0:0/96", "64:ff9b::/96")]
_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
_CHUNK = 64 * 1024
_LOOKUPS = threading.BoundedSemaphore(32)

_SENTENCES = {
    "address": _("This address is not on the public internet, so Quen does not call it."),
    "port": _("Only the ports 80 and 443 are called."),
    "scheme": _("Only http:// and https:// addresses are called."),
    "url": _("This is not a web address."),
    "dns": _("The name of this host is not known."),
    "connect": _("The host does not answer."),
    "tls": _("The host's certificate is not valid."),
    "timeout": _("The host took too long."),
    "too_big": _("The host's answer is too big."),
    "protocol": _("The host's answer is not proper HTTP."),
}


class Unreachable(Exception):
    """A call did not happen or did not end: `reason` is a key of its sentences, `sentence` is for people.

    `blocked` says that we refused the address ourselves; trying again will not help.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence: Promise = _SENTENCES[reason]
        self.blocked = reason in ("address", "port", "scheme", "url")


def check_host(
    host: str,
    port: int,
    *,
    timeout: float = 10.0,
    allowed: frozenset[str] | None = None,
    resolve: Resolve | None = None,
) -> list[str]:
    """Resolve a host for SMTP, IMAP or sign-on and return its addresses, all of them checked.

    Any port is good. Raises Unreachable (dns, address, timeout), and RuntimeError inside a database
    transaction.
    """
    refuse_in_transaction()
    network = CheckedNetwork(time.monotonic() + timeout, allowed, resolve)
    return network.addresses(host, port)


def connect(
    host: str,
    port: int,
    *,
    timeout: float = 10.0,
    allowed: frozenset[str] | None = None,
    resolve: Resolve | None = None,
) -> socket.socket:
    """Open a connection to a checked address of a host, for smtplib and imaplib.

    TLS is for the caller, with `host` as the name on the certificate. Raises Unreachable, and
    RuntimeError inside a database transaction.
    """
    deadline = time.monotonic() + timeout
    for address in check_host(host, port, timeout=timeout, allowed=allowed, resolve=resolve):
        try:
            return socket.create_connection(
                (address, port), max(deadline - time.monotonic(), 0.001)
            )
        except OSError:
            continue
    raise Unreachable("connect")


def is_public(address: str) -> bool:
    """Say whether an IP address lies on the public internet; wrapped IPv4 is unwrapped first."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in net for net in _CARRIES_V4):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_V6:
            return False
    return not any(ip in net for net in _DENIED)


def refuse_in_transaction() -> None:
    """Rows must not stay locked while a stranger takes his time (SR-47); a test's own wrapper is no lock."""
    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise RuntimeError("no network call inside a database transaction: use a job")


class CheckedNetwork(httpcore.NetworkBackend):
    """What httpcore connects through: checked addresses alone, and none after the deadline."""

    def __init__(
        self, deadline: float, allowed: frozenset[str] | None, resolve: Resolve | None
    ) -> None:
        self.deadline = deadline
        self.allowed = settings.ALLOWED_OUTBOUND if allowed is None else allowed
        self.resolve = resolve or _resolve
        self.sockets = httpcore.SyncBackend()

    def check_url(self, url: httpx.URL) -> None:
        if url.scheme not in _PORTS:
            raise Unreachable("scheme")
        if url.userinfo or not _HOST.fullmatch(url.raw_host):
            raise Unreachable("url")
        port = _PORTS[url.scheme] if url.port is None else url.port
        if port not in _PORTS.values() and not self.is_allowed(url.host, port):
            raise Unreachable("port")

    def is_allowed(self, host: str, port: int) -> bool:
        name = host.lower().strip("[]").rstrip(".")
        bracketed = f"[{name}]" if ":" in name else name
        return not self.allowed.isdisjoint({name, bracketed, f"{bracketed}:{port}"})

    def addresses(self, host: str, port: int) -> list[str]:
        """Every address of the host; one that is not public spoils them all."""
        found = self.looked_up(host, port)
        if not found:
            raise Unreachable("dns")
        if not self.is_allowed(host, port) and not all(map(is_public, found)):
            raise Unreachable("address")
        return found

    def looked_up(self, host: str, port: int) -> list[str]:
        """Resolve in a thread that is left behind when it is late: a look-up cannot be cut short."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
        if not _LOOKUPS.acquire(timeout=self.left()):
            raise Unreachable("timeout")
        threading.Thread(target=self._look_up, args=(host, port, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self.left())
        except queue.Empty:
            raise Unreachable("timeout") from None
        if isinstance(answer, (OSError, UnicodeError)):
            raise Unreachable("dns") from answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _look_up(
        self, host: str, port: int, answers: "queue.SimpleQueue[list[str] | Exception]"
    ) -> None:
        try:
            answers.put(list(self.resolve(host, port)))
        except Exception as error:
            answers.put(error)
        finally:
            _LOOKUPS.release()

    def left(self) -> float:
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise Unreachable("timeout")
        return seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        for address in self.addresses(host, port):
            try:
                stream = self.sockets.connect_tcp(address, port, self.left(), None, socket_options)
            except httpcore.ConnectError:
                continue
            return _TimedStream(stream, self.deadline)
        raise httpcore.ConnectError

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise Unreachable("address")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step shares one deadline, so that a peer cannot drip for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def left(self, late: type[httpcore.TimeoutException]) -> float:
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise late
        return seconds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _CHUNK):
            self.stream.write(buffer[start : start + _CHUNK], self.left(httpcore.WriteTimeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self.left(httpcore.ConnectTimeout)
        return _TimedStream(
            self.stream.start_tls(ssl_context, server_hostname, left), self.deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))
