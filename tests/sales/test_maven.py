"""A published pipeline of 5,836 deals goes in by the command line; every report equals a recount of its file."""

import csv
import io
import json
import os
import statistics
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
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


def of_file(client, key: str, by: str) -> dict[str, Decimal]:
    answer = client.post(
        reverse("insights:measure_export", args=[key]), {**YEAR, "by": by, "form": "csv"}
    )
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {line[0]: Decimal(line[1]) for line in lines[1:-1]}


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
    days = [
        (date.fromisoformat(r["close_date"]) - date.fromisoformat(r["engage_date"])).days
        for r in won
    ]
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
            if by != "month":
                assert of_file(client, name, by) == expected, (name, by)
    best, _count = max(sums(won, keys["product"])[0].items(), key=lambda pair: pair[1])
    page = client.get(
        reverse("insights:measure", args=["deals.won_value"]), {**YEAR, "by": "product"}
    ).content.decode()
    for label, value in sums(won, keys["product"])[0].items():
        assert label in page
        assert f"{value:,.0f}" in page or f"{value:,.0f}".replace(",", ".") in page
    assert page.index(best) < page.index("MG Special")


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
    lines = DealLine.objects.filter(deal__state="won")
    assert (DealLine.objects.count(), sum(x.unit_price for x in lines)) == (5836, 6_730_679)
    assert Product.objects.filter(category__isnull=False).count() == 7
    assert Team.objects.get(name="Dustin Brinkmann").parent.name == "Central"
