"""Presence on the live stream: the watcher tells who looks at what, and hears who came and went."""

import os
import socket
import time
from collections.abc import Iterable
from typing import Any

from quen.kit import presence

TELL_SECONDS = 5


class Present:
    """What this process last said and last heard."""

    def __init__(self) -> None:
        self.process = f"{socket.gethostname()}:{os.getpid()}"
        self.said: frozenset[tuple[int, str, int]] = frozenset()
        self.said_at = 0.0
        self.heard: presence.Seen = {}

    def round(self, streams: Iterable[Any]) -> None:
        """Say what is open here, where that changed or some seconds passed; tell each stream of comings
        and goings on its records as the name "contact-42-seen"."""
        streams = list(streams)
        self._say(frozenset((s.user.pk, *name) for s in streams if s.looks for name in s.records))
        if not any(s.records for s in streams):
            return
        now = presence.everybody()
        changed = {n for n in {*now, *self.heard} if now.get(n) != self.heard.get(n)}
        self.heard = now
        for stream in streams:
            if names := changed & stream.records:
                stream.tell(",".join(sorted(f"{key}-{pk}-seen" for key, pk in names)), 0)

    def _say(self, looks: frozenset[tuple[int, str, int]]) -> None:
        late = looks and time.monotonic() - self.said_at > TELL_SECONDS
        if looks != self.said or late:
            presence.tell(self.process, looks)
            self.said, self.said_at = looks, time.monotonic()
