"""Fetching a sheet that its owner shared by a link: Google Sheets, or any CSV or workbook on the web.

Google's own address of a sheet as CSV, and that it redirects there, are told in
https://developers.google.com/workspace/drive/api/guides/ref-export-formats.
"""

import re
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from quen.fields.importing.files import MOST_BYTES
from quen.kit import http
from quen.kit.network import Unreachable
from quen.kit.refused import Refused

_GOOGLE = re.compile(r"^https://docs\.google\.com/spreadsheets/d/(?!e/)([\w-]+)")
_PAGE = re.compile(r"[?#&]gid=(\d+)")
MOST_MOVES = 4
SECONDS = 60.0
_CLOSED = (401, 403)


def address_of(url: str) -> str:
    """Where the sheet behind a link can be fetched as a table. Raises Refused for what is no web address."""
    given = url.strip()
    if urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).hostname:
        words = _("Give the sheet's link, as it begins with https://.")
        raise Refused(words, errors={"url": words})
    if found := _GOOGLE.match(given):
        page = _PAGE.search(given)
        tab = f"&gid={page[1]}" if page else ""
        return f"https://docs.google.com/spreadsheets/d/{found[1]}/export?format=csv{tab}"
    return given


def fetch(url: str) -> bytes:
    """The sheet's content. Raises Refused, in words for a person, where there is none to be had."""
    at = address_of(url)
    for _move in range(MOST_MOVES):
        try:
            answer = http.get(at, timeout=SECONDS, limit=MOST_BYTES)
        except Unreachable as error:
            raise Refused(error.sentence) from error
        moved = answer.headers.get("location", "")
        if not (300 <= answer.status < 400 and moved):
            return _content(answer)
        at = urljoin(at, moved)
    raise Refused(_("The link leads in a circle."))


def _content(answer: http.Answer) -> bytes:
    page = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status in _CLOSED or (answer.ok and page):
        raise Refused(_("The sheet is not shared: let everyone who has the link read it."))
    if not answer.ok:
        words = _("The sheet could not be read: its server answered %d.")
        raise Refused(words % answer.status)
    if not answer.body.strip():
        raise Refused(_("The sheet is empty."))
    return answer.body
