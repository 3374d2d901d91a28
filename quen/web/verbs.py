"""Commands of the shell: the demo company, backups and drills."""

from typing import Annotated

import typer

from quen.kit.cli import AsJson, Failed, progress, say, verb
from quen.people.models import Contact
from quen.web import backup_verbs
from quen.web.demo.company import SIZES, build

__all__ = ["backup_verbs", "demo"]


@verb("demo")
def demo(
    size: Annotated[str, typer.Option(help="small, medium or large")] = "small",
    seed: Annotated[int, typer.Option(help="the same number gives the same company")] = 1,
    json: AsJson = False,
) -> None:
    """Fill an empty database with a demo company (2,000, 50,000 or 1,000,000 customers)."""
    if size not in SIZES:
        raise Failed("The size is small, medium or large.")
    if Contact.objects.exists():
        raise Failed("There are customers already. The demo company needs an empty database.")
    with progress("Making the demo company", SIZES[size][0], json=json) as advance:
        told = [0]

        def tell(done: int, of: int) -> None:
            advance(done - told[0])
            told[0] = done

        count = build(size, seed, tell=tell)
    say({"customers": count, "size": size}, f"The demo company has {count:,} customers.", json=json)
