"""Django's `migrate`, but quick where there is nothing yet."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from quen.kit import fresh


class Command(migrate.Command):
    """Make the tables of an empty database at once, then go on as Django does."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--replay", action="store_true", help="Run every migration, also on an empty database."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        whole = not options["app_label"] and not options["plan"] and not options["check_unapplied"]
        if whole and not options["replay"] and fresh.is_empty(connection):
            fresh.make_tables(connection)
        super().handle(*args, **options)
