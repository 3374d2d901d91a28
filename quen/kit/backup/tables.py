"""Which tables a database has after its migrations, and what their columns hold.

The migrations tell and not the models: before an upgrade the database is older than the code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from quen.kit.backup.values import kind_of

Key = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """A table: its columns as (name, kind), the key that orders it, and whether that counts up."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: str
    counts: bool


def leaves(loader: MigrationLoader, applied: Iterable[Key]) -> list[Key]:
    """The last ones of a set of applied migrations: all others come before them."""
    known = {key for key in applied if key in loader.graph.nodes}
    return sorted(
        key
        for key in known
        if not any(child.key in known for child in loader.graph.node_map[key].children)
    )


def tables_after(loader: MigrationLoader, applied: Iterable[Key]) -> list[Table]:
    """The tables of these migrations, by name. Raises TypeError for a column of unknown kind."""
    state = loader.project_state(leaves(loader, applied))
    found = [
        _table(model)
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda table: table.name)


def known() -> set[Key]:
    """The migrations of this version; asks no database."""
    return set(MigrationLoader(None).disk_migrations)


def loaded() -> MigrationLoader:
    """The migrations on disk, and which of them this database has."""
    return MigrationLoader(connection)


def _table(model: Any) -> Table:
    meta = model._meta
    columns = tuple((str(f.column), kind_of(f)) for f in meta.concrete_fields)
    auto = meta.pk.get_internal_type() in ("AutoField", "BigAutoField", "SmallAutoField")
    return Table(meta.db_table, columns, str(meta.pk.column), auto)
