"""Commands of the log."""

from datetime import datetime
from typing import Annotated

import typer
from django.utils import timezone

from quen.kit.cli import AsJson, Failed, say, verb
from quen.timeline.readers import READERS
from quen.timeline.replaying import replay


@verb("replay")
def replay_events(
    reader: Annotated[str, typer.Argument(help="the reader's name; a wrong one lists them")],
    since: Annotated[str, typer.Option(help="a day as 2026-11-21; all events when left out")] = "",
    json: AsJson = False,
) -> None:
    """Let a reader hear past events again; the worker delivers them."""
    if reader not in READERS:
        raise Failed(f"The reader is one of: {', '.join(sorted(READERS))}.")
    try:
        begin = timezone.make_aware(datetime.fromisoformat(since)) if since else None
    except ValueError as error:
        raise Failed("Write the day as 2026-11-21.") from error
    count = replay(reader, since=begin)
    say({"reader": reader, "events": count}, f"{count} events wait for {reader}.", json=json)
