"""The leader board ranks what one may see, by the column chosen, and goes out as a file."""

import csv
import io

import pytest
from django.urls import reverse

from quen.accounts.actions.roles import change_role
from quen.accounts.models import User
from quen.accounts.rights import RIGHTS
from quen.insights import jobs
from quen.sales.actions import deals, moving
from quen.sales.models import Reason
from quen.timeline.models import Event


@pytest.fixture
def season(office, stages, pipeline):
    """Binh wins 300 and loses one, Chi and Dung win 500 each, Dung with two deals."""
    for owner, amount in (
        (office.binh, 300),
        (office.chi, 500),
        (office.dung, 200),
        (office.dung, 300),
    ):
        moving.win_deal(deals.add_deal({"name": "D", "amount": amount}, by=owner), by=owner)
    lost = deals.add_deal({"name": "D", "amount": 9}, by=office.binh)
    moving.lose_deal(lost, Reason.objects.get(key="price"), by=office.binh)
    jobs.keep_figures_right.func()
    return office


def board(client, user, **asked) -> str:
    client.force_login(user)
    return client.get(reverse("sales:leaders"), asked).content.decode()


def places(page: str) -> list[tuple[str, str]]:
    """Rank and name of each line, as they stand."""
    rows = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0].split("<tr>")[1:]
    cells = (
        [cell.split("</td>")[0].split(">")[-1] for cell in row.split("<td")[1:3]] for row in rows
    )
    return [(rank, name) for rank, name in cells]


def test_the_best_comes_first_and_equals_share_a_rank(client, season):
    page = board(client, season.giang, unit="year")
    assert places(page) == [("1", "Chi"), ("1", "Dung"), ("3", "Binh")]
    by_count = board(client, season.giang, unit="year", sort="deals.won_count")
    assert places(by_count)[0] == ("1", "Dung")
    by_lost = board(client, season.giang, unit="year", sort="deals.lost_count")
    assert places(by_lost)[0] == ("1", "Binh")
    assert "/deals/?filter=" in page


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("binh", {"Binh"}),
        ("an", {"Binh", "Chi"}),
        ("dung", {"Dung"}),
        ("em", {"Binh", "Chi", "Dung"}),
    ],
)
def test_one_sees_those_whose_deals_one_may_see(who, names, client, season):
    page = board(client, getattr(season, who), unit="year")
    assert {name for _rank, name in places(page)} == names


def test_it_can_be_broken_by_team_and_is_empty_where_nothing_was_closed(client, season):
    teams = places(board(client, season.giang, unit="year", by="team"))
    assert teams == [("1", "North"), ("2", "South")]
    empty = board(client, season.giang, **{"from": "2020-01-01", "to": "2020-12-31"})
    assert "No deal was won or lost in this period" in empty


def test_who_may_not_read_amounts_ranks_by_number(client, season):
    role = season.binh.roles.get()
    grants = {key: reach for key, reach in role.grants.items() if key in RIGHTS}
    change_role(role, by=None, name=role.name, grants=grants, fields={"deal.amount": "hide"})
    page = board(client, User.objects.get(pk=season.binh.pk), unit="year")
    assert "Won value" not in page.split("<thead>")[1]
    assert places(page) == [("1", "Binh")]


def test_it_goes_out_as_a_file_that_the_audit_knows(client, season):
    client.force_login(season.giang)
    url = reverse("sales:leaders_export")
    answer = client.post(url, {"unit": "year", "by": "owner", "form": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:4] == ["Owner", "Won value VND", "Won deals", "Lost deals"]
    assert [(one[0], one[1]) for one in lines[1:-1]] == [
        ("Chi", "500.00"), ("Dung", "500.00"), ("Binh", "300.00"),
    ]  # fmt: skip
    assert Event.objects.filter(kind="export.made").latest("pk").data["rows"] == 3
    client.force_login(season.em)  # reads only
    assert client.post(url, {"unit": "year", "form": "csv"}).status_code == 403


def test_a_measure_is_read_and_exported_by_month(client, season):
    client.force_login(season.giang)
    url = reverse("insights:measure", args=["deals.won_value"])
    page = client.get(url, {"unit": "year", "by": "month"}).content.decode()
    assert "1,300" in page.split("Broken by")[-1]
    asked = {"unit": "year", "by": "month", "form": "csv"}
    answer = client.post(reverse("insights:measure_export", args=["deals.won_value"]), asked)
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["Month", "Won value", "Currency"]
    assert [one[1] for one in lines[1:-1]] == ["1300.00"]
