"""Everything that a colleague may take away, as one zip: CSV for each object, files, settings.

contacts.csv companies.csv deals.csv    as an import reads them
tasks.json notes.json …                 records without a list of their own
files/12-hop-dong.pdf                   what records hold, by the file's id
attached.json                           on which record, or note of it, each file stands
settings.json                           pipelines, stages, fields, roles, teams, views
README.txt                              who, when
"""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Model, QuerySet

from quen.fields.exporting import exported, watermark
from quen.fields.lists import SPECS
from quen.fields.models import File
from quen.kit.everything import ROWS, SETTINGS
from quen.kit.records import TYPES
from quen.kit.uploads import clean_name

Tell = Callable[[int], object]


def may_take(user: Any) -> list[str]:
    """The types with lists that this colleague may export."""
    return [key for key in SPECS if user.can(_right(key))]


def write_everything(target: Path, user: Any, tell: Tell) -> None:
    """Write the zip; `tell` hears how many listed records are done."""
    done = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for key in may_take(user):
            name = "companies" if key == "company" else f"{key}s"
            with packed.open(f"{name}.csv", "w", force_zip64=True) as out:
                told = [done]
                for piece in exported(key, user, [], "csv", tell=_later(told, done, tell)):
                    out.write(piece)
                done = told[0]
        for name, rows in sorted(ROWS.items()):
            _write_rows(packed, f"{name}.json", rows(user))
        _write_files(packed, user)
        packed.writestr("settings.json", orjson.dumps(_settings(), option=orjson.OPT_INDENT_2))
        packed.writestr("README.txt", f"{watermark(user)}\n")


def _right(key: str) -> str:
    return TYPES[key].capability.replace(".view_", ".export_")


def _later(told: list[int], before: int, tell: Tell) -> Tell:
    def count(rows: int) -> None:
        told[0] = before + rows
        tell(told[0])

    return count


def _write_rows(packed: zipfile.ZipFile, name: str, rows: QuerySet[Any]) -> None:
    """One JSON object a line, in the order of ids."""
    with packed.open(name, "w", force_zip64=True) as out:
        for row in rows.order_by("pk").values().iterator(chunk_size=2000):
            out.write(orjson.dumps({k: _plain(v) for k, v in row.items()}) + b"\n")


def _write_files(packed: zipfile.ZipFile, user: Any) -> None:
    for it in File.objects.visible_to(user).order_by("pk").iterator(chunk_size=500):
        path = Path(settings.MEDIA_ROOT) / it.path
        if path.exists():
            packed.write(path, f"files/{it.pk}-{clean_name(it.name)}")


def _settings() -> dict[str, Any]:
    return {name: list(_rows(model)) for name, model in sorted(SETTINGS.items())}


def _rows(model: type[Model]) -> Iterator[dict[str, Any]]:
    for row in model._base_manager.order_by("pk").values():
        yield {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
