"""A published pipeline of 5,836 deals goes in by the command line; every report equals a recount of its file."""

import csv
import io
import json
import os
import statistics
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import reverse

from quen.accounts.actions.tokens import add_token
from quen.accounts.models import Team, User
from quen.accounts.seeds import add_roles
from quen.commerce.models import Product
from quen.fields.models import ImportRun
from quen.fields.verbs import import_file
from quen.insights import checkups, tallies
from quen.insights.sources import SOURCES
from quen.insights.spans import Span
from quen.people.models import Company
from quen.sales.funnel import funnel
from quen.sales.models import Deal, DealLine

DATA = Path(os.environ.get("QUEN_TEST_DATA", "/nowhere")) / "crm_pipeline_maven"
MAPPING = Path(__file__).parents[2] / "docs/imports/maven_pipeline.json"
YEAR = {"from": "2017-01-01", "to": "2017-12-31"}
FILES = {
    "users": "sales_teams.csv",
    "products": "products.csv",
    "companies": "accounts.csv",
    "deals": "sales_pipeline.csv",
}
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="needs QUEN_TEST_DATA"),
    pytest.mark.slow,
    pytest.mark.timeout(400),  # thousands of real rows on a busy machine
]


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).open(encoding="utf-8-sig", newline="")))


def sums(rows: list[dict[str, str]], key) -> tuple[dict[str, Decimal], dict[str, int]]:
    """What a plain reader of the file adds up: value and number of won deals by a key."""
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        worth[key(row)] += Decimal(row["close_value"])
    return dict(worth), dict(Counter(map(key, rows)))


def bring_in(name: str, mapping: Path, capsys, dry: bool = False) -> dict:
    capsys.readouterr()
    told = {"map": None, "match": "", "encoding": "", "sheet": "", "by": ""}
    import_file(name, DATA / FILES[name], mapping=mapping, dry_run=dry, json=True, **told)
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def of_api(client, user, key: str, **asked) -> dict:
    token = add_token(user, name="report", by=user)[1]
    head = {"Authorization": f"Bearer {token}"}
    answer = client.get(f"/api/v1/measures/{key}", {**YEAR, **asked}, headers=head)
    assert answer.status_code == 200, answer.content
    return answer.json()


def by_label(told: dict, name: str) -> dict[str, Decimal]:
    return {
        row["labels"][name]: Decimal(
            row["value"][0]["amount"] if isinstance(row["value"], list) else row["value"]
        )
        for row in told["rows"]
    }


def lines_of(answer) -> list[list[str]]:
    """A file without its watermark."""
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[:-1]


def of_file(client, key: str, by: str) -> dict[str, Decimal]:
    answer = client.post(
        reverse("insights:measure_export", args=[key]), {**YEAR, "by": by, "form": "csv"}
    )
    return {line[0]: Decimal(line[1]) for line in lines_of(answer)[1:]}


