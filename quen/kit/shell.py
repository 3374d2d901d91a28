"""The shell around every page: navigation entries lent by rooms, and who is looking."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from quen.kit.text import initials

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """A line of the side bar, the settings page or the create menu.

    `needs` is a capability (empty: any colleague); `count` is asked after the page, by itself.
    """

    key: str
    label: Words
    route: str
    icon: str
    section: str = "top"
    needs: str = ""
    order: int = 50
    go: str = ""
    about: Words = ""
    phone: bool = False
    query: str = ""
    args: tuple[str, ...] = ()
    count: Callable[[Any], int | None] | None = None

    @property
    def url(self) -> str:
        return reverse(self.route, args=self.args) + self.query


SECTIONS: tuple[tuple[str, Words, str], ...] = (
    ("top", "", ""),
    ("pinned", gettext_lazy("Pinned views"), ""),
    ("reach", gettext_lazy("Reach"), "reach"),
    ("acquire", gettext_lazy("Acquire"), "acquire"),
    ("convert", gettext_lazy("Convert"), "convert"),
    ("retain", gettext_lazy("Retain"), "retain"),
    ("loyalty", gettext_lazy("Loyalty"), "loyal"),
    ("bottom", "", ""),
)
LANGUAGES = (("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English"))

ROUTES = {
    "counts": "web:counts",
    "palette": "web:palette",
    "live": "web:live",
    "search": "web:search",
    "preferences": "accounts:preferences",
    "profile": "accounts:profile",
    "settings": "web:settings",
    "sign_out": "account_logout",
    "stop_preview": "accounts:preview_stop",
    "notices": "timeline:notices",
    "samples": "web:samples",
}

ENTRIES: dict[str, Entry] = {}
SETTINGS: dict[str, Entry] = {}
CREATE: dict[str, Entry] = {}
COLLEAGUE: dict[str, Entry] = {}


@dataclass(frozen=True)
class Personal:
    """Entries that each colleague has of their own, and their counts by entry key."""

    entries: Callable[[Any], list[Entry]]
    counts: Callable[[Any], dict[str, int]]


PERSONAL: list[Personal] = []


def entry(key: str, **facts: Any) -> Entry:
    """Lend a navigation entry. Raises ValueError where the key is taken."""
    return _lend(ENTRIES, key, facts)


def setting(key: str, **facts: Any) -> Entry:
    """Lend a settings page. Raises ValueError where the key is taken."""
    return _lend(SETTINGS, key, facts)


def creates(key: str, **facts: Any) -> Entry:
    """Lend a line of the create menu. Raises ValueError where the key is taken."""
    return _lend(CREATE, key, facts)


def on_colleague(key: str, **facts: Any) -> Entry:
    """Lend a button of a colleague's page; their id ends its address. Raises ValueError where the key is
    taken."""
    return _lend(COLLEAGUE, key, facts)


def personal(
    entries: Callable[[Any], list[Entry]], counts: Callable[[Any], dict[str, int]]
) -> None:
    """Lend entries that differ from one colleague to the next."""
    PERSONAL.append(Personal(entries, counts))


def allowed(entries: dict[str, Entry], user: Any) -> list[Entry]:
    """The entries whose capability this user has, in order."""
    mine = (e for e in entries.values() if not e.needs or user.can(e.needs))
    return sorted(mine, key=lambda e: (e.order, e.key))


def build(request: HttpRequest) -> dict[str, Any] | None:
    """What shell.html shows; None for strangers."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    acting = getattr(request, "acting_for", None)
    return {
        "sections": _sections(request, user),
        "user": {
            "name": user.full_name,
            "initials": initials(user.full_name),
            "email": user.email,
        },
        "language": user.language,
        "languages": LANGUAGES,
        "theme": user.theme,
        "banner": getattr(request, "banner", ""),
        "acting": acting.full_name if acting else "",
        "create": [_line(e) for e in allowed(CREATE, user)],
        "toasts": [
            {"text": str(m), "tone": m.level_tag, "undo_url": m.extra_tags}
            for m in messages.get_messages(request)
        ],
        "live": ",".join(getattr(request, "live_names", ())),
        "phone_bar": [_line(e, request) for e in allowed(ENTRIES, user) if e.phone],
        "urls": _urls(),
    }


def _sections(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    own = [_line(e, request) for lent in PERSONAL for e in lent.entries(user)]
    lines = [_line(e, request) for e in allowed(ENTRIES, user)]
    if any(line["active"] for line in own):
        lines = [{**line, "active": False} for line in lines]
    sections = []
    for key, label, tone in SECTIONS:
        entries = [line for line in (*lines, *own) if line["section"] == key]
        if entries:
            sections.append({"key": key, "label": label, "tone": tone, "entries": entries})
    return sections


def _line(e: Entry, request: HttpRequest | None = None) -> dict[str, Any]:
    url = e.url
    return {
        "key": e.key,
        "section": e.section,
        "label": e.label,
        "url": url,
        "icon": e.icon,
        "go": e.go,
        "active": request is not None and _is_here(url, request),
    }


def _is_here(url: str, request: HttpRequest) -> bool:
    """Whether the page is the entry's, or lies beside it, as a deal does beside the board of deals."""
    base, _, query = url.partition("?")
    if query:
        asked = request.GET
        return request.path == base and all(asked.get(k) == v for k, v in parse_qsl(query))
    part = "/" if base == "/" else f"/{base.split('/')[1]}/"
    return request.path == base or (part != "/" and request.path.startswith(part))


def _urls() -> dict[str, str]:
    """Where the shell's own buttons lead, as far as the rooms above have mounted such a route."""
    return {name: url for name, route in ROUTES.items() if (url := _mounted(route))}


@lru_cache
def _mounted(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _lend(into: dict[str, Entry], key: str, facts: dict[str, Any]) -> Entry:
    if key in into:
        raise ValueError(f"the entry {key} exists already")
    into[key] = Entry(key=key, **facts)
    return into[key]
