"""Make one database: `python -m bench.building SIZE NOTE`, in a process whose environment names it."""

import json
import sys
import time
from pathlib import Path

import django


def main(size: str, note: str) -> None:
    """Make the schema, the demo company and the people who are measured; tell how long it took."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first

    from bench import cast  # noqa: PLC0415
    from quen.web.demo.company import build  # noqa: PLC0415

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
    if done % 50_000 == 0:
        print(f"  {done:,} of {of:,} contacts", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
