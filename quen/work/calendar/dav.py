"""A CalDAV server (RFC 4791): finding calendars, listing, fetching, storing and deleting events.

Every call goes through the checked client, follows no redirect but one of discovery, and has limits.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree  # documents with entities are refused before
from xml.sax.saxutils import escape

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quen.kit import http
from quen.kit.network import Unreachable
from quen.work.calendar.port import Failed

D, C, S = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_NS = (
    'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
)
SECONDS, BIGGEST, BATCH = 20.0, 20_000_000, 50
_WORDS: dict[int, Promise] = {
    401: _("The calendar server refuses the name or password."),
    403: _("The calendar server does not allow this."),
    404: _("The calendar is not there any more."),
}


@dataclass(frozen=True)
class Server:
    """One account; `call` is how its addresses are asked."""

    url: str
    username: str
    password: str

    def calendars(self) -> list[dict[str, str]]:
        """{"url", "name"} of every calendar that holds events. Raises Failed."""
        principal = self._pointed(self._found(), f"{D}current-user-principal")
        home = self._pointed(principal, f"{C}calendar-home-set")
        asked = "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>"
        answer = self._propfind(home, asked, depth="1")
        return [
            {"url": urljoin(home, href), "name": name}
            for href, props in answer
            if (name := _calendar_name(href, props))
        ]

    def mark(self, calendar: str) -> str:
        """What the server calls the present state of the calendar; empty where it has no such thing."""
        asked = "<s:getctag/><d:sync-token/>"
        for _href, props in self._propfind(calendar, asked, depth="0"):
            return (_text(props, f"{S}getctag") or _text(props, f"{D}sync-token"))[:200]
        return ""

    def listing(self, calendar: str) -> dict[str, str]:
        """{href: etag} of every event. Raises Failed."""
        rows = self._propfind(calendar, "<d:getetag/><d:resourcetype/>", depth="1")
        return {
            path_of(href): _text(props, f"{D}getetag")
            for href, props in rows
            if props.find(f"{D}resourcetype/{D}collection") is None and not href.endswith("/")
        }

    def bodies(self, calendar: str, hrefs: Iterable[str]) -> dict[str, tuple[str, bytes]]:
        """{href: (etag, file)} of these events; what has gone meanwhile is left out. Raises Failed."""
        wanted, found = list(hrefs), {}
        for start in range(0, len(wanted), BATCH):
            part = "".join(
                f"<d:href>{escape(quote(h))}</d:href>" for h in wanted[start : start + BATCH]
            )
            body = f"<c:calendar-multiget {_NS}><d:prop><d:getetag/><c:calendar-data/></d:prop>{part}</c:calendar-multiget>"
            answer = self._call("REPORT", calendar, body.encode(), {"Depth": "1"})
            for href, props in _rows(answer.body):
                if data := _text(props, f"{C}calendar-data"):
                    found[path_of(href)] = (_text(props, f"{D}getetag"), data.encode())
        return found

    def store(self, url: str, body: bytes, etag: str) -> str:
        """Store an event: a new one where `etag` is empty, else in place of that one; gives its etag, empty
        where the server does not say. Raises Failed (412 where it has changed)."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        return str(self._call("PUT", url, body, headers).headers.get("etag", ""))

    def delete(self, url: str, etag: str) -> None:
        """Delete an event; one that is gone is fine. Raises Failed (412 where it has changed)."""
        try:
            self._call("DELETE", url, None, {"If-Match": etag} if etag else {})
        except Failed as failed:
            if failed.status not in (404, 410):
                raise

    def _found(self) -> str:
        """Where the account begins: as named, or where the server's well-known address leads."""
        try:
            if list(self._propfind(self.url, "<d:current-user-principal/>")):
                return self.url
        except Failed as failed:
            if failed.status not in (404, 405):
                raise
        known = urljoin(self.url, "/.well-known/caldav")
        answer = http.request("PROPFIND", known, headers=self._headers({"Depth": "0"}), timeout=SECONDS)  # fmt: skip
        target = urljoin(known, answer.headers.get("location", ""))
        # The password goes to the host that the person named, and to no other.
        if answer.status in (301, 302, 307, 308) and _host(target) == _host(self.url):
            return target
        return known if answer.status == 207 else self.url

    def _pointed(self, url: str, name: str) -> str:
        asked = f"<{'c' if name.startswith(C) else 'd'}:{name.partition('}')[2]}/>"
        for _href, props in self._propfind(url, asked):
            href = props.find(f"{name}/{D}href")
            if href is not None and href.text and _host(target := urljoin(url, href.text.strip())) == _host(self.url):  # fmt: skip
                return target
        return url

    def _propfind(self, url: str, asked: str, depth: str = "0") -> list[tuple[str, ElementTree.Element]]:  # fmt: skip
        body = f"<d:propfind {_NS}><d:prop>{asked}</d:prop></d:propfind>"
        return _rows(self._call("PROPFIND", url, body.encode(), {"Depth": depth}).body)

    def _call(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> http.Answer:
        given = {"Content-Type": "application/xml; charset=utf-8", **headers}
        try:
            answer = http.request(
                method, url, headers=self._headers(given), body=body, timeout=SECONDS, limit=BIGGEST
            )
        except Unreachable as error:
            raise Failed(error.sentence) from error
        if not answer.ok:
            words = _WORDS.get(answer.status, _("The calendar server answers with an error (%d)."))
            raise Failed(str(words).replace("%d", str(answer.status)), answer.status)
        return answer

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        key = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {key}", **given}


def path_of(href: str) -> str:
    """An event's name as listings and we compare it: its path, however it was quoted."""
    return unquote(urlsplit(href).path)


def address(calendar: str, path: str) -> str:
    """An event's address, always on the calendar's own host."""
    return urljoin(calendar, quote(path))


def _host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _rows(body: bytes) -> list[tuple[str, ElementTree.Element]]:
    """(href, properties that are there) of a multistatus. Raises Failed for anything else."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Failed(_("The calendar server's answer cannot be read."))
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError as error:
        raise Failed(_("The calendar server's answer cannot be read.")) from error
    found = []
    for row in root.iter(f"{D}response"):
        href = (row.findtext(f"{D}href") or "").strip()
        for stat in row.iter(f"{D}propstat"):
            props = stat.find(f"{D}prop")
            if props is not None and " 200" in (stat.findtext(f"{D}status") or " 200"):
                found.append((href, props))
    return found


def _text(props: ElementTree.Element, name: str) -> str:
    return (props.findtext(name) or "").strip()


def _calendar_name(href: str, props: ElementTree.Element) -> str:
    """How a calendar is called; empty for what is none, or holds no events."""
    if props.find(f"{D}resourcetype/{C}calendar") is None:
        return ""
    held = [one.get("name") for one in props.iter(f"{C}comp")]
    if held and "VEVENT" not in held:
        return ""
    return _text(props, f"{D}displayname") or unquote(href.rstrip("/").rpartition("/")[2])
