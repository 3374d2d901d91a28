"""Search rows, and the indexes that each database has for them.

SQLite: two FTS5 tables over the rows, kept by triggers: trigrams of the text, and its words with
their marks. Everything but blanks is part of a word there, because the words are made by us. A later
migration that alters the rows on SQLite must make the triggers again, since the table is copied.
PostgreSQL: GIN indexes, by trigrams and over a tsvector of the same words, made without its parser.
"""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    """CREATE VIRTUAL TABLE fields_search_text USING fts5(norm, loose, content='fields_searchrow',
        content_rowid='id', tokenize='trigram case_sensitive 1')""",
    """CREATE VIRTUAL TABLE fields_search_words USING fts5(words, marks, content='fields_searchrow',
        content_rowid='id', detail='column', prefix='1 2',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'")""",
    """CREATE TRIGGER fields_search_added AFTER INSERT ON fields_searchrow BEGIN
        INSERT INTO fields_search_text(rowid, norm, loose) VALUES (new.id, new.norm, new.loose);
        INSERT INTO fields_search_words(rowid, words, marks) VALUES (new.id, new.words, new.marks);
        END""",
    """CREATE TRIGGER fields_search_dropped AFTER DELETE ON fields_searchrow BEGIN
        INSERT INTO fields_search_text(fields_search_text, rowid, norm, loose)
        VALUES ('delete', old.id, old.norm, old.loose);
        INSERT INTO fields_search_words(fields_search_words, rowid, words, marks)
        VALUES ('delete', old.id, old.words, old.marks);
        END""",
    """CREATE TRIGGER fields_search_text_changed AFTER UPDATE OF norm, loose ON fields_searchrow
        WHEN old.norm <> new.norm OR old.loose <> new.loose BEGIN
        INSERT INTO fields_search_text(fields_search_text, rowid, norm, loose)
        VALUES ('delete', old.id, old.norm, old.loose);
        INSERT INTO fields_search_text(rowid, norm, loose) VALUES (new.id, new.norm, new.loose);
        END""",
    """CREATE TRIGGER fields_search_words_changed AFTER UPDATE OF words, marks ON fields_searchrow
        WHEN old.words <> new.words OR old.marks <> new.marks BEGIN
        INSERT INTO fields_search_words(fields_search_words, rowid, words, marks)
        VALUES ('delete', old.id, old.words, old.marks);
        INSERT INTO fields_search_words(rowid, words, marks) VALUES (new.id, new.words, new.marks);
        END""",
]
SQLITE_BACK = ["DROP TABLE fields_search_text", "DROP TABLE fields_search_words"]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """ALTER TABLE fields_searchrow ADD COLUMN vector tsvector GENERATED ALWAYS AS
        (array_to_tsvector(string_to_array(rtrim(marks || ' ' || words), ' '))) STORED""",
    "CREATE INDEX fields_search_norm ON fields_searchrow USING gin (norm gin_trgm_ops)",
    "CREATE INDEX fields_search_loose ON fields_searchrow USING gin (loose gin_trgm_ops) WHERE loose <> ''",
    "CREATE INDEX fields_search_words ON fields_searchrow USING gin (vector)",
]


def make_indexes(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_indexes(apps, schema_editor):
    """The triggers of SQLite and the indexes of PostgreSQL go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("type", models.CharField(max_length=24)),
                ("record_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=400)),
                ("parts", models.JSONField(default=dict)),
                ("norm", models.TextField()),
                ("loose", models.TextField(blank=True, default="")),
                ("words", models.TextField(blank=True, default="")),
                ("marks", models.CharField(max_length=90)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner_id", "type"], name="fields_search_owner"),
                    models.Index(fields=["team_id", "type"], name="fields_search_team"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["type", "record_id"], name="fields_search_record"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchPhone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digits", models.CharField(max_length=20)),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="fields.searchrow",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digits", "row"], name="fields_search_digits")]
            },
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
