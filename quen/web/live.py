"""`/live/`: a stream of names of what changed; each part of the page then refetches itself."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from quen.kit import records
from quen.kit.asked import id_in
from quen.kit.pages import needs
from quen.timeline.models import EventLink
from quen.web.hub import HUB, Name, Stream, heard, places_of

PING_SECONDS = 15
MOST_NAMES = 200
MOST_MISSED = 500


@require_GET
@needs("web.use", observes=True)
def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream names (`?on=contact-42,deals`), or answer once with JSON where streams fail."""
    wanted, lists = asked(request.GET.get("on", ""), request.user)
    after = id_in(request.headers.get("Last-Event-ID") or request.GET.get("after", ""))
    if "application/json" in request.headers.get("Accept", ""):
        names, last = missed(after, wanted, lists, request.user)
        return JsonResponse({"names": sorted(names), "last": last})
    return _stream(request, wanted, lists, after)


def _stream(
    request: HttpRequest, wanted: frozenset[Name], lists: frozenset[str], after: int
) -> StreamingHttpResponse:
    first = missed(after, wanted, lists, request.user) if after else (set(), _newest())
    looks = getattr(request, "acting_for", None) is None
    answer = StreamingHttpResponse(
        _told(request.user, wanted, lists, first, looks=looks), content_type="text/event-stream"
    )
    answer["Cache-Control"] = "no-cache, no-transform"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def _told(
    user: Any,
    wanted: frozenset[Name],
    lists: frozenset[str],
    first: tuple[set[str], int],
    *,
    looks: bool,
) -> AsyncIterator[bytes]:
    stream = Stream(user, wanted, lists, asyncio.get_running_loop(), looks=looks)
    HUB.join(stream)
    try:
        yield _event(",".join(sorted(first[0])), first[1])
        while True:
            try:
                told = await asyncio.wait_for(stream.queue.get(), PING_SECONDS)
            except TimeoutError:
                yield b": here\n\n"
                continue
            if told is None:
                return
            yield _event(*told)
    finally:
        HUB.leave(stream)


def _event(names: str, last: int) -> bytes:
    if names and not last:  # who came and went is no event of the log
        return f"data: {names}\n\n".encode()
    return (
        f"id: {last}\ndata: {names}\n\n".encode() if names else f"id: {last}\n: here\n\n".encode()
    )


def asked(text: str, user: Any) -> tuple[frozenset[Name], frozenset[str]]:
    """Names of records this user may see, and of lists; what else was asked is left out."""
    wanted: dict[str, set[int]] = {}
    lists = set()
    for name in text.split(",")[:MOST_NAMES]:
        key, _, number = name.strip().rpartition("-")
        if key in records.TYPES and (pk := id_in(number)):
            wanted.setdefault(key, set()).add(pk)
        elif name.endswith("s") and name[:-1] in records.TYPES:
            lists.add(name[:-1])
    seen = {(key, pk) for key, ids in wanted.items() for pk in records.visible_ids(key, ids, user)}
    return frozenset(seen), frozenset(lists)


def missed(
    after: int, wanted: Iterable[Name], lists: Iterable[str], user: Any
) -> tuple[set[str], int]:
    """The names that changed after link `after`, and the newest link."""
    rows = (
        EventLink.objects.filter(pk__gt=after).order_by("-pk")
        if after
        else EventLink.objects.none()
    )
    changed = [
        (pk, (key, rid))
        for pk, key, rid in rows.values_list("pk", "type", "record_id")[:MOST_MISSED]
    ]
    last = max([pk for pk, _name in changed], default=after or _newest())
    stream = Stream(user, frozenset(wanted), frozenset(lists), loop=None)  # type: ignore[arg-type]
    names = {name for _pk, name in changed}
    return heard(names, dict(places_of(names)), stream), last


def _newest() -> int:
    return EventLink.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
