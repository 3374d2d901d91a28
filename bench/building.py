"""Make one database: `python -m bench.building SIZE NOTE`, in a process whose environment names it."""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first

from bench import cast  # noqa: E402
from quen.web.demo.company import build  # noqa: E402


def main(size: str, note: str) -> None:
    """Make the schema, the demo company and the people who are measured; tell how long it took."""
    call_command("migrate", verbosity=0)
    wall, cpu = time.perf_counter(), time.process_time()
    count = build(size, tell=_tell)
    facts = {
        "contacts": count,
        "seconds": round(time.perf_counter() - wall, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }
    cast.add()
    Path(note).write_text(json.dumps(facts))


def _tell(done: int, of: int) -> None:
    if done % 100_000 == 0:
        print(f"  {done:,} of {of:,} contacts", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
