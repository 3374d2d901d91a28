"""Selling: the board beside the raw SQL of its sums and cards, months, forecast, figures and dashboards, and
cards that twenty people move at once on the served product."""

import random
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

from django.db import connection
from django.urls import reverse

from bench.databases import ROOT
from bench.figures import Cost, Line, cost, queries
from bench.pages import page_of, signed_in
from bench.starting import first_page, free_port
from quen.insights.tallies import recount_all
from quen.sales import staging, tallies
from quen.sales.models import Deal, Stage

PEOPLE, MOVES, THINK = 20, 30, (1.0, 3.0)  # seconds between two moves of one person
SUMS = """
SELECT stage_id, currency, probability, COUNT(*), SUM(amount) FROM sales_deal
WHERE state = 'open' AND deleted_at IS NULL AND pipeline_id = %s GROUP BY 1, 2, 3
"""
CARDS = """
SELECT d.*, c.full_name, f.name, u.full_name FROM sales_deal d
LEFT JOIN people_contact c ON c.id = d.contact_id LEFT JOIN people_company f ON f.id = d.company_id
LEFT JOIN accounts_user u ON u.id = d.owner_id
WHERE d.state = 'open' AND d.deleted_at IS NULL AND d.pipeline_id = %s AND d.stage_id = %s
AND d.next_step_at IS NOT NULL ORDER BY d.next_step_at, d.id LIMIT 20
"""


def lines(people: dict[str, Any]) -> Iterator[Line]:
    """Pages first, then the movers, then whether the totals are what the deals add up to."""
    recount_all()
    raw = cost(_raw_board)
    for who in ("administrator", "lead", "sales"):
        yield from _board(who, signed_in(people[who]), raw)
    for who, name, address in _pages():
        yield from _timed(name, page_of(signed_in(people[who]), address))
    yield from _moving()
    wrong = len(list(tallies.tallies_are_right()))
    yield Line("totals", "totals that differ from a recount afterwards", "", wrong, most=0)


def _board(who: str, client: Any, raw: Cost) -> Iterator[Line]:
    """At most twice the raw SQL and 40 ms, at most twelve queries."""
    ask = page_of(client, reverse("sales:board"))
    spent, key = cost(ask), f"board {who}"
    yield Line(key, key, "ms", spent.cpu, 2 * raw.cpu, "over", 40, wall=spent.wall)
    yield Line(f"{key} queries", f"{key}: queries", "", queries(ask), most=12)


def _raw_board() -> None:
    first = staging.pipelines()[0].pk
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [first])
        cursor.fetchall()
        for stage in _open_stages():
            cursor.execute(CARDS, [first, stage.pk])
            cursor.fetchall()


def _open_stages() -> list[Stage]:
    first = staging.pipelines()[0].pk
    return [s for s in staging.stages(first) if s.kind == Stage.Kind.OPEN]


def _pages() -> Iterator[tuple[str, str, str]]:
    """Who opens which page: dashboards are opened by an administrator and by those whom they are made for."""
    for name, address in (
        ("months", reverse("sales:months")),
        ("forecast", reverse("sales:forecast")),
        ("figures", reverse("insights:library")),
        ("won value", reverse("insights:measure", args=["deals.won_value"])),
    ):
        yield "administrator", name, address
    for key, whose in (("rep", "sales"), ("manager", "lead"), ("director", "administrator")):
        address = reverse("insights:board", args=[key])
        for who in dict.fromkeys((whose, "administrator")):
            yield who, f"dashboard {key} ({who})", address


def _timed(name: str, ask: Callable[[], Any]) -> Iterator[Line]:
    """Under half a second, at the worst of the runs."""
    walls = []
    for _ in range(12):
        started = time.perf_counter()
        ask()
        walls.append((time.perf_counter() - started) * 1000)
    walls = sorted(walls[2:])
    yield Line(
        f"{name} page", f"{name} page, the slowest of ten", "ms", round(walls[-1], 1), most=500,
        wall=round(statistics.median(walls), 1), note=f"{queries(ask)} queries",
    )  # fmt: skip


def _moving() -> Iterator[Line]:
    """Twenty sellers, each moving a card of theirs every two seconds or so, on a served Quen."""
    port = free_port()
    words = [str(ROOT / "bin" / "quen"), "serve", "--port", str(port)]
    tree = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        first_page(port)
        seated = threading.Barrier(PEOPLE)
        movers = [_Mover(port, n, seated) for n in range(PEOPLE)]
        for mover in movers:
            mover.start()
        for mover in movers:
            mover.join()
    finally:
        tree.terminate()
        tree.wait(30)
    took = sorted(ms for mover in movers for ms in mover.took)
    failed = [word for mover in movers for word in mover.failed]
    at_95 = took[int(len(took) * 0.95)] if took else 0.0
    note = f"{len(took)} moves, median {statistics.median(took):.0f} ms, {len(failed)} refused {failed[:1]}"
    yield Line(
        "moving", "a card moved by one of twenty, p95", "ms", round(at_95, 1), most=100, note=note
    )


class _Mover(threading.Thread):
    """A colleague with a browser: cards go to the next stage and back, once everybody has the board open."""

    def __init__(self, port: int, n: int, seated: threading.Barrier) -> None:
        super().__init__()
        self.port, self.seated = port, seated
        self.dice = random.Random(n)  # noqa: S311 - times, not secrets
        self.took: list[float] = []
        self.failed: list[str] = []
        deals = Deal.objects.filter(state="open", deleted_at=None, stage=_open_stages()[0])
        ids = list(deals.order_by("-pk").values_list("pk", flat=True)[: PEOPLE * 50])
        self.card = self.dice.choice(ids[n::PEOPLE])
        self.cookie = signed_in(Deal.objects.get(pk=self.card).owner).cookies
        self.stages = [stage.pk for stage in _open_stages()[:2]]

    def run(self) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        token = self._token(line)
        self.seated.wait(60)
        for n in range(MOVES):
            time.sleep(self.dice.uniform(*THINK))
            started = time.perf_counter()
            status, body = self._post(line, token, self.stages[(n + 1) % 2])
            took = (time.perf_counter() - started) * 1000
            if status == 200:
                self.took.append(took)
            else:
                self.failed.append(f"{status}: {body[:80]}")

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{k}={m.value}" for k, m in self.cookie.items())
        return {"Cookie": cookies, "HX-Request": "true"}

    def _token(self, line: HTTPConnection) -> str:
        line.request("GET", "/deals/board/", headers=self._headers())
        answer = line.getresponse()
        html = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookie[name] = rest.partition(";")[0]
        found = re.search(r'name="csrf" content="([^"]+)"', html)
        return found[1] if found else ""

    def _post(self, line: HTTPConnection, token: str, stage: int) -> tuple[int, str]:
        headers = self._headers() | {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token,
            "Referer": f"http://127.0.0.1:{self.port}/deals/board/",
        }
        line.request("POST", "/deals/move/", f"card={self.card}&stage={stage}&position=0", headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
