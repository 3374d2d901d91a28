"""Cells of long lists as finished text: a template tag per cell costs more than the query (hot_paths, 23)."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from quen.kit.icons import icon
from quen.kit.ring import LOOP
from quen.kit.text import initials


def identity(name: str, sub: str, url: str, *, sign: bool = True) -> SafeString:
    """The two-line cell of a list: initials, the name as a link, a second line in grey. Numbers of documents
    begin alike, so they go without a `sign`."""
    mark = f'<span class="initials" aria-hidden="true">{escape(initials(name))}</span>'
    return _safe(
        f'<td class="list__wide"><a class="identity" href="{escape(url)}">{mark if sign else ""}'
        f'<span class="identity__text"><span class="identity__name">{escape(name)}</span>'
        f'<span class="identity__sub">{escape(sub)}</span></span></a></td>'
    )


def marked(cell: str, words: str) -> SafeString:
    """A cell with a small mark before the name in it (a long name is cut at its end), else behind it."""
    mark = f'<span class="pill">{escape(words)}</span>'
    named = '<span class="identity__name">'
    if named in cell:
        return _safe(cell.replace(named, f"{named}{mark} ", 1))
    return _safe(f"{cell.removesuffix('</td>')} {mark}</td>")


def text(words: object, label: str = "") -> SafeString:
    """A plain cell; `label` stands above it on phones."""
    return _safe(f'<td data-label="{escape(label)}">{escape(words)}</td>')


def revealable(words: str, url: str, label: str) -> SafeString:
    """A masked value with the button that shows it whole; `label` says what it is."""
    show = escape(gettext("Show %s whole") % f"{label} {words}".strip())
    return _safe(
        f'<span class="masked"><span class="masked__text">{escape(words)}</span>'
        f'<button class="btn--icon masked__show" type="button" hx-post="{escape(url)}" '
        f'hx-target="closest .masked" hx-swap="outerHTML" hx-select="unset" hx-select-oob="unset" aria-label="{show}" title="{show}">'
        f"{icon('eye')}</button></span>"
    )


def masked(words: str, url: str, label: str = "") -> SafeString:
    """A cell with a masked value that can be shown whole."""
    return _safe(f'<td data-label="{escape(label)}">{revealable(words, url, label)}</td>')


def quiet(words: object, label: str = "", title: str = "") -> SafeString:
    """A grey cell; `title` is shown on hover (the exact time behind "2 hours ago")."""
    told = f' title="{escape(title)}"' if title else ""
    return _safe(f'<td class="muted" data-label="{escape(label)}"{told}>{escape(words)}</td>')


def late(words: object, label: str = "") -> SafeString:
    """A day that has passed without what was due on it."""
    return _safe(f'<td class="tone-bad" data-label="{escape(label)}">{escape(words)}</td>')


def link(words: str, url: str, label: str = "") -> SafeString:
    """A cell that leads somewhere."""
    return _safe(
        f'<td data-label="{escape(label)}"><a href="{escape(url)}">{escape(words)}</a></td>'
    )


def number(words: object, label: str = "") -> SafeString:
    """A cell for figures and money: to the right, digits of one width."""
    return _safe(f'<td class="list__number" data-label="{escape(label)}">{escape(words)}</td>')


def stage(words: str, loop: str, label: str = "") -> SafeString:
    """A lifecycle stage in the colour of its place in the loop (one of ring.LOOP, or none)."""
    tone = f" pill--{loop}" if loop in LOOP else ""
    return _safe(
        f'<td data-label="{escape(label)}"><span class="pill{tone}">'
        f'<span class="dot"></span>{escape(words)}</span></td>'
    )


def score(points: int, label: str) -> SafeString:
    """Points from 0 to 100 with their bar."""
    return _safe(
        f'<td data-label="{escape(label)}"><span class="score">{points:d}'
        f'<progress class="bar" max="100" value="{points:d}" aria-label="{escape(label)}"></progress></span></td>'
    )


def person(name: str, label: str = "") -> SafeString:
    """A colleague by initials, the name on hover and for screen readers."""
    if not name:
        return _safe(f'<td data-label="{escape(label)}"><span class="muted">—</span></td>')
    return _safe(
        f'<td data-label="{escape(label)}"><span class="initials initials--small" '
        f'role="img" aria-label="{escape(name)}" title="{escape(name)}">{escape(initials(name))}</span></td>'
    )


def tags(words: list[tuple[str, int]], label: str = "") -> SafeString:
    """Tags with their hue (1 to 12)."""
    shown = " ".join(f'<span class="tag hue-{hue:d}">{escape(word)}</span>' for word, hue in words)
    return _safe(f'<td data-label="{escape(label)}">{shown}</td>')


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - each value went through escape above
