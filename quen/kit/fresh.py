"""An empty database gets the tables of today at once.

Replaying a hundred migrations on nothing takes ten times as long: Django draws up the models anew
between their steps. Here the tables are made from the models, and of the migrations only what they
do in code or SQL is run (triggers, collations, search indexes). tests/kit/test_fresh.py holds both
ways against each other.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.db.models import Model


def is_empty(connection: Any) -> bool:
    """Whether the database has no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def make_tables(connection: Any) -> None:
    """Create every table of an empty database and record all migrations, in one transaction."""
    executor = MigrationExecutor(connection)
    goal = executor.loader.graph.leaf_nodes()
    today = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        editor.create_model(executor.recorder.Migration)
        for model in _models(connection):
            editor.create_model(model)
        _run_deferred(editor)
        for step, _ in executor.migration_plan(goal, clean_start=True):
            _run_own_words(step, editor, today)
            executor.recorder.record_applied(step.app_label, step.name)


def _models(connection: Any) -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if model._meta.can_migrate(connection))


def _run_deferred(editor: BaseDatabaseSchemaEditor) -> None:
    """References between tables: before the steps in SQL, which may alter their columns."""
    for statement in editor.deferred_sql:
        editor.execute(statement)
    editor.deferred_sql.clear()


def _run_own_words(step: Migration, editor: BaseDatabaseSchemaEditor, today: ProjectState) -> None:
    for operation in step.operations:
        if isinstance(operation, RunPython | RunSQL):
            operation.database_forwards(step.app_label, editor, today, today)
