"""The command palette: one box for records, pages and verbs (product 6.3)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quen.fields import searching
from quen.fields.recent import recent_records
from quen.kit.commands import Command, commands_for
from quen.kit.pages import needs
from quen.kit.records import TYPES
from quen.kit.render import page
from quen.kit.text import fold, words
from quen.web.commands import page_commands

KINDS = {"@": "contact", "#": "company", "$": "deal", "!": "task"}
MOST_COMMANDS = 8
SHOWN = 50
LONGEST = 200
PHONE = re.compile(r"[+\d][\d .()-]{6,}")
Option = dict[str, Any]
Groups = list[tuple[str, list[Option]]]


@require_GET
@needs("web.use")
def palette(request: HttpRequest) -> HttpResponse:
    """Groups of options for what was typed."""
    groups = groups_for(request.user, request.GET.get("q", "")[:LONGEST])
    return page(request, "ui/palette_groups.html#groups", groups=groups)


@require_GET
@needs("web.use")
def search(request: HttpRequest) -> HttpResponse:
    """Everything that a text finds, by kind."""
    text = request.GET.get("q", "")[:LONGEST]
    found = searching.find(request.user, text, limit=SHOWN)
    sought = text.strip()
    facts: dict[str, Any] = {
        "everybody": TYPES["contact"].plural,
        "may_add": request.user.can("people.add_contact"),  # type: ignore[union-attr]
        "start": urlencode({"phone" if PHONE.fullmatch(sought) else "full_name": sought}),
    }
    return page(
        request, "web/search.html", text=text, groups=list(map(_card, found.groups)), **facts
    )


def _card(group: searching.Group) -> dict[str, Any]:
    """A kind of record on the search page, saying honestly of how many these are the best."""
    if group.capped:
        note = _("The best of the first %d") % group.found
    elif group.found > len(group.hits):
        note = _("The best of %d") % group.found
    else:
        note = str(group.found)
    lines = [
        {"icon": h.icon, "title": h.title, "sub": h.subtitle, "url": h.url} for h in group.hits
    ]
    return {"title": str(group.type.plural), "note": note, "lines": lines}


def groups_for(user: Any, typed: str) -> Groups:
    """What the palette shows: nothing typed lists recent records and commands; a first @ # $ or !
    asks for one kind of record; else verbs with their words, records, verbs by their names."""
    text = typed.strip()
    if not text:
        return _filled([(_("Recent"), _records(recent_records(user))), *_named(user, "")])
    if kind := KINDS.get(text[0]):
        return _filled(_found(user, text[1:], [kind]))
    return _filled([*_said(user, text), *_found(user, text, None), *_named(user, text)])


def _filled(groups: Groups) -> Groups:
    return [(str(label), options) for label, options in groups if options]


def _found(user: Any, text: str, types: Sequence[str] | None) -> Groups:
    found = searching.find(user, text, types)
    groups: Groups = [(str(group.type.plural), _records(group.hits)) for group in found.groups]
    if groups and types is None:
        url = f"{reverse('web:search')}?{urlencode({'q': text})}"
        groups[-1][1].append(
            {"url": url, "icon": "search", "label": _("Show everything found"), "sub": ""}
        )
    return groups


def _records(hits: Sequence[searching.Hit]) -> list[Option]:
    return [{"url": h.url, "icon": h.icon, "label": h.title, "sub": h.subtitle} for h in hits]


def _said(user: Any, text: str) -> Groups:
    """Verbs that take words and were called with some: "task call Lan tomorrow 9"."""
    options = [
        _option(command, user, said)
        for command in _commands(user)
        if command.takes and (said := _words_for(command, text))
    ]
    return [(_("Do"), options)]


def _words_for(command: Command, text: str) -> str:
    """What stands behind the verb's name; empty where the text does not begin with it."""
    typed = text.split()
    names = {fold(str(command.label)), *map(fold, command.words)}
    for count in range(min(4, len(typed) - 1), 0, -1):
        if fold(" ".join(typed[:count])) in names:
            return " ".join(typed[count:])
    return ""


def _named(user: Any, text: str) -> Groups:
    terms = words(fold(text))
    matching = (c for c in _commands(user) if not text or (terms and _is_called(c, terms)))
    options = [_option(command, user, "") for command in matching]
    return [(_("Commands"), options if not text else options[:MOST_COMMANDS])]


def _is_called(command: Command, terms: Sequence[str]) -> bool:
    """Whether each term begins a word of the verb's names, marks or none; Thai anywhere."""
    label = fold(" ".join((str(command.label), *command.words)))
    there = words(label)
    return all(
        any(word.startswith(term) for word in there) or (term > "\u0e00" and term in label)
        for term in terms
    )


def _commands(user: Any) -> Iterator[Command]:
    yield from sorted([*page_commands(user), *commands_for(user)], key=lambda c: c.order)


def _option(command: Command, user: Any, said: str) -> Option:
    return {
        "url": command.url(user, said),
        "icon": command.icon,
        "label": str(command.label),
        "sub": said or str(command.takes),
        "shortcut": command.shortcut,
        "post": command.post,
    }
