"""The table of old and new places, read once; an installation may bring a newer one."""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from quen.people.places.names import keys

SHIPPED = Path(__file__).with_name("vietnam_2025.csv.gz")
COLUMNS = ["old_province", "old_district", "old_ward", "new_province", "new_ward"]
MOST_BYTES = 20 * 1024 * 1024


class BadTable(ValueError):
    """A table that cannot be used; the message says why."""


@dataclass(frozen=True)
class Place:
    """A ward of today."""

    province: str
    ward: str


@dataclass(frozen=True)
class Old:
    """A ward before July 2025, and what it became: more than one place where it was divided."""

    province: str
    district: str
    ward: str
    became: tuple[Place, ...]


@dataclass
class Table:
    """Looked up by bare names; each entry keeps its kind, so that Xã and Thị trấn of one name differ."""

    olds: list[Old] = field(default_factory=list)
    by_ward: dict[tuple[str, str], list[Old]] = field(default_factory=lambda: defaultdict(list))
    by_district: dict[tuple[str, str], list[Old]] = field(default_factory=lambda: defaultdict(list))
    new: dict[tuple[str, str], list[Place]] = field(default_factory=lambda: defaultdict(list))
    became: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    provinces: dict[str, str] = field(default_factory=dict)

    def add(self, old: Old) -> None:
        """Take in an old ward with what it became."""
        province = _key(old.province, "province")
        self.olds.append(old)
        self.by_ward[province, _key(old.ward, "ward")].append(old)
        self.by_district[province, _key(old.district, "district")].append(old)
        for place in old.became:
            self.became[province].add(place.province)
            here = _key(place.province, "province")
            self.provinces[here] = place.province
            known = self.new[here, _key(place.ward, "ward")]
            if place not in known:
                known.append(place)


def _key(name: str, level: str) -> str:
    return keys(name, level)[0][1] if name else ""


def own_path() -> Path:
    """Where an installation keeps a table of its own."""
    return Path(settings.DATA) / "places" / "vietnam.csv.gz"


def table() -> Table:
    """The installation's own table, else the shipped one."""
    own = own_path()
    return _read(own, own.stat().st_mtime_ns) if own.exists() else _read(SHIPPED, 0)


@cache
def _read(path: Path, changed: int) -> Table:
    return read(path.read_bytes())


def read(packed: bytes) -> Table:
    """A table from a gzipped CSV with COLUMNS. Raises BadTable."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            text = file.read(MOST_BYTES + 1).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadTable(f"it is no gzipped CSV in UTF-8 ({error})") from error
    if len(text) > MOST_BYTES:
        raise BadTable("it is too large")
    return _made(csv.reader(io.StringIO(text)))


def _made(rows: Iterable[list[str]]) -> Table:
    found: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    lines = iter(rows)
    if next(lines, None) != COLUMNS:
        raise BadTable(f"its first line must be {','.join(COLUMNS)}")
    for number, row in enumerate(lines, 2):
        if len(row) != len(COLUMNS) or not (row[0] and row[3] and row[4]):
            raise BadTable(f"line {number} is not complete")
        found[row[0], row[1], row[2]].append(Place(row[3], row[4]))
    if not found:
        raise BadTable("it is empty")
    made = Table()
    for (province, district, ward), became in found.items():
        made.add(Old(province, district, ward, tuple(dict.fromkeys(became))))
    return made
