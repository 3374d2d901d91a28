"""Twice as many deals, with their stays and lines: `python -m bench.doubling` on a database of `bench.building`.

The large demo company has some 490,000 deals and five million events; with this it has the million deals that selling
is measured on (docs/performance.md). Which databases are doubled is told by `QUEN_DATA` and `DATABASE_URL`.
"""

import time
from collections.abc import Mapping

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - Django must be set up first
from django.db.models import Max, Model  # noqa: E402

from quen.insights import marking  # noqa: E402
from quen.insights.tallies import recount_all  # noqa: E402
from quen.kit.db import analyze  # noqa: E402
from quen.kit.rebuilding import REBUILDERS  # noqa: E402
from quen.sales import counting  # noqa: E402
from quen.sales.models import Deal, DealLine, Stay  # noqa: E402
from quen.web.demo.loading import reset_sequences, without_indexes  # noqa: E402

DERIVED = ("deal tallies", "measures", "purchases", "leads")
LEAST = 900_000  # as many deals need no doubling


def main() -> None:
    """Double where it is not done yet, and make anew what is counted from deals."""
    if Deal.objects.count() < LEAST:
        _double()
    for name in DERIVED:
        started = time.perf_counter()
        REBUILDERS[name]()
        print(f"  {name} anew: {time.perf_counter() - started:.0f} s", flush=True)
    recount_all()
    print(f"  {Deal.objects.count():,} deals", flush=True)


def _double() -> None:
    """Copies keep the owners, stages and days of what they are copied from."""
    counting.remove(connection)
    marking.remove(connection, "deal")
    top = Deal.objects.aggregate(top=Max("pk"))["top"] or 0
    models = (Deal, Stay, DealLine)
    with without_indexes(models):
        _copy(Deal, {"id": f"id + {top}"}, f"id <= {top}")
        for model in (Stay, DealLine):
            most = model._base_manager.aggregate(top=Max("pk"))["top"] or 0
            _copy(model, {"id": f"id + {most}", "deal_id": f"deal_id + {top}"}, f"deal_id <= {top}")
    reset_sequences(models)
    counting.install(connection)
    marking.install(connection, "deal")
    analyze(*(model._meta.db_table for model in models))


@transaction.atomic
def _copy(model: type[Model], anew: Mapping[str, str], which: str) -> None:
    table, columns = model._meta.db_table, [f.column for f in model._meta.concrete_fields]
    told = ", ".join(anew.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {told} FROM {table} WHERE {which}"  # noqa: S608 - our own tables
        )


if __name__ == "__main__":
    main()
