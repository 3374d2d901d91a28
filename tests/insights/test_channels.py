"""What a customer costs by channel: costs beside those who came by it, and what fits nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from quen.accounts.actions.tokens import add_token
from quen.insights import jobs
from quen.insights.actions.costs import Spent, set_costs
from quen.insights.channels import known_sources
from quen.insights.models import Cost
from quen.people.models import Company, Contact
from tests.insights.test_buyers import named, sell, value  # noqa: F401 - sell is a fixture

MONTH = date(2026, 3, 1)
DAYS = {"first": MONTH, "last": date(2026, 3, 31)}
# Source, how many came for the first time, and whether a company.
CAME = (
    ("Zalo", 3, False),
    ("zalo", 1, True),
    ("Facebook", 2, False),
    ("", 2, False),
    ("Tờ rơi", 1, True),
)


@pytest.fixture
def market(office, stages, pipeline, sell):  # noqa: F811
    for source, number, firm in CAME:
        for n in range(number):
            one = named(Company if firm else Contact, f"{source} {n}", office.binh)
            type(one).objects.filter(pk=one.pk).update(source=source)
            sell(one, date(2026, 3, 5 + n), 100, office.binh)
    old = named(Contact, "old", office.binh)
    Contact.objects.filter(pk=old.pk).update(source="Zalo")
    sell(old, date(2026, 1, 5), 100, office.binh)
    sell(old, date(2026, 3, 5), 100, office.binh)  # came before
    told = [
        ("ZALO", "marketing", 1000),
        ("zalo", "sales", 400),
        ("facebook", "marketing", 500),
        ("TikTok", "marketing", 70),
        ("", "sales", 900),
    ]
    spent = [Spent(MONTH, kind, Decimal(amount), "VND", channel) for channel, kind, amount in told]
    set_costs(spent, by=office.giang)
    jobs.keep_figures_right.func()
    return office


def test_each_channel_costs_what_it_took_by_those_who_came_by_it(market):
    assert value(market.giang, "customers.cac", "channel", **DAYS) == {
        ("zalo",): {"VND": Decimal(350)},
        ("facebook",): {"VND": Decimal(250)},
    }
    whole = Decimal(2870) / sum(number for _source, number, _firm in CAME)
    assert value(market.giang, "customers.cac", **DAYS) == {"VND": whole.quantize(Decimal("0.01"))}
    months = value(
        market.giang,
        "customers.cac",
        "month",
        "channel",
        first=date(2026, 1, 1),
        last=date(2026, 3, 31),
    )
    assert months == {
        ("2026-03", "zalo"): {"VND": Decimal(350)},
        ("2026-03", "facebook"): {"VND": Decimal(250)},
    }


def test_the_page_tells_what_fits_no_channel(client, market):
    client.force_login(market.giang)
    days = {"from": "2026-03-01", "to": "2026-03-31"}
    page = client.get(reverse("insights:measure", args=["customers.cac"]), days).content.decode()
    for words in (
        "Costs without a channel: ₫900.",
        "2 first-time buyers have no source.",
        "1 first-time buyer came by a source without costs.",
        "were spent on TikTok, by which nobody came",
        "Facebook",
    ):
        assert words in page
    secret = add_token(market.giang, name="t", by=market.giang, scope="read")[1]
    headers = {"Authorization": f"Bearer {secret}"}
    asked = {**days, "by": "channel"}
    answer = client.get("/api/v1/measures/customers.cac", asked, headers=headers)
    assert answer.status_code == 200
    assert len(answer.json()["notes"]) == 4


def test_a_channel_leads_to_those_who_came_by_it(client, market):
    client.force_login(market.giang)
    days = {"from": "2026-03-01", "to": "2026-03-31"}
    page = client.get(reverse("insights:measure", args=["customers.cac"]), days).content.decode()
    assert "channel=zalo" in page
    url = reverse("insights:buyers", args=["new"])
    for channel, number in (("zalo", 4), ("facebook", 2), ("", 2)):
        told = client.get(url, {**days, "channel": channel}).content.decode()
        assert f"· {number}<" in told
    client.force_login(market.em)  # sees all purchases, and not what customers cost
    assert client.get(url, {**days, "channel": "zalo"}).status_code == 404


def test_a_cost_takes_the_spelling_of_a_source_and_free_ones_stay(client, market):
    assert known_sources() == ["Facebook", "Tờ rơi", "Zalo", "zalo"]
    assert sorted(Cost.objects.values_list("channel", flat=True)) == [
        "", "Facebook", "TikTok", "Zalo", "zalo",
    ]  # fmt: skip
    client.force_login(market.giang)
    page = client.get(reverse("insights:costs")).content.decode()
    assert '<option value="Tờ rơi">' in page
    assert page.count("no customer has this source") == 1
