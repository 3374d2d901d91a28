"""The `quen` command: its own verbs, those that rooms lend, and failures told in a sentence."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import django
import typer
from django.apps import apps
from django.utils.module_loading import autodiscover_modules
from typer.core import TyperGroup

from quen.config import env, failures
from quen.kit.cli import VERBS, AsJson, Failed, complain, progress, say
from quen.kit.doctor import examine
from quen.kit.rebuilding import REBUILDERS


class Verbs(TyperGroup):
    """Our verbs at once; those of the rooms only when they are asked for, since Django takes a second."""

    def list_commands(self, context: Any) -> list[str]:
        """Every verb, in alphabetical order."""
        self.lend()
        return sorted(super().list_commands(context))

    def get_command(self, context: Any, name: str) -> Any:
        """One verb by its first word."""
        if name not in self.commands:
            self.lend()
        return super().get_command(context, name)

    def lend(self) -> None:
        """Add what the rooms' `verbs.py` declare."""
        load_rooms()
        lent = typer.main.get_command(lent_verbs())
        if isinstance(lent, TyperGroup):
            self.commands = {**lent.commands, **self.commands}


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Quen, a CRM that takes a customer round the loop. Every verb has --help.",
)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Where to listen.", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="0.0.0.0 to be reached by others.")] = "127.0.0.1",
    demo: Annotated[bool, typer.Option(help="Make the demo company once.")] = False,
) -> None:
    """Serve the pages and run the workers, until Ctrl-C."""
    env.assume("QUEN_BASE_URL", f"http://127.0.0.1:{port}")
    from quen.config import tree

    sys.exit(tree.serve(host, port, demo=demo))


@app.command()
def work() -> None:
    """Run a worker alone, beside servers that use the same database."""
    load_rooms()
    from quen.config import schema, tree

    schema.reach()
    found, _ = schema.examine()
    if found is not schema.State.READY:
        raise Failed(
            f"The database is {found.value}: start `quen serve` or run `quen migrate` first."
        )
    tree.work_alone()


@app.command()
def migrate(json: AsJson = False) -> None:
    """Create or upgrade the database, also one whose upgrade was cut off, with what a workspace needs."""
    load_rooms()
    from quen.config import schema
    from quen.kit.starting import prepare_all

    found = schema.finish(say=complain)
    prepare_all(demo=False)
    say({"found": found.name.lower()}, "The database is complete.", json=json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="a backup made by `quen backup`")],
    into: Annotated[
        Path | None, typer.Option(help="an empty folder, with SQLite; QUEN_DATA when left out")
    ] = None,
    database: Annotated[str, typer.Option(hidden=True)] = "",
    as_is: Annotated[bool, typer.Option("--as-is", hidden=True)] = False,
    json: AsJson = False,
) -> None:
    """Bring a backup back into an empty data folder or database, verified; sending is off then."""
    file = file.resolve()
    if into is not None:
        into.mkdir(parents=True, exist_ok=True)
        env.insist("QUEN_DATA", str(into.resolve()))
        env.insist("DATABASE_URL", "")
        env.insist("QUEN_SECRET_KEY", "")
    if database:
        env.insist("DATABASE_URL", database)
    load_rooms()
    from quen.config import restored_words, tree

    # A move starts this while it holds the folder itself.
    with nullcontext() if as_is else tree.the_only_one(env.read().data):
        restored_words.bring_back(file, as_is=as_is, json=json)


@app.command()
def move(
    to: Annotated[str, typer.Argument(help="postgres://… or sqlite:///path, empty")],
    json: AsJson = False,
) -> None:
    """Move everything to another database; the old one stays as it is."""
    load_rooms()
    from quen.config import moving, tree

    with tree.the_only_one(env.read().data):
        moving.move(to, json=json)


@app.command()
def doctor(json: AsJson = False) -> None:
    """Examine the installation; each trouble is told with its remedy."""
    load_rooms()
    from quen.config import checks  # noqa: F401 - lends the installation's own checks

    findings = examine()
    facts = {"well": all(f.well for f in findings), "checks": [f.facts() for f in findings]}
    lines = [line for f in findings for line in f.lines()]
    say(facts, "\n".join(lines), json=json)
    raise typer.Exit(0 if facts["well"] else 1)


@app.command()
def rebuild(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which ones; all when left out.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Make derived rows anew: search rows, tallies, scores, last activity."""
    load_rooms()
    chosen = names or list(REBUILDERS)
    if unknown := set(chosen) - set(REBUILDERS):
        raise Failed(
            f"There is no {', '.join(sorted(unknown))}; there are {', '.join(REBUILDERS)}."
        )
    with progress("Rebuilding", len(chosen), json=json) as step:
        for name in chosen:
            REBUILDERS[name]()
            step()
    say({"rebuilt": chosen}, f"Rebuilt: {', '.join(chosen)}.", json=json)


def load_rooms() -> None:
    """Start Django and load the rooms' verbs, checks and rebuilders."""
    env.assume("DJANGO_SETTINGS_MODULE", "quen.config.settings")
    env.read()
    if not apps.ready:
        django.setup()
    autodiscover_modules("verbs")


def lent_verbs() -> typer.Typer:
    """A Typer of what the rooms lend; "user add" becomes `add` within `user`."""
    lent = typer.Typer(no_args_is_help=True)
    lent.callback()(lambda: None)
    groups: dict[str, typer.Typer] = {}
    for one in VERBS.values():
        *group, name = one.name.split()
        home = lent
        if group:
            home = groups.setdefault(group[0], typer.Typer(no_args_is_help=True))
        home.command(name)(one.do)
    for word, group_of in groups.items():
        lent.add_typer(group_of, name=word)
    return lent


def main() -> None:
    """Run the command; a failure is one sentence and exit code 1."""
    try:
        with failures.told():
            app(prog_name="quen")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
