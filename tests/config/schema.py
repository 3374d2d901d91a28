"""The tables, indexes and triggers of an SQLite file, to be held beside those of another."""

import re
import sqlite3
from contextlib import closing

# What SQLite keeps for itself, such as its statistics, is not part of it.
OWN = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
PARTS = re.compile(r"\((.*)\)", re.DOTALL)


def in_file(data):
    """Each thing of the file by its name: a table as its sorted parts, for their order is free."""
    with closing(sqlite3.connect(data / "quen.sqlite3")) as database:
        rows = database.execute(OWN)
        found = {f"CREATE {kind.upper()} {name}": _parts(kind, text) for kind, name, text in rows}
        found["migrations"] = set(database.execute("SELECT app, name FROM django_migrations"))
        found["rights"] = set(database.execute("SELECT codename FROM auth_permission"))
    return found


def _parts(kind, text):
    return sorted(_top_level(PARTS.search(text)[1])) if kind == "table" else text


def _top_level(text):
    depth, part = 0, ""
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()
