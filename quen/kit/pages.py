"""Doors: who may come through a URL. Every view has one; a test walks all URLs."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

View = Callable[..., HttpResponseBase]
OWN = "own"
UNLISTED = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex, nofollow"}

_told: list[Callable[[HttpRequest, str], None]] = []


def needs(capability: str, *, observes: bool = False) -> Callable[[View], View]:
    """Only a signed-in colleague whose role grants `capability` ("room.verb_noun") gets in."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.can(capability):  # type: ignore[union-attr]
                refuse(request, capability)
            return view(request, *args, **kwargs)

        return _with_door(guarded, capability, observes)

    return decorate


def personal(why: str) -> Callable[[View], View]:
    """Any signed-in colleague, for things of their own (profile, sessions, notices)."""

    def decorate(view: View) -> View:
        return _with_door(login_required(view), f"{OWN}:{why}", False)

    return decorate


def public(why: str, *, observes: bool = False, by_link: bool = False) -> Callable[[View], View]:
    """Strangers may come in; `why` says what for. `observes` lets a GET append an observation. `by_link`
    says that the address is a secret between us and one customer: no cache keeps what it shows and no
    search engine lists it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(*args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = view(*args, **kwargs)
            for header, value in UNLISTED.items() if by_link else ():
                answer.headers[header] = value
            return answer

        opened.by_link = by_link  # type: ignore[attr-defined]
        return _with_door(opened, f"public:{why}", observes)

    return decorate


def refuse(request: HttpRequest, capability: str) -> None:
    """Tell the audit, then answer 403. Raises PermissionDenied."""
    for tell in _told:
        tell(request, capability)
    raise PermissionDenied(capability)


def told(tell: Callable[[HttpRequest, str], None]) -> Callable[[HttpRequest, str], None]:
    """Register who hears of a refusal (timeline's audit)."""
    _told.append(tell)
    return tell


def around(module: str, doors: dict[str, Callable[[View], View]]) -> Any:
    """Include the URLs of a package that knows no doors, with a door for each name.

    Raises LookupError where a name has no door, or a door has no name.
    """
    patterns = include(module)[0].urlpatterns  # type: ignore[attr-defined]
    named = {p.name for p in _leaves(patterns)}
    if unknown := named.symmetric_difference(doors):
        raise LookupError(
            f"{module}: give each URL name one door; check {sorted(map(str, unknown))}"
        )
    return include(list(_guarded(patterns, doors)))


def _guarded(patterns: Iterable[Any], doors: dict[str, Callable[[View], View]]) -> Iterable[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield path(str(pattern.pattern), include(list(_guarded(pattern.url_patterns, doors))))
        else:
            view = doors[str(pattern.name)](pattern.callback)
            yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


def _leaves(patterns: Iterable[Any]) -> Iterable[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern.url_patterns)
        else:
            yield pattern


def _with_door(view: View, door: str, observes: bool) -> View:
    view.door = door  # type: ignore[attr-defined]
    view.observes = observes  # type: ignore[attr-defined]
    return view