class Tables(HTMLParser):
    """The rows of every table of a page, cell by cell, as somebody reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.reads = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in ("td", "th"):
            self.found[-1][-1].append("")
            self.reads = True

    def handle_endtag(self, tag: str) -> None:
        self.reads = self.reads and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.reads:
            self.found[-1][-1][-1] += data


def tables(client, name: str, *args, **asked) -> list[list[list[str]]]:
    answer = client.get(reverse(name, args=args), {**YEAR, **asked})
    assert answer.status_code == 200
    return Tables(answer.content.decode()).found


def figure(words: str) -> Decimal:
    """A number as the pages write it in English: $1,234.50, 63.2%, 57 days."""
    return Decimal("".join(sign for sign in words if sign.isdigit() or sign == "."))


def of_page(client, key: str, by: str) -> dict[str, Decimal]:
    """The table of what a measure is broken by, the last one of its page."""
    rows = tables(client, "insights:measure", key, by=by)[-1]
    return {row[0]: figure(row[1]) for row in rows[1:]}


def shares(won: Counter, lost: Counter) -> dict[str, Decimal]:
    whole = {key: won[key] + lost[key] for key in {*won, *lost}}
    return {
        key: (Decimal(100 * won[key]) / n).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for key, n in whole.items()
    }


def middles(rows: list[dict[str, str]], key) -> dict[str, int]:
    """The days within which half of the deals of each key were won."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(days_of(row))
    return {name: sorted(days)[(len(days) - 1) // 2] for name, days in found.items()}


def days_of(row: dict[str, str]) -> int:
    ends = (date.fromisoformat(row[name]) for name in ("engage_date", "close_date"))
    engaged, closed = ends
    return (closed - engaged).days


@pytest.mark.long
def test_a_published_pipeline_goes_in_and_every_report_equals_a_recount(
    client, office, stages, pipeline, capsys, tmp_path, settings
):
    """One story over 5,836 real rows, hence some seconds."""
    add_roles()
    settings.DATA = tmp_path
    told = {name: bring_in(name, MAPPING, capsys) for name in FILES if name != "deals"}
    assert {name: one["refused"] for name, one in told.items()} == dict.fromkeys(told, 0)
    the_traps_are_told(capsys, tmp_path)
    went = bring_in("deals", MAPPING, capsys)
    assert (went["rows"], went["created"], went["refused"]) == (5836, 5836, 0)
    tallies.recount_all()
    people_stand_in_their_teams()
    figures_equal_a_recount(client, office.giang)
    the_funnel_and_the_board_know_them(client, office.giang)
    assert {key: n for key, one in SOURCES.items() if (n := checkups.differing(one))} == {}


def the_traps_are_told(capsys, tmp_path) -> None:
    """A product that is written otherwise is refused with the one that may be meant; an empty company is
    remarked."""
    rows = rows_of("sales_pipeline.csv")
    plain = json.loads(MAPPING.read_text())
    del plain["deals"]["values"]["product"]
    asking = tmp_path / "asking.json"
    asking.write_text(json.dumps(plain))
    told = bring_in("deals", asking, capsys, dry=True)
    run = ImportRun.objects.get(pk=told["id"])
    assert told["refused"] == sum(row["product"] == "GTXPro" for row in rows) == 1004
    assert "GTX Pro" in run.refusals.first().reasons["product"]
    unnamed = sum(not row["account"] for row in rows if row["product"] != "GTXPro")
    assert list(told["remarks"].values()) == [unnamed]
    assert not Deal.objects.exists()


def people_stand_in_their_teams() -> None:
    for row in rows_of("sales_teams.csv"):
        agent = User.objects.get(full_name=row["sales_agent"])
        assert (agent.team.name, agent.team.parent.name) == (row["manager"], row["regional_office"])
        lead = User.objects.get(full_name=row["manager"])
        assert (lead.team_id, lead.reach("sales.view_deal")) == (agent.team_id, "tree")
    for row in rows_of("accounts.csv"):
        company = Company.objects.get(name=row["account"])
        assert (company.parent.name if company.parent else "") == row["subsidiary_of"]


def figures_equal_a_recount(client, user) -> None:
    rows = rows_of("sales_pipeline.csv")
    won = [row for row in rows if row["deal_stage"] == "Won"]
    lost = [row for row in rows if row["deal_stage"] == "Lost"]
    worth = sum(Decimal(row["close_value"]) for row in won)
    manager = {row["sales_agent"]: row["manager"] for row in rows_of("sales_teams.csv")}
    series = {row["product"].replace(" ", ""): row["series"] for row in rows_of("products.csv")}
    names = {row["product"].replace(" ", ""): row["product"] for row in rows_of("products.csv")}
    assert (worth, len(won), len(lost)) == (6_730_679, 2844, 1624)
    days = [days_of(row) for row in won]
    totals = {
        "deals.won_value": [{"amount": "6730679", "currency": "USD"}],
        "deals.won_count": 2844,
        "deals.lost_count": 1624,
        "deals.win_rate": 63.65,
        "deals.cycle_days_median": statistics.median(days),
    }
    for key, total in totals.items():
        assert of_api(client, user, key)["total"] == total, key
    keys = {
        "owner": lambda row: row["sales_agent"],
        "team": lambda row: manager[row["sales_agent"]],
        "product": lambda row: names[row["product"].replace(" ", "")],
        "category": lambda row: series[row["product"].replace(" ", "")],
        "month": lambda row: row["close_date"][:7],
    }
    client.force_login(user)
    for by, key in keys.items():
        value, count = sums(won, key)
        for name, expected in (("deals.won_value", value), ("deals.won_count", count)):
            told = of_api(client, user, name, by=by)
            assert by_label(told, by) == expected, (name, by)
            assert told["total"] == totals[name]
    screens_and_files_equal_a_recount(client, keys, won, lost)
    the_leader_board_equals_a_recount(client, won, lost)


def screens_and_files_equal_a_recount(client, keys, won, lost) -> None:
    """Five measures broken by five things: what stands on the page, and in the file."""
    for by, key in keys.items():
        value, count = sums(won, key)
        gone = Counter(map(key, lost))
        told = {"deals.won_value": value, "deals.won_count": count, "deals.lost_count": gone}
        for name, expected in told.items():
            assert of_file(client, name, by) == expected, (name, by)
            assert of_page(client, name, by) == shown(expected, by), (name, by)
        rates = shares(Counter(count), gone)
        assert of_file(client, "deals.win_rate", by) == rates, by
        on_page, wanted = of_page(client, "deals.win_rate", by), shown(rates, by)
        assert on_page.keys() == wanted.keys()
        assert all(abs(on_page[k] - rate) <= Decimal("0.05") for k, rate in wanted.items()), by
        cycles, file = middles(won, key), of_file(client, "deals.cycle_days_median", by)
        assert file.keys() == cycles.keys()
        assert all(abs(file[k] - days) <= Decimal(days) / 64 for k, days in cycles.items()), by
        assert of_page(client, "deals.cycle_days_median", by) == shown(file, by)


def shown(expected: dict, by: str) -> dict:
    """Months as pages write them."""
    if by != "month":
        return dict(expected)
    return {f"{month[5:]}/{month[:4]}": value for month, value in expected.items()}


def the_leader_board_equals_a_recount(client, won, lost) -> None:
    """Every agent in order of what they won, with counts, rate and average; the file has the same."""
    value, count = sums(won, lambda row: row["sales_agent"])
    gone = Counter(row["sales_agent"] for row in lost)
    best = sorted(value, key=lambda agent: -value[agent])
    rates = shares(Counter(count), gone)
    rows = tables(client, "sales:leaders")[-1][1:]
    assert [(row[0], row[1]) for row in rows] == [(str(n), a) for n, a in enumerate(best, 1)]
    for _rank, agent, worth, number, lost_ones, rate, *_more in rows:
        told = [figure(words) for words in (worth, number, lost_ones)]
        assert told == [value[agent], count[agent], gone[agent]]
        assert abs(figure(rate) - rates[agent]) <= Decimal("0.05")
    by_count = tables(client, "sales:leaders", sort="deals.won_count")[-1][1]
    assert count[by_count[1]] == max(count.values())
    file = lines_of(client.post(reverse("sales:leaders_export"), {**YEAR, "by": "owner"}))
    assert file[0][:3] == ["Owner", "Won value USD", "Won deals"]
    assert {row[0]: [Decimal(one) for one in row[1:5]] for row in file[1:]} == {
        agent: [value[agent], count[agent], gone[agent], rates[agent]] for agent in best
    }


def the_funnel_and_the_board_know_them(client, user) -> None:
    counts = Counter(row["deal_stage"] for row in rows_of("sales_pipeline.csv"))
    assert dict(counts) == {"Won": 2844, "Lost": 1624, "Engaging": 1032, "Prospecting": 336}
    open_now = by_label(of_api(client, user, "deals.open_count", by="stage"), "stage")
    assert sorted(open_now.values()) == [counts["Prospecting"], counts["Engaging"]]
    deal = Deal.objects.first()
    found = funnel(user, deal.pipeline, Span(date(2016, 1, 1), date(2017, 12, 31)))
    engaged = counts["Engaging"] + counts["Won"] + counts["Lost"]
    reached = {step.stage.step or step.stage.kind: step.reached for step in found.steps}
    assert (found.deals, found.capped, reached["negotiate"]) == (engaged, False, engaged)
    assert found.steps[-1].reached == counts["Won"]
    span = {"from": "2016-01-01", "to": "2017-12-31"}
    rows = tables(client, "sales:funnel", **span)[0][1:]
    assert [figure(row[1]) for row in rows] == [step.reached for step in found.steps]
    lines = DealLine.objects.filter(deal__state="won")
    assert (DealLine.objects.count(), sum(x.unit_price for x in lines)) == (5836, 6_730_679)
    assert Product.objects.filter(category__isnull=False).count() == 7
    assert Team.objects.get(name="Dustin Brinkmann").parent.name == "Central"
