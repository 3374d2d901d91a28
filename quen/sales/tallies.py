"""Tallies of open deals: adding them up for a user, folding their rows, making and checking them anew."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, QuerySet, Sum

from quen.accounts.visibility import reach_rule
from quen.kit.db import lock
from quen.kit.doctor import check
from quen.kit.rebuilding import rebuilds
from quen.sales import counting
from quen.sales.models import Deal, Tally

# (stage id, currency, probability, count, amount)
Line = tuple[int, str, int, int, Decimal]
_CENT = Decimal("0.01")
_MANY = 500
_KEY = "stage_id, owner_id, team_id, currency, probability"
_INTO = f"INSERT INTO sales_tally ({_KEY}, count, amount)"
# SQLite's floats leave dust behind the cents; its whole numbers are exact as they are.
_AMOUNT = {
    "sqlite": "CASE typeof(SUM(amount)) WHEN 'integer' THEN SUM(amount) ELSE ROUND(SUM(amount), 2) END",
    "postgresql": "SUM(amount)",
}
_SUMS = "SELECT {key}, SUM(count), {amount} FROM {rows} GROUP BY {key} HAVING SUM(count) <> 0 OR {amount} <> 0"
_LIVE = f"""
SELECT {_KEY}, COUNT(*), SUM(amount) FROM sales_deal
WHERE state = 'open' AND deleted_at IS NULL GROUP BY {_KEY}
"""  # noqa: S608
_ROWS_AND_KEYS = f"""
SELECT (SELECT COUNT(*) FROM sales_tally),
       (SELECT COUNT(*) FROM (SELECT DISTINCT {_KEY} FROM sales_tally) AS keys)
"""  # noqa: S608
_WRONG = f"""
SELECT COUNT(*) FROM (
    SELECT {_KEY}, SUM(n) AS n, SUM(a) AS a FROM (
        SELECT {_KEY}, count AS n, amount AS a FROM sales_tally UNION ALL
        SELECT {_KEY}, -1, -amount FROM sales_deal WHERE state = 'open' AND deleted_at IS NULL
    ) AS both_ways GROUP BY {_KEY}
) AS keys WHERE n <> 0 OR abs(a) > 0.004
"""  # noqa: S608


def lines(user: Any, stage_ids: Sequence[int]) -> list[Line]:
    """What open deals the user may see add up to, by stage, currency and probability."""
    reach = user.reach("sales.view_deal")
    found = _added(_reached(user, reach, stage_ids), Sum("count")) if reach else []
    if reach != "all" and (shared := user.shared_ids("deal")):
        apart = Deal.objects.filter(pk__in=shared, deleted_at=None, stage__in=stage_ids).open()
        apart = apart.exclude(reach_rule(user, reach)) if reach else apart
        found += live_lines(apart)
    return found


def live_lines(rows: QuerySet) -> list[Line]:
    """The same of these deals, from the deals themselves."""
    return _added(rows, Count("pk"))


def _reached(user: Any, reach: str, stage_ids: Sequence[int]) -> QuerySet:
    rows = Tally.objects.filter(stage__in=stage_ids)
    return rows if reach == "all" else rows.filter(reach_rule(user, reach))


def _added(rows: QuerySet, count: Any) -> list[Line]:
    grouped = rows.order_by().values("stage_id", "currency", "probability")
    told = grouped.annotate(n=count, total=Sum(F("amount"))).filter(n__gt=0)
    columns = told.values_list("stage_id", "currency", "probability", "n", "total")
    return [(*key, exact(total)) for *key, total in columns]


def exact(total: Any) -> Decimal:
    """A sum of amounts without the dust of SQLite's floats."""
    return Decimal(total).quantize(_CENT)


def fold_many() -> None:
    """Fold once there are many rows for a key: a board reads them all."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS_AND_KEYS)
        rows, keys = cursor.fetchone()
    if rows > _MANY + 2 * keys:
        fold()


@transaction.atomic
def fold() -> None:
    """Replace all rows by one for each key. Whoever saves a deal meanwhile waits for nothing."""
    lock("sales tallies")
    _replace(_sums("gone" if connection.vendor == "postgresql" else "sales_tally"))


@rebuilds("deal tallies")
@transaction.atomic
def rebuild() -> None:
    """Make the tallies anew from the deals, and their triggers where these were lost."""
    lock("sales tallies")
    counting.install(connection)
    _replace(_LIVE)


def _replace(select: str) -> None:
    """Put in place of all rows what `select` gives; on PostgreSQL in one statement, which sees one
    moment: a row that is committed while it runs is neither added nor deleted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"WITH gone AS (DELETE FROM sales_tally RETURNING *) {_INTO} {select}"  # noqa: S608
            )
            return
        cursor.execute("SELECT MAX(id) FROM sales_tally")
        (last,) = cursor.fetchone()
        cursor.execute(f"{_INTO} {select}")
        cursor.execute("DELETE FROM sales_tally WHERE id <= %s", [last or 0])


def _sums(rows: str) -> str:
    return _SUMS.format(key=_KEY, rows=rows, amount=_AMOUNT[connection.vendor])


@check("deal tallies")
def tallies_are_right() -> Iterator[str]:
    """The board's figures are what its deals add up to."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG)
        (wrong,) = cursor.fetchone()
    if wrong:
        yield f"{wrong} of the board's figures differ from the deals: run `quen rebuild deal tallies`."
