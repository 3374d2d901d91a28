"""`make bench`: measure on SQLite and PostgreSQL at 10,000 and 1,000,000 contacts, beside the gates.

`python -m bench --quick` takes the 10,000 alone. The figures go to build/bench/figures.json too.
"""

import argparse
import json
import sys
from typing import Any

from bench import databases
from bench.report import flatness, printed

SUBJECTS = ("lists", "pages", "search", "writing", "selling")
LONGEST_BUILD = 15 * 60


def main() -> None:
    """Make what is missing, measure, print; the exit code tells whether all gates are kept."""
    asked = _asked()
    databases.collect_static()
    told: list[dict[str, Any]] = []
    for vendor in asked.on or databases.VENDORS:
        try:
            with databases.server(vendor) as address:
                told += _vendor(vendor, address, asked)
        except LookupError as lacking:
            print(f"Not measured: {vendor}: {lacking}.")
    (databases.FOLDER / "figures.json").write_text(json.dumps(told, indent=1, ensure_ascii=False))
    print(printed(told))
    sys.exit(any(line["passes"] is False for line in told))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 contacts alone")
    parser.add_argument("--on", action="append", choices=databases.VENDORS)
    parser.add_argument("--only", action="append", choices=[*SUBJECTS, "starting"])
    return parser.parse_args()


def _vendor(vendor: str, address: str, asked: argparse.Namespace) -> list[dict[str, Any]]:
    sizes = ["ten"] if asked.quick else list(databases.SIZES)
    subjects = [name for name in SUBJECTS if not asked.only or name in asked.only]
    told: list[dict[str, Any]] = []
    for size in sizes:
        built = databases.made(vendor, size, address)
        told.append(_built(built) | {"vendor": vendor, "size": size})
        env = databases.environment(vendor, size, address)
        if subjects:
            told += _measured(vendor, size, env, subjects)
        if size == "ten" and (not asked.only or "starting" in asked.only):
            told += [_placed(line, vendor, size) for line in _starting(env)]
    return told + flatness(told, vendor)


def _measured(
    vendor: str, size: str, env: dict[str, str], subjects: list[str]
) -> list[dict[str, Any]]:
    print(f"Measuring {vendor}, {databases.SIZES[size]:,} contacts …", flush=True)
    note = databases.FOLDER / f"{vendor}-{size}" / "figures.json"
    databases.child(["bench.measuring", str(note), *subjects], env)
    return [_placed(line, vendor, size) for line in json.loads(note.read_text())]


def _starting(env: dict[str, str]) -> list[dict[str, Any]]:
    note = databases.FOLDER / "starting.json"
    databases.child(["bench.starting", str(note)], env)
    return list(json.loads(note.read_text()))


def _placed(line: dict[str, Any], vendor: str, size: str) -> dict[str, Any]:
    return line | {"vendor": vendor, "size": size}


def _built(built: dict[str, Any]) -> dict[str, Any]:
    large = built["contacts"] >= 1_000_000
    what = f"making the demo company of {built['contacts']:,}"
    return {
        "key": "build", "what": what, "unit": "s", "value": built["seconds"], "raw": None,
        "by": "value", "most": LONGEST_BUILD if large else None, "least": None, "wall": None,
        "held": built["seconds"], "note": f"CPU {built['cpu_seconds']} s",
        "passes": built["seconds"] < LONGEST_BUILD if large else None,
    }  # fmt: skip


if __name__ == "__main__":
    main()
